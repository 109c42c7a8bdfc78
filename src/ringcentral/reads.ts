import { z } from 'zod';
import type { BatchQuery, DateWindow, MessageQuery, Page, Provider, SenderNumber } from '../core/provider.ts';
import type { Get, Query } from './get.ts';
import { PATHS } from './paths.ts';
import { BATCH, MESSAGE, NUMBER, STATUSES } from './records.ts';
import { formatTime } from './time.ts';

/** The API's largest page (schema NonEnumeratedPagingModel). */
const PER_PAGE = '1000';
/** No account has a million numbers: a reply that pages for ever is broken. */
const MAX_NUMBER_PAGES = 1000;

type Reads = Pick<Provider, 'listBatches' | 'readBatch' | 'listMessages' | 'readStatuses' | 'listNumbers'>;

export function openReads(get: Get): Reads {
  return {
    listBatches: (query) => get(PATHS.batches, toBatchQuery(query), toPage(BATCH)),
    readBatch: (batchId) => get(PATHS.batch(batchId), {}, BATCH),
    listMessages: (query) => get(PATHS.messages, toMessageQuery(query), toPage(MESSAGE)),
    readStatuses: (query) => get(PATHS.statuses, { batchId: query.batchId, ...toWindow(query) }, STATUSES),
    listNumbers: () => listNumbers(get),
  };
}

function toBatchQuery(query: BatchQuery): Query {
  return { from: query.from, ...toWindow(query), perPage: PER_PAGE, ...toToken(query.pageToken) };
}

/** `phoneNumber` also matches replies that these people sent: only what we sent is asked for. */
function toMessageQuery(query: MessageQuery): Query {
  return {
    ...(query.batchId === undefined ? {} : { batchId: query.batchId }),
    ...(query.phoneNumbers === undefined ? {} : { phoneNumber: query.phoneNumbers }),
    direction: 'Outbound',
    ...toWindow(query),
    ...(query.isDetailed === true ? { view: 'Detailed' } : {}),
    perPage: PER_PAGE,
    ...toToken(query.pageToken),
  };
}

function toWindow({ dateFrom, dateTo }: DateWindow): Query {
  return { dateFrom: formatTime(dateFrom), dateTo: formatTime(dateTo) };
}

function toToken(pageToken: string | undefined): Query {
  return pageToken === undefined ? {} : { pageToken };
}

const PAGING = z
  .object({ nextPageToken: z.string().nullish() })
  .nullish()
  .transform((paging) => ({
    nextPageToken: paging?.nextPageToken === '' ? null : (paging?.nextPageToken ?? null),
  }));

/**
 * A page of records. `records` must be there: a reply without it is not an empty page, and taking it for one would
 * prove the absence of a batch. Missing `paging` is the last page; one that can't be read is not.
 */
function toPage<T>(record: z.ZodType<T>): z.ZodType<Page<T>> {
  return z
    .object({ records: z.array(record), paging: PAGING })
    .transform(({ records, paging }) => ({ records, nextPageToken: paging.nextPageToken }));
}

const NUMBER_PAGE = z.object({
  records: z.array(NUMBER),
  paging: z.object({ totalPages: z.number().int().catch(1) }).catch({ totalPages: 1 }),
});

/** This endpoint pages by number (guide "Navigating collections"), the A2P ones by token. */
async function listNumbers(get: Get): Promise<readonly SenderNumber[]> {
  const numbers: SenderNumber[] = [];
  for (let page = 1; page <= MAX_NUMBER_PAGES; page++) {
    const { records, paging } = await get(
      PATHS.numbers,
      { page: String(page), perPage: PER_PAGE },
      NUMBER_PAGE,
    );
    numbers.push(...records.filter((number) => number !== null));
    if (records.length === 0 || page >= paging.totalPages) break;
  }
  return numbers;
}
