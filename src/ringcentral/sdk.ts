import type { IncomingHttpHeaders } from 'node:http';
import { SDK } from '@ringcentral/sdk/lib/SDK.js';
import type { SendOptions } from '@ringcentral/sdk/lib/SDK.js';
import type { Answer } from './transport.ts';

/** A request as the SDK builds it. `mayWrite` is ours: it travels with the SDK's options to the transport. */
export interface SdkRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string | Uint8Array | null;
  readonly mayWrite: (() => boolean) | null;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** Why the text is not whole; null when it is. */
  readonly cut: string | null;
}

/** There was a reply, but not a whole one with a status of success. */
export class ReplyError extends Error {
  readonly reply: Reply;

  constructor(reply: Reply) {
    super(`status ${reply.status}`);
    this.name = 'ReplyError';
    this.reply = reply;
  }
}

export interface SdkSettings {
  readonly server: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly transport: (request: SdkRequest) => Promise<Answer>;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: string;
  readonly query?: Readonly<Record<string, string | readonly string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly mayWrite?: () => boolean;
}

export interface Sdk {
  readonly platform: ReturnType<SDK['platform']>;
  /** Makes one call through the SDK. Rejects with ReplyError, or WireError when there was no reply. */
  send(call: Call): Promise<Reply>;
  /** Forgets the tokens: the SDK merges a new token reply into the old one. */
  forget(): void;
}

/**
 * RingCentral's SDK on our own transport. Two things keep it from sending anything twice: `retry: true` says that
 * this already is the retry (after a 401 or 429 it would send again), and the transport rejects every answer but a
 * whole success, so that there is no `response` on the error that its retry looks for. The second also holds for its
 * own token calls, which can't be given options.
 *
 * Imported from its entry without externals: the main one loads node-fetch, which is not used and warns on new Nodes.
 */
export function openSdk(settings: SdkSettings): Sdk {
  const tokens = openTokenStorage();
  const sdk = new SDK({
    server: settings.server,
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    handleRateLimit: false,
    localStorage: tokens,
    // The SDK's types name the browser's classes; at run time it uses what is in SdkRequest, and nothing else.
    Request: BuiltRequest as unknown as typeof Request,
    fetch: ((request: SdkRequest) => answerSdk(settings, request)) as unknown as typeof fetch,
  });
  return {
    platform: sdk.platform(),
    forget: () => tokens.clear(),
    async send(call) {
      const options: SendOptions & Call = { ...call, skipAuthCheck: true, retry: true };
      const response = await sdk.platform().send(options);
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        text: await response.text(),
        cut: null,
      };
    },
  };
}

/** @throws ReplyError for anything but a whole success. */
export function requireSuccess(answer: Answer): Answer {
  const { status, headers, body, cut } = answer;
  if (status >= 200 && status <= 299 && cut === null) return answer;
  throw new ReplyError({ status, headers, text: body.toString('utf8'), cut });
}

async function answerSdk({ transport }: SdkSettings, request: SdkRequest): Promise<Response> {
  const { status, headers, body } = requireSuccess(await transport(request));
  const lines = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, String(value)] as [string, string]],
  );
  return new Response(body.length === 0 ? null : body, { status, headers: lines });
}

/** Stands in for the browser's Request, without copying a body of up to 50 MB through streams. */
class BuiltRequest implements SdkRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: string | Uint8Array | null;
  readonly mayWrite: (() => boolean) | null;

  constructor(
    url: string,
    init: Partial<Omit<SdkRequest, 'headers'>> & { headers?: Record<string, string> },
  ) {
    this.url = url;
    this.method = init.method ?? 'GET';
    this.headers = new Headers(init.headers);
    this.body = init.body ?? null;
    this.mayWrite = init.mayWrite ?? null;
  }
}

/** The SDK's default storage is shared by all SDK objects of the process: each of ours has its own. */
function openTokenStorage() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    keys: () => [...items.keys()],
    clear: () => items.clear(),
  };
}
