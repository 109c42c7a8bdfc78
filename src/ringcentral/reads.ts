import type { z } from 'zod';
import type { BatchQuery, DateWindow, MessageQuery, Provider, SenderNumber } from '../core/provider.ts';
import type { Ask, Query } from './ask.ts';
import { pagesByNumber, PER_PAGE, toNumberedPage, toPage } from './paging.ts';
import { nameCall, PATHS } from './paths.ts';
import { BATCH, MESSAGE, NUMBER, REGISTRATION, STATUSES } from './records.ts';
import { formatTime } from './time.ts';

type Reads = Pick<
  Provider,
  'listBatches' | 'readBatch' | 'listMessages' | 'readStatuses' | 'listNumbers' | 'readRegistration'
>;

type Get = <T>(path: string, query: Query, shape: z.ZodType<T>) => Promise<T>;

export function openReads(ask: Ask): Reads {
  const get: Get = (path, query, shape) => ask({ method: 'GET', path, query }, shape);
  return {
    listBatches: (query) => get(PATHS.batches, toBatchQuery(query), toPage(BATCH)),
    readBatch: (batchId) => get(PATHS.batch(batchId), {}, BATCH),
    listMessages: (query) => get(PATHS.messages, toMessageQuery(query), toPage(MESSAGE)),
    readStatuses: (query) => get(PATHS.statuses, { batchId: query.batchId, ...toWindow(query) }, STATUSES),
    listNumbers: () => listNumbers(get),
    readRegistration: (numberId) => get(PATHS.registration(numberId), {}, REGISTRATION),
  };
}

function toBatchQuery(query: BatchQuery): Query {
  const from = query.from === undefined ? {} : { from: query.from };
  return { ...from, ...toWindow(query), perPage: String(PER_PAGE), ...toToken(query.pageToken) };
}

/** `phoneNumber` also matches replies that these people sent: only what we sent is asked for. */
function toMessageQuery(query: MessageQuery): Query {
  return {
    ...(query.batchId === undefined ? {} : { batchId: query.batchId }),
    ...(query.phoneNumbers === undefined ? {} : { phoneNumber: query.phoneNumbers }),
    direction: 'Outbound',
    ...toWindow(query),
    ...(query.isDetailed === true ? { view: 'Detailed' } : {}),
    perPage: String(PER_PAGE),
    ...toToken(query.pageToken),
  };
}

function toWindow({ dateFrom, dateTo }: DateWindow): Query {
  return { dateFrom: formatTime(dateFrom), dateTo: formatTime(dateTo) };
}

function toToken(pageToken: string | undefined): Query {
  return pageToken === undefined ? {} : { pageToken };
}

/** This endpoint pages by number (guide "Navigating collections"), the A2P ones by token. */
async function listNumbers(get: Get): Promise<readonly SenderNumber[]> {
  const read = (page: number) =>
    get(PATHS.numbers, { page: String(page), perPage: String(PER_PAGE) }, toNumberedPage(NUMBER));
  const numbers: SenderNumber[] = [];
  for await (const { records } of pagesByNumber(read, { call: nameCall('GET', PATHS.numbers) })) {
    numbers.push(...records.filter((number) => number !== null));
  }
  return numbers;
}
