import type { TestSandbox } from '../sandbox/sandbox-client.ts';
import type { ReplyBody } from '../sandbox/reply-body.ts';

export interface PlainAnswer {
  readonly status: number;
  /** Empty where the reply is no JSON. */
  readonly json: ReplyBody;
}

/** A call to a sandbox by way of the recorder, with a token unless the headers have another. */
export type Ask = (method: string, path: string, call?: PlainCall) => Promise<PlainAnswer>;

export interface PlainCall {
  /** A text goes out as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** So much of the world's time passes before each call that no group's budget is ever used up. */
const PAUSE_MS = 15_000;

/** @param url the recorder's address */
export function createAsk(world: TestSandbox, url: string): Ask {
  let token: string | null = null;
  return async (method, path, { body, headers = {} } = {}) => {
    world.advance(PAUSE_MS);
    token ??= (await world.signIn()).json.access_token;
    const isText = typeof body === 'string';
    const given = new Headers(body === undefined || isText ? {} : { 'Content-Type': 'application/json' });
    given.set('Authorization', `Bearer ${token}`);
    for (const [name, value] of Object.entries(headers)) given.set(name, value);
    const response = await fetch(url + path, {
      method,
      headers: given,
      ...(body === undefined ? {} : { body: isText ? new TextEncoder().encode(body) : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json') === true;
    return { status: response.status, json: JSON.parse(isJson ? text : '{}') as ReplyBody };
  };
}
