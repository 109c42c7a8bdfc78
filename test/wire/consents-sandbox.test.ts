import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readPages } from '../../src/core/pages.ts';
import type { Consent, Provider } from '../../src/core/provider.ts';
import type { CallRecord } from '../../src/ringcentral/settings.ts';
import { startSandbox, type SandboxOptions } from '../../src/sandbox/start.ts';
import { openProvider } from './open-provider.ts';

const FROM = '+16505550100';
const phone = (n: number): string => `+1415${2_000_000 + n}`;

/** The adapter in front of a sandbox, which shares no code with it. */
async function openBoth(options: Partial<SandboxOptions> = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'wire-sandbox-'));
  const sandbox = await startSandbox({ directory, rateLimit: 60_000, ...options });
  const { url: server, clientId, clientSecret, jwt } = sandbox;
  const calls: string[] = [];
  const onCall = ({ method, path, status }: CallRecord) =>
    calls.push(`${method} ${path.split('/').slice(-2).join('/')} ${status}`);
  const settings = { server, clientId, clientSecret, jwt, onCall };
  const { provider } = openProvider({ ...settings, tokenAgeMs: null });
  onTestFinished(async () => {
    await provider.close();
    await sandbox.close();
    rmSync(directory, { recursive: true });
  });
  const tell = (path: string, body: object) =>
    fetch(`${server}/sandbox/${path}`, { method: 'POST', body: JSON.stringify(body) });
  return { provider, calls, tell };
}

async function readAll(provider: Provider): Promise<Consent[]> {
  const found: Consent[] = [];
  for await (const records of readPages((query) => provider.listOptOuts(query))) found.push(...records);
  return found;
}

describe.each([
  ['with the permission SMS', undefined, 'sms/consents'],
  ['without it', ['A2PSMS', 'ReadAccounts'], 'a2p-sms/opt-outs'],
])('opt-outs at the sandbox, %s,', (_what, permissions, path) => {
  const options = permissions === undefined ? {} : { permissions };

  it('are told, and read again through all pages', async () => {
    const { provider, calls, tell } = await openBoth(options);
    await tell('opt-outs', { from: FROM, to: Array.from({ length: 2100 }, (_, n) => phone(n)) });
    const { done, failed } = await provider.addOptOuts(FROM, [phone(5000), '+442071838750']);
    expect([done, failed.map(({ to }) => to)]).toEqual([[phone(5000)], ['+442071838750']]);
    const found = await readAll(provider);
    expect(new Set(found.map(({ to }) => to)).size).toBe(2101);
    expect(found.every(({ from, status }) => from === FROM && status === 'OptOut')).toBe(true);
    expect(calls.filter((call) => call.includes(path.split('/').at(-1) ?? ''))).toHaveLength(4);
    expect(calls.filter((call) => !call.endsWith('200'))).toEqual([]);
  });
});

describe('opt-outs at the sandbox', () => {
  it('of the account are about every number of ours', async () => {
    const { provider, tell } = await openBoth();
    await tell('opt-outs', { from: FROM, to: [phone(1)], coverage: 'Account' });
    expect(await readAll(provider)).toMatchObject([{ to: phone(1), from: null, source: 'Carrier' }]);
  });

  it('come by v1 when the app loses the permission SMS while the token has it', async () => {
    const { provider, calls, tell } = await openBoth();
    await provider.addOptOuts(FROM, [phone(1)]);
    await tell('settings', { permissions: 'A2PSMS,ReadAccounts' });
    expect(await readAll(provider)).toMatchObject([{ to: phone(1), source: 'Account', at: null }]);
    expect(calls.slice(-2)).toEqual(['POST consents/search 403', 'GET a2p-sms/opt-outs 200']);
  });

  it('that can not be read at all are forbidden', async () => {
    const { provider } = await openBoth({ permissions: ['ReadAccounts'] });
    await expect(readAll(provider)).rejects.toMatchObject({ detail: { failure: 'forbidden' } });
  });
});

describe('the error counts at the sandbox', () => {
  it('are the failed messages of a batch by code', async () => {
    const { provider } = await openBoth({
      speed: 10_000,
      faults: ['POST /a2p-sms/batches: fate SMS-UP-430'],
    });
    const body = JSON.stringify({
      from: FROM,
      text: 'Hi',
      messages: [1, 2].map((n) => ({ to: [phone(n)] })),
    });
    const answer = await provider.createBatch({
      body: new TextEncoder().encode(body),
      commit: () => Promise.resolve(),
      isStillFresh: () => true,
    });
    const batchId = answer.kind === 'reply' ? (answer.batch?.id ?? '') : '';
    const day = 86_400_000;
    const query = { batchId, dateFrom: Date.now() - day, dateTo: Date.now() + day };
    await expect
      .poll(async () => (await provider.readStatuses(query)).errors)
      .toEqual([{ code: 'SMS-UP-430', count: 2 }]);
  });
});
