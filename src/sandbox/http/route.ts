import type { IncomingHttpHeaders } from 'node:http';
import type { Fate } from '../fate.ts';
import type { RateGroup } from '../world/rate-gate.ts';
import type { World } from '../world/world.ts';

/** A request as a handler sees it: matched, read, signed in and admitted. */
export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Extra time that new records stay out of the lists, in microseconds, from faults and options. */
  readonly lag: number;
  /** What faults make of the messages that this call submits. */
  readonly fates: readonly Fate[];
}

/** What a handler answers. One of `json`, `text` and `lines` at most; none means an empty body. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly text?: { readonly type: string; readonly content: string };
  readonly lines?: Iterable<string>;
}

/** One documented operation. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** The path with `{name}` for a parameter. */
  readonly path: string;
  readonly group: RateGroup;
  /** The app permission it needs; null for the OAuth endpoints, which need no token either. */
  readonly permission: string | null;
  /** The documented query parameters; others are refused. */
  readonly query: readonly string[];
  /** The documented size limit of its body; without it, that of a batch. */
  readonly maxBodyBytes?: number;
  readonly handle: (call: Call, world: World) => Reply;
}

/** The part of a route's path that people call it by, e.g. `POST /a2p-sms/batches`. */
export function nameRoute(route: Route): string {
  const short = route.path.replace(
    /^\/restapi\/(v1\.0\/account|v2\/accounts)\/\{accountId\}(\/extension\/\{extensionId\})?/,
    '',
  );
  return `${route.method} ${short}`;
}

/** The parameters of `path` when it fits `pattern`, else null. */
export function matchPath(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (!part.startsWith('{')) {
      if (part !== value) return null;
    } else {
      if (value === '') return null;
      params[part.slice(1, -1)] = decodePart(value);
    }
  }
  return params;
}

function decodePart(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
