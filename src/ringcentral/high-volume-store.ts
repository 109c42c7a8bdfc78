import type {
  HighVolumeStore,
  PageChoice,
  StoredBatchQuery,
  StoredMessageFilter,
  StoredMessageQuery,
} from '../core/high-volume-store.ts';
import type { DateWindow } from '../core/provider.ts';
import type { Ask, Query } from './ask.ts';
import { pagesByToken, PER_PAGE, toPage } from './paging.ts';
import { nameCall, PATHS } from './paths.ts';
import { BATCH, STATUS_GROUPS, STORED_MESSAGE } from './records.ts';
import { formatTime } from './time.ts';

/** Opens the high volume store (operations listA2PBatches, readA2PBatch, listA2PSMS, readA2PSMS, aggregateA2PSMSStatuses). */
export function openHighVolumeStore(ask: Ask): HighVolumeStore {
  const list = <T>(path: string, query: Query, choice: PageChoice, record: Parameters<typeof toPage<T>>[0]) =>
    pagesByToken(
      (page) =>
        ask(
          {
            method: 'GET',
            path,
            query: { ...query, perPage: String(choice.perPage ?? PER_PAGE), ...page },
          },
          toPage(record),
        ),
      { call: nameCall('GET', path), pageToken: choice.pageToken ?? null },
    );
  return {
    batches: (query) => list(PATHS.batches, toBatchFilter(query), query, BATCH),
    batch: (batchId) => ask({ method: 'GET', path: PATHS.batch(batchId) }, BATCH),
    messages: (query) => list(PATHS.messages, toMessageQuery(query), query, STORED_MESSAGE),
    message: (messageId) => ask({ method: 'GET', path: PATHS.message(messageId) }, STORED_MESSAGE),
    statuses: (filter) =>
      ask({ method: 'GET', path: PATHS.statuses, query: toMessageFilter(filter) }, STATUS_GROUPS),
  };
}

/** The filters go out with every page: a token is good for the list that it came from. */
function toBatchFilter({ from, statuses = [], ...window }: StoredBatchQuery): Query {
  return { ...(from === undefined ? {} : { from }), ...repeat('status', statuses), ...toWindow(window) };
}

function toMessageQuery({ isDetailed = false, ...filter }: StoredMessageQuery): Query {
  return { ...toMessageFilter(filter), ...(isDetailed ? { view: 'Detailed' } : {}) };
}

function toMessageFilter({
  batchId,
  directions = [],
  phoneNumbers = [],
  ...window
}: StoredMessageFilter): Query {
  return {
    ...(batchId === undefined ? {} : { batchId }),
    ...repeat('direction', directions),
    ...repeat('phoneNumber', phoneNumbers),
    ...toWindow(window),
  };
}

/** A key without a value would be sent as an empty one, which is another question. */
function repeat(name: string, values: readonly string[]): Query {
  return values.length === 0 ? {} : { [name]: values };
}

function toWindow({ dateFrom, dateTo }: DateWindow): Query {
  return { dateFrom: formatTime(dateFrom), dateTo: formatTime(dateTo) };
}
