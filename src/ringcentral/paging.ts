import { z } from 'zod';
import { endless, followPages, watchPages, type PageWish } from '../core/pages.ts';
import type { Page } from '../core/provider.ts';

/** The API's largest page, of both kinds (schema NonEnumeratedPagingModel; guide "Navigating collections"). */
export const PER_PAGE = 1000;

/** Of a thousand records each: no extension has so many, a list that goes on from here is broken. */
const MOST_PAGES = 100_000;

const TOKEN_PAGING = z
  .object({ nextPageToken: z.string().nullish() })
  .nullish()
  .transform((paging) => ({
    nextPageToken: paging?.nextPageToken === '' ? null : (paging?.nextPageToken ?? null),
  }));

/**
 * A page of records that names the next one by a token. `records` must be there: a reply without it is not an empty page,
 * and taking it for one would prove the absence of a batch or of an opt-out. Missing `paging` is the last page; one that
 * can't be read is not.
 */
export function toPage<T>(record: z.ZodType<T>): z.ZodType<Page<T>> {
  return z
    .object({ records: z.array(record), paging: TOKEN_PAGING })
    .transform(({ records, paging }) => ({ records, nextPageToken: paging.nextPageToken }));
}

/**
 * Pages that are followed by their tokens, each read when it is wanted; with `pageToken`, from there on.
 *
 * @param read asks for one page.
 * @throws ProviderError `unreadable` when a token or a page comes back, or empty pages don't end.
 */
export function pagesByToken<T>(
  read: (query: { readonly pageToken?: string }) => Promise<Page<T>>,
  wish: PageWish & { readonly call: string },
): AsyncGenerator<Page<T>> {
  return followPages(read, wish);
}

/** A page of records that has a number. */
export interface NumberedPage<T> {
  readonly records: readonly T[];
  /** From 1; null where the reply doesn't say which one it is. */
  readonly page: number | null;
  /** Null where it isn't told. */
  readonly totalPages: number | null;
  /** Whether `navigation` has a link to a next one. */
  readonly hasNext: boolean;
}

const pageNumber = z.number().int().nonnegative().nullable().catch(null);
const NUMBER_PAGING = z
  .object({ page: pageNumber, totalPages: pageNumber })
  .catch({ page: null, totalPages: null });
const NAVIGATION = z.object({ nextPage: z.unknown() }).catch({ nextPage: undefined });

/** Such a page; `paging` and `navigation` may be missing (guide "Navigating collections"). */
export function toNumberedPage<T>(record: z.ZodType<T>): z.ZodType<NumberedPage<T>> {
  return z
    .object({ records: z.array(record), paging: NUMBER_PAGING, navigation: NAVIGATION })
    .transform(({ records, paging, navigation }) => ({
      ...{ records, page: paging.page, totalPages: paging.totalPages },
      hasNext: navigation.nextPage !== undefined && navigation.nextPage !== null,
    }));
}

/** Where to begin, and what an error names. */
export interface NumberedPageWish {
  readonly call: string;
  /** From 1. */
  readonly page?: number;
}

/**
 * Pages that are followed by their numbers, each read when it is wanted. The last is the one that `totalPages` names,
 * without it the one whose `navigation` has no next, and an empty one in any case.
 *
 * @param read asks for one page.
 * @throws ProviderError `unreadable` when another page comes than the one that was asked for, or one comes again.
 */
export async function* pagesByNumber<T>(
  read: (page: number) => Promise<NumberedPage<T>>,
  { call, page: first = 1 }: NumberedPageWish,
): AsyncGenerator<NumberedPage<T>> {
  const watch = watchPages(call);
  for (let number = first; number < first + MOST_PAGES; number++) {
    const page = await read(number);
    if (page.page !== null && page.page !== number && page.records.length > 0) {
      throw endless(call, `page ${number} was asked for, and page ${page.page} came`);
    }
    watch(page.records);
    yield page;
    if (page.records.length === 0) return;
    if (page.totalPages === null ? !page.hasNext : number >= page.totalPages) return;
  }
  throw endless(call, `${MOST_PAGES} pages`);
}
