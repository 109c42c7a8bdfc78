import { z } from 'zod';
import type { Page } from '../core/provider.ts';

/** The API's largest page (schema NonEnumeratedPagingModel). */
export const PER_PAGE = 1000;

const PAGING = z
  .object({ nextPageToken: z.string().nullish() })
  .nullish()
  .transform((paging) => ({
    nextPageToken: paging?.nextPageToken === '' ? null : (paging?.nextPageToken ?? null),
  }));

/**
 * A page of records. `records` must be there: a reply without it is not an empty page, and taking it for one would
 * prove the absence of a batch or of an opt-out. Missing `paging` is the last page; one that can't be read is not.
 */
export function toPage<T>(record: z.ZodType<T>): z.ZodType<Page<T>> {
  return z
    .object({ records: z.array(record), paging: PAGING })
    .transform(({ records, paging }) => ({ records, nextPageToken: paging.nextPageToken }));
}
