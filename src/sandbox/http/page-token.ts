import { fingerprint } from '../draw.ts';
import { invalidParameter } from '../problem.ts';
import type { World } from '../world/world.ts';
import { readText } from './read-query.ts';
import type { Call } from './route.ts';

/** Where a page begins and the date window that its list was started with, so that it stays the same list. */
export interface PagePosition {
  readonly at: readonly number[];
  readonly from: number;
  readonly to: number;
}

/**
 * The position in the request's `pageToken`; null without one. A token is opaque, signed, and good for the filters
 * it was given for and no others (`perPage` may change): anything else is 400 CMN-101.
 */
export function readPageToken(call: Call, world: World): PagePosition | null {
  const token = readText(call, 'pageToken');
  if (token === null) return null;
  const [payload = '', signature] = token.split('.');
  if (signature !== sign(call, world, payload)) throw invalidParameter('pageToken', token);
  const [from = 0, to = 0, ...at] = JSON.parse(Buffer.from(payload, 'base64url').toString()) as number[];
  return { at, from, to };
}

/** The `paging` object (NonEnumeratedPagingModel); `next` is null on the last page. */
export function buildPaging(
  call: Call,
  world: World,
  perPage: number,
  first: PagePosition,
  next: PagePosition | null,
): Record<string, unknown> {
  const firstPageToken = formatToken(call, world, first);
  return {
    perPage,
    pageToken: readText(call, 'pageToken') ?? firstPageToken,
    firstPageToken,
    ...(next === null ? {} : { nextPageToken: formatToken(call, world, next) }),
  };
}

function formatToken(call: Call, world: World, position: PagePosition): string {
  const payload = Buffer.from(JSON.stringify([position.from, position.to, ...position.at])).toString(
    'base64url',
  );
  return `${payload}.${sign(call, world, payload)}`;
}

function sign(call: Call, world: World, payload: string): string {
  const filters = [...call.url.searchParams]
    .filter(([name]) => name !== 'pageToken' && name !== 'perPage' && name !== 'access_token')
    .map(([name, value]) => `${name}=${value}`)
    .sort();
  return fingerprint(world.settings.seed, call.url.pathname, ...filters, payload).slice(0, 16);
}
