import type { ProviderIdentity } from '../core/provider.ts';
import { openGate, type Gate } from './gate.ts';
import { PATHS } from './paths.ts';
import { openRateRecord } from './rate-record.ts';
import { openSdk, type Call, type Reply, type SdkRequest } from './sdk.ts';
import { openServerClock, type ServerClock } from './server-clock.ts';
import { parseServerUrl } from './server-url.ts';
import { openSession } from './session.ts';
import type { RingCentralSettings } from './settings.ts';
import { hashAccount, openTokenFile } from './token-file.ts';
import { exchange, type Answer, type Outgoing } from './transport.ts';

/** The signed-in, paced way to the provider. */
export interface Client {
  /** Resolves with the Authorization header, once signed in and in a slot of the rate group. */
  ready(): Promise<string>;
  /** Makes one call, once. Rejects with ReplyError or WireError. */
  send(call: Call): Promise<Reply>;
  /** Signs in unless the token still serves. */
  readIdentity(): Promise<ProviderIdentity>;
  drop(authorization: string): void;
  isSilent(): boolean;
  onSilence(listener: (untilAt: number) => void): void;
  clockSkewMs(): number | null;
  /** Ends what waits and what reads; a POST on its way goes on. */
  close(): void;
}

/** Until the headers say otherwise (guide "Rate limits"). The API calls this group Light; all our calls are in it. */
const LIGHT = { limit: 50, windowMs: 60_000 };
const AUTH = { limit: 5, windowMs: 60_000 };

export function openClient(settings: RingCentralSettings): Client {
  const server = parseServerUrl(settings.server, 'RC_SERVER_URL');
  const account = hashAccount(server, settings.clientId, settings.clientSecret, settings.jwt);
  const closing = new AbortController();
  const serverClock = openServerClock(settings.clock);
  const listeners = new Set<(untilAt: number) => void>();
  const onSilence = (untilAt: number) => listeners.forEach((listener) => tell(listener, untilAt));
  const light = openGroup(settings, account, 'light', onSilence);
  const auth = openGroup(settings, account, 'auth', onSilence);
  const sdk = openSdk({
    server,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    transport: (request) => {
      const gate = new URL(request.url).pathname === PATHS.token ? auth : light;
      const outgoing = toOutgoing(settings, gate, request, closing.signal);
      return observe({ settings, gate, serverClock }, request, outgoing);
    },
  });
  const file = openTokenFile(settings.stateDirectory, account);
  const session = openSession({ sdk, file, jwt: settings.jwt, clock: settings.clock, gate: auth });

  return {
    async ready() {
      for (let round = 1; ; round++) {
        const authorization = await session.authorize();
        await light.enter();
        // A long silence may outlive the token. Once is enough: a token that dies in every slot gets its 401.
        if (session.isGood(authorization) || round === 2) return authorization;
      }
    },
    send: (call) => sdk.send(call),
    readIdentity: async () => ({ server, ...(await session.identify()) }),
    drop: (authorization) => session.drop(authorization),
    isSilent: () => light.isSilent(),
    onSilence(listener) {
      listeners.add(listener);
      const untilAt = light.silentUntil();
      if (untilAt !== null) tell(listener, untilAt);
    },
    clockSkewMs: () => serverClock.skewMs(),
    close() {
      closing.abort();
      light.close();
      auth.close();
    },
  };
}

function openGroup(
  settings: RingCentralSettings,
  account: string,
  group: 'light' | 'auth',
  onSilence: (untilAt: number) => void,
): Gate {
  return openGate({
    clock: settings.clock,
    record: openRateRecord(settings.stateDirectory, account, group),
    allowance: group === 'light' ? LIGHT : AUTH,
    onSilence,
  });
}

function toOutgoing(
  settings: RingCentralSettings,
  gate: Gate,
  request: SdkRequest,
  closing: AbortSignal,
): Outgoing {
  const body = typeof request.body === 'string' ? Buffer.from(request.body) : request.body;
  const headers = Object.fromEntries(request.headers);
  // The SDK names a content type even where there is no content.
  if (body === null) delete headers['content-type'];
  else headers['content-length'] = String(body.byteLength);
  return {
    method: request.method,
    url: new URL(request.url),
    headers: { ...headers, 'user-agent': settings.userAgent },
    body,
    timeoutMs: settings.requestTimeoutMs,
    mayWrite: request.mayWrite ?? (() => !gate.isSilent()),
    // Only an offer brings its own `mayWrite`, and an offer is not to be torn.
    ...(request.mayWrite === null ? { signal: closing } : {}),
  };
}

interface Observers {
  readonly settings: RingCentralSettings;
  readonly gate: Gate;
  readonly serverClock: ServerClock;
}

async function observe(
  { settings, gate, serverClock }: Observers,
  request: SdkRequest,
  outgoing: Outgoing,
): Promise<Answer> {
  const startedAt = settings.clock.monotonic();
  const record = (answer: Answer | null) =>
    tell(settings.onCall, {
      method: request.method,
      path: outgoing.url.pathname,
      status: answer?.status ?? null,
      requestId: requestIdOf(answer),
      ms: Math.round(settings.clock.monotonic() - startedAt),
    });
  try {
    const answer = await exchange(outgoing);
    serverClock.observe(answer.headers);
    gate.observe(answer.status, answer.headers, serverClock.now());
    record(answer);
    return answer;
  } catch (error) {
    record(null);
    throw error;
  }
}

function requestIdOf(answer: Answer | null): string | null {
  const id = answer?.headers['rcrequestid'];
  return typeof id === 'string' ? id : null;
}

/** An observer's fault must not turn an accepted batch into a failed call. */
function tell<T>(observer: ((event: T) => void) | undefined, event: T): void {
  try {
    observer?.(event);
  } catch {
    // Nothing to do here: the outcome of the call stands.
  }
}
