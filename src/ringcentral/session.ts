import type { Clock } from '../core/clock.ts';
import { ProviderError } from '../core/error.ts';
import type { ProviderIdentity } from '../core/provider.ts';
import { toProviderError } from './failure.ts';
import type { Gate } from './gate.ts';
import type { Sdk } from './sdk.ts';
import { isRefusal, TOKEN_CALL, toSignInError } from './sign-in-error.ts';
import { TOKEN, type StoredToken, type Token, type TokenFile } from './token-file.ts';
import { WireError } from './transport.ts';

/** Signed in as one user of one app. */
export interface Session {
  /** Signs in unless the token still serves; concurrent callers share one sign-in. Rejects with ProviderError. */
  authorize(): Promise<string>;
  /** The same, and says as whom. */
  identify(): Promise<TokenIdentity>;
  /** Whether this header would still be given out. */
  isGood(authorization: string): boolean;
  /** The provider refused this header: the next `authorize` signs in anew. */
  drop(authorization: string): void;
}

export type TokenIdentity = Omit<ProviderIdentity, 'server'>;

export interface SessionSettings {
  readonly sdk: Sdk;
  readonly file: TokenFile;
  readonly jwt: string;
  readonly clock: Clock;
  /** The gate of the `auth` rate group. */
  readonly gate: Gate;
}

interface Held extends StoredToken {
  readonly authorization: string;
  /** Monotonic milliseconds: a clock that is set while a campaign runs changes no token's life. */
  readonly endsAt: number;
  /** The same, less a margin. */
  readonly goodUntil: number;
}

const MARGIN_MS = 60_000;

export function openSession(settings: SessionSettings): Session {
  const { file, clock, sdk } = settings;
  let held: Held | null = null;
  let signingIn: Promise<Held> | null = null;

  const isHeldGood = () => held !== null && clock.monotonic() < held.goodUntil;

  async function signIn(): Promise<Held> {
    const stored = file.read();
    if (stored !== null) {
      const found = hold(stored, clock);
      if (clock.monotonic() < found.goodUntil) return found;
    }
    const stale = stored ?? held;
    const token = (await refresh(settings, stale)) ?? (await logIn(settings));
    file.write(token);
    return hold(token, clock);
  }

  async function take(): Promise<Held> {
    if (held !== null && isHeldGood()) return held;
    signingIn ??= signIn().finally(() => (signingIn = null));
    held = await signingIn;
    return held;
  }

  return {
    authorize: async () => (await take()).authorization,
    identify: async () => toIdentity(await take(), clock),
    isGood: (authorization) => isHeldGood() && held?.authorization === authorization,
    drop(authorization) {
      if (held?.authorization !== authorization) return;
      file.remove(held.token.access_token);
      held = null;
      sdk.forget();
    },
  };
}

/** A new token by the refresh token, which many apps don't get. Null when there is none, or it is no longer taken. */
async function refresh(settings: SessionSettings, stale: StoredToken | null): Promise<StoredToken | null> {
  const { sdk, clock } = settings;
  const refreshLifeMs = (stale?.token.refresh_token_expires_in ?? 0) * 1000;
  if (stale?.token.refresh_token === undefined) return null;
  if (clock.now() >= stale.obtainedAt + refreshLifeMs - MARGIN_MS) return null;
  try {
    return await askForToken(settings, async () => {
      sdk.forget();
      await sdk.platform.auth().setData(toSdkData(stale.token));
      await sdk.platform.refresh();
    });
  } catch (error) {
    if (error instanceof ProviderError && isRefusal(error)) return null;
    throw error;
  }
}

function logIn(settings: SessionSettings): Promise<StoredToken> {
  const { sdk, jwt } = settings;
  return askForToken(settings, async () => {
    sdk.forget();
    await sdk.platform.login({ jwt });
  });
}

/** One token call in a slot of its rate group. Its age counts from before the call, so it is never thought younger. */
async function askForToken(settings: SessionSettings, ask: () => Promise<void>): Promise<StoredToken> {
  const { gate, clock, sdk } = settings;
  for (;;) {
    try {
      await gate.enter();
      const obtainedAt = clock.now();
      await ask();
      return { token: parseToken(await sdk.platform.auth().data()), obtainedAt };
    } catch (error) {
      // The group fell silent between the slot and the first byte: nothing was written, wait with the others.
      if (error instanceof WireError && error.stage === 'withheld') continue;
      throw toSignInError(error);
    }
  }
}

function parseToken(data: unknown): Token {
  const token = TOKEN.safeParse(data).data;
  if (token !== undefined) return token;
  throw toProviderError(TOKEN_CALL, new Error('the reply holds no access token'));
}

function hold(stored: StoredToken, clock: Clock): Held {
  const { token, obtainedAt } = stored;
  const lifeMs = token.expires_in * 1000;
  const ageMs = Math.max(clock.now() - obtainedAt, 0);
  const endsAt = clock.monotonic() + lifeMs - ageMs;
  const goodUntil = endsAt - Math.min(MARGIN_MS, lifeMs / 10);
  return { ...stored, authorization: `Bearer ${token.access_token}`, endsAt, goodUntil };
}

function toIdentity({ token, endsAt }: Held, clock: Clock): TokenIdentity {
  return {
    ownerId: token.owner_id,
    scopes: (token.scope ?? '').split(/[\s,]+/).filter((scope) => scope !== ''),
    tokenExpiresAt: Math.round(clock.now() + endsAt - clock.monotonic()),
  };
}

function toSdkData(token: Token): Record<string, string> {
  const entries = Object.entries(token).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
