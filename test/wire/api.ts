import nock from 'nock';
import { expect, onTestFinished } from 'vitest';
import { SERVER } from './open-provider.ts';

export const A2P = '/restapi/v1.0/account/~/a2p-sms';

/** A request as it came over the wire. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  /** Decoded, in the order sent. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: unknown;
}

export interface Reply {
  readonly status?: number;
  readonly body?: string | object;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Plays the API: each request gets the next reply, whatever it asks. Returns what was asked. A request too many is
 * refused, and a reply that nobody asked for fails the test.
 */
export function playApi(...replies: readonly Reply[]): Seen[] {
  const seen: Seen[] = [];
  const left = [...replies];
  nock.disableNetConnect();
  const scope = nock(SERVER).persist();
  for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
    scope.intercept(/.*/, method).reply(function (url, sent) {
      const { pathname, searchParams } = new URL(url, SERVER);
      const asked = { method, url, path: pathname, query: [...searchParams], body: sent };
      seen.push({ ...asked, headers: { ...this.req.headers } });
      const { status = 200, body = {}, headers = {} } = left.shift() ?? { status: 418 };
      return [status, typeof body === 'string' ? body : JSON.stringify(body), headers];
    });
  }
  onTestFinished(() => {
    nock.cleanAll();
    nock.enableNetConnect();
    expect(left).toEqual([]);
  });
  return seen;
}
