import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SubmitOffer } from '../../src/core/provider.ts';
import { openRingCentral, type RingCentralSettings } from '../../src/ringcentral/open.ts';
import { hashAccount } from '../../src/ringcentral/token-file.ts';
import { openMovableClock, type MovableClock } from './movable-clock.ts';

export const SERVER = 'https://platform.example.com';
export const USER_AGENT = 'campaign/0.1.0 (Node.js/20.20; linux)';
export const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ0ZXN0ZXIifQ.c2lnbmF0dXJlLXNpZ25hdHVyZQ';
const OWNER = { scope: 'A2PSMS ReadAccounts', owner_id: '62264008' };
const CLIENT_ID = 'client-id';

export interface Opened {
  readonly provider: ReturnType<typeof openRingCentral>;
  readonly clock: MovableClock;
  readonly stateDirectory: string;
  readonly readState: (file: 'token.json' | 'rate.json') => unknown;
}

export interface Wishes extends Partial<RingCentralSettings> {
  /** Seconds ago that the token was obtained; null for none. */
  readonly tokenAgeMs?: number | null;
  readonly token?: Record<string, unknown>;
  /** Calls per second of all rate groups, as an earlier process would have learned them; null for nothing learned. */
  readonly callsPerSecond?: number | null;
}

/** Opens the adapter in a state directory of its own: signed in and hardly paced, unless wished otherwise. */
export function openProvider(wishes: Wishes = {}): Opened {
  const clock = openMovableClock();
  const stateDirectory = wishes.stateDirectory ?? makeDirectory();
  const { tokenAgeMs = 0, token, callsPerSecond = 1000, ...rest } = wishes;
  const account = hashAccount(wishes.server ?? SERVER, CLIENT_ID, 'client-secret', wishes.jwt ?? JWT);
  const save = (file: string, value: unknown) =>
    writeFileSync(join(stateDirectory, file), JSON.stringify(value));
  if (tokenAgeMs !== null && wishes.stateDirectory === undefined) {
    const obtainedAt = clock.now() - tokenAgeMs;
    const saved = {
      token_type: 'bearer',
      access_token: 'cached-token',
      expires_in: 3600,
      ...OWNER,
      ...token,
    };
    save('token.json', { account, obtainedAt, token: saved });
  }
  if (callsPerSecond !== null && wishes.stateDirectory === undefined) {
    const moment = { writtenAt: clock.now(), monotonicAt: clock.monotonic() };
    const group = { limit: callsPerSecond, windowMs: 1000, ...moment, silentForMs: 0, startAgesMs: [] };
    save('rate.json', { [account]: { light: group, medium: group, auth: group } });
  }
  const provider = openRingCentral({
    server: SERVER,
    clientId: CLIENT_ID,
    clientSecret: 'client-secret',
    jwt: JWT,
    userAgent: USER_AGENT,
    requestTimeoutMs: 5000,
    stateDirectory,
    clock,
    ...rest,
  });
  onTestFinished(() => provider.close());
  const readState = (file: string): unknown => JSON.parse(readFileSync(join(stateDirectory, file), 'utf8'));
  return { provider, clock, stateDirectory, readState };
}

function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'wire-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export const BODY = '{"from":"+14155550100","text":"Hi – 50% off","messages":[{"to":["+14155550101"]}]}';

export function offerOf(parts: Partial<SubmitOffer> = {}): SubmitOffer {
  return {
    body: new TextEncoder().encode(BODY),
    commit: () => Promise.resolve(),
    isStillFresh: () => true,
    ...parts,
  };
}
