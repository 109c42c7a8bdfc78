import type { ProviderIdentity } from '../core/provider.ts';
import type { CallCounts } from '../core/calls.ts';
import { mayHaveArrived, openCallCounter, type CallCounter } from './count-calls.ts';
import { openGate, type Gate } from './gate.ts';
import { ALLOWANCES, rateGroupOf, type RateGroup } from './rate-group.ts';
import { openRateRecord } from './rate-record.ts';
import { openSdk, requireSuccess, type Call, type Reply, type Sdk, type SdkRequest } from './sdk.ts';
import { openServerClock, type ServerClock } from './server-clock.ts';
import { parseServerUrl } from './server-url.ts';
import { openSession, type Session } from './session.ts';
import type { RingCentralSettings } from './settings.ts';
import { hashAccount, openTokenFile } from './token-file.ts';
import { exchange, type Answer, type OnChunk, type Outgoing } from './transport.ts';
import { tunnelMethod } from './tunnel.ts';

/** The signed-in, paced way to the provider. */
export interface Client {
  /** Resolves with the Authorization header, once signed in and in a slot of the operation's rate group. */
  ready(method: Call['method'], path: string): Promise<string>;
  /** Makes one call, once. Rejects with ReplyError or WireError. */
  send(call: Call): Promise<Reply>;
  /**
   * Makes one GET, once, and hands the body over as it comes. Rejects likewise, and with ReplyError for a body that was
   * cut or a status that is no success, whose body is not handed over.
   */
  download(url: URL, authorization: string, onChunk: OnChunk): Promise<Pick<Reply, 'status' | 'headers'>>;
  /** Signs in unless the token still serves. */
  readIdentity(): Promise<ProviderIdentity>;
  drop(authorization: string): void;
  /** Whether the rate group of an operation was told to be silent. */
  isSilent(method: Call['method'], path: string): boolean;
  onSilence(listener: (untilAt: number) => void): void;
  clockSkewMs(): number | null;
  takeCalls(): CallCounts;
  /** Ends what waits and what reads; a POST on its way goes on. */
  close(): void;
}

export function openClient(settings: RingCentralSettings): Client {
  const server = parseServerUrl(settings.server, 'RC_SERVER_URL');
  const account = hashAccount(server, settings.clientId, settings.clientSecret, settings.jwt);
  const closing = new AbortController();
  const serverClock = openServerClock(settings.clock);
  const calls = openCallCounter();
  const listeners = new Set<(untilAt: number) => void>();
  const onSilence = (untilAt: number) => listeners.forEach((listener) => tell(listener, untilAt));
  const groups = openGroups(settings, account, onSilence);
  const gateOf = (method: string, path: string) => groups[rateGroupOf(method, path)];
  const sdk = openSdk({
    server,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    transport: (request) => {
      const gate = gateOf(request.method, new URL(request.url).pathname);
      const outgoing = toOutgoing(settings, gate, request, closing.signal);
      return observe({ settings, gate, serverClock, calls }, request, outgoing);
    },
  });
  const session = openSessionOf(settings, account, sdk, groups.auth);

  return {
    async ready(method, path) {
      for (let round = 1; ; round++) {
        const authorization = await session.authorize();
        await gateOf(method, path).enter();
        // A long silence may outlive the token. Once is enough: a token that dies in every slot gets its 401.
        if (session.isGood(authorization) || round === 2) return authorization;
      }
    },
    send: (call) => sdk.send(call),
    download(url, authorization, onChunk) {
      const observers = { settings, serverClock, calls, gate: gateOf('GET', url.pathname) };
      return download(observers, { url, authorization, onChunk }, closing.signal);
    },
    readIdentity: async () => ({ server, ...(await session.identify()) }),
    drop: (authorization) => session.drop(authorization),
    isSilent: (method, path) => gateOf(method, path).isSilent(),
    onSilence(listener) {
      listeners.add(listener);
      const ends = [groups.light, groups.medium].flatMap((gate) => gate.silentUntil() ?? []);
      ends.forEach((untilAt) => tell(listener, untilAt));
    },
    clockSkewMs: () => serverClock.skewMs(),
    takeCalls: () => calls.take(),
    close() {
      closing.abort();
      Object.values(groups).forEach((gate) => gate.close());
    },
  };
}

function openSessionOf(
  { stateDirectory, jwt, clock }: RingCentralSettings,
  account: string,
  sdk: Sdk,
  gate: Gate,
): Session {
  return openSession({ sdk, file: openTokenFile(stateDirectory, account), jwt, clock, gate });
}

function openGroups(
  settings: RingCentralSettings,
  account: string,
  onSilence: (untilAt: number) => void,
): Readonly<Record<RateGroup, Gate>> {
  const open = (group: RateGroup): Gate =>
    openGate({
      clock: settings.clock,
      record: openRateRecord(settings.stateDirectory, account, group),
      allowance: ALLOWANCES[group],
      onSilence,
    });
  return { light: open('light'), medium: open('medium'), auth: open('auth') };
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
  const wire = tunnelMethod(request.method, settings.isTunneling === true);
  if (body === null && wire.method !== request.method) headers['content-length'] = '0';
  return {
    method: wire.method,
    url: new URL(request.url),
    headers: { ...headers, ...wire.headers, 'user-agent': settings.userAgent },
    body,
    timeoutMs: settings.requestTimeoutMs,
    mayWrite: request.mayWrite ?? (() => !gate.isSilent()),
    // Only an offer brings its own `mayWrite`, and an offer is not to be torn.
    ...(request.mayWrite === null ? { signal: closing } : {}),
  };
}

interface Download {
  readonly url: URL;
  readonly authorization: string;
  readonly onChunk: OnChunk;
}

async function download(
  observers: Observers,
  { url, authorization, onChunk }: Download,
  closing: AbortSignal,
): Promise<Answer> {
  const headers = new Headers({ authorization, accept: '*/*' });
  const request = { method: 'GET', url: url.href, headers, body: null, mayWrite: null };
  const outgoing = toOutgoing(observers.settings, observers.gate, request, closing);
  return requireSuccess(await observe(observers, request, { ...outgoing, onChunk }));
}

interface Observers {
  readonly settings: RingCentralSettings;
  readonly gate: Gate;
  readonly serverClock: ServerClock;
  readonly calls: CallCounter;
}

async function observe(
  { settings, gate, serverClock, calls }: Observers,
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
    calls.count(request.method, outgoing.url.pathname);
    serverClock.observe(answer.headers);
    gate.observe(answer.status, answer.headers, serverClock.now());
    record(answer);
    return answer;
  } catch (error) {
    if (mayHaveArrived(error)) calls.count(request.method, outgoing.url.pathname);
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
