import { ProviderError } from './error.ts';
import type { Page } from './provider.ts';

/** A filter may leave a page empty; so many of them in a row are no list any more. */
const MOST_EMPTY_PAGES = 100;

/** How pages are followed. */
export interface PageWish {
  /** `GET /a2p-sms/messages`: what an error names. */
  readonly call?: string;
  /** Where to begin: a token that an earlier page gave. */
  readonly pageToken?: string | null;
}

/**
 * Reads pages one after another until there is no next token. Nothing is asked before it is wanted, so one page costs
 * one request.
 *
 * @throws ProviderError `unreadable` when the list can't be read to its end: a token comes back, a page comes back under
 * another token, or only empty pages come. What was read of it until then proves no absence.
 */
export async function* followPages<T>(
  read: (query: { readonly pageToken?: string }) => Promise<Page<T>>,
  { call = 'GET page', pageToken = null }: PageWish = {},
): AsyncGenerator<Page<T>> {
  const seen = new Set<string>(pageToken === null ? [] : [pageToken]);
  const watch = watchPages(call);
  for (let token = pageToken; ;) {
    const page: Page<T> = await read(token === null ? {} : { pageToken: token });
    watch(page.records);
    yield page;
    token = page.nextPageToken;
    if (token === null) return;
    if (seen.has(token)) throw endless(call, 'a page token comes back');
    seen.add(token);
  }
}

/** The records of such pages. */
export async function* readPages<T>(
  read: (query: { readonly pageToken?: string }) => Promise<Page<T>>,
): AsyncGenerator<readonly T[]> {
  for await (const page of followPages(read)) yield page.records;
}

/**
 * Watches the pages of one list, each as it comes.
 *
 * @returns throws ProviderError `unreadable` for a page whose records an earlier one had, or for empty pages without end.
 */
export function watchPages(call: string): (records: readonly unknown[]) => void {
  const seen = new Set<string>();
  let empty = 0;
  return (records) => {
    empty = records.length === 0 ? empty + 1 : 0;
    if (empty > MOST_EMPTY_PAGES) throw endless(call, `${empty} empty pages in a row`);
    if (records.length === 0) return;
    // The ends of a page name it, in little memory: a list may have thousands of them.
    const name = `${records.length} ${nameRecord(records[0])} ${nameRecord(records.at(-1))}`;
    if (seen.has(name)) throw endless(call, 'a page that was read already comes again');
    seen.add(name);
  };
}

/** @param what was seen */
export function endless(call: string, what: string): ProviderError {
  return new ProviderError(`${call}: the list has no end: ${what}`, { failure: 'unreadable', call });
}

/** A record by its id: all else of it may change between two readings. */
function nameRecord(record: unknown): string {
  const { id } = (record ?? {}) as { readonly id?: unknown };
  if (typeof id === 'string') return id;
  return JSON.stringify(record, (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
}
