import type {
  BatchQuery,
  Consent,
  MessageQuery,
  Page,
  ProviderRejection,
  RemoteBatch,
  RemoteMessage,
  StatusCounts,
} from '../../src/core/provider.ts';
import type { Clock } from '../../src/core/clock.ts';
import { SECOND } from './clock.ts';

/** What the provider's side of the world holds: who was really texted. It survives every death of the program. */
export interface FakeWorld {
  /** Every batch that was ever taken: the oracle of who was texted how often. */
  readonly taken: readonly TakenBatch[];
  /** Who opted out. A test may add to it at any time; the next page that is read shows it. */
  readonly optOuts: Consent[];
  /** Takes a body for good, `afterMs` from now; lists show it only once their lag is over. */
  take(body: Uint8Array, afterMs?: number): TakenBatch;
  showBatch(batch: TakenBatch): RemoteBatch;
  listBatches(query: BatchQuery): Page<RemoteBatch>;
  listMessages(query: MessageQuery): Page<RemoteMessage>;
  readStatuses(batchId: string): StatusCounts;
  listOptOuts(query: { readonly pageToken?: string }): Page<Consent>;
}

export interface TakenBatch {
  readonly id: string;
  readonly from: string;
  /** When its POST came in, and when it was taken: the one may be long before the other. */
  readonly offeredAt: number;
  readonly takenAt: number;
  readonly messages: readonly TakenMessage[];
  readonly rejected: readonly ProviderRejection[];
}

interface TakenMessage {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly sentAt: number;
}

export interface WorldRules {
  /** How long a taken batch is missing from the list of batches, and its first message from that of messages. */
  readonly batchLagMs: number;
  readonly messageLagMs: number;
  readonly pageSize: number;
}

interface SubmitBody {
  readonly from: string;
  readonly text?: string;
  readonly messages: readonly { readonly to: readonly [string]; readonly text?: string }[];
}

/** The last digit of a number decides what becomes of a message to it; 9 is rejected in the reply to the submit. */
const FATES = ['Delivered', 'Delivered', 'DeliveryFailed', 'SendingFailed', 'Sent', 'Delivered', 'Pondering'];
const FAILURE = 'SMS-CAR-410';
/** Messages come into the list one after another, some before and some after they are sent. */
const LIST_EVERY_MS = 7 * SECOND;
const SEND_EVERY_MS = 4 * SECOND;
const FINAL_AFTER_MS = 10 * SECOND;
const PRICED_AFTER_MS = 25 * SECOND;
export const PRICE = 11_900_000n;

export function openFakeWorld(clock: Clock, rules: WorldRules): FakeWorld {
  const taken: TakenBatch[] = [];
  const optOuts: Consent[] = [];
  return {
    taken,
    optOuts,
    take(bytes, afterMs = 0) {
      const body = JSON.parse(new TextDecoder().decode(bytes)) as SubmitBody;
      const batch = toTakenBatch(body, `b${taken.length + 1}`, clock.now(), afterMs);
      taken.push(batch);
      return batch;
    },
    showBatch: (batch) => showBatch(batch, clock.now()),
    listBatches(query) {
      const now = clock.now();
      const seen = taken
        .filter(
          (batch) => (query.from === undefined || batch.from === query.from) && isInWindow(batch, query),
        )
        .filter((batch) => batch.takenAt + rules.batchLagMs <= now);
      return pageOf(seen.map((batch) => showBatch(batch, now)).reverse(), query.pageToken, rules.pageSize);
    },
    listMessages(query) {
      const now = clock.now();
      const seen = taken
        .filter((batch) => isInWindow(batch, query) && (query.batchId ?? batch.id) === batch.id)
        .filter((batch) => batch.takenAt + rules.messageLagMs <= now)
        .flatMap((batch) =>
          batch.messages
            .filter((_, index) => batch.takenAt + rules.messageLagMs + index * LIST_EVERY_MS <= now)
            .map((message) => showMessage(batch, message, query, now)),
        )
        .filter((message) => query.phoneNumbers?.includes(message.to ?? '') ?? true);
      return pageOf(seen, query.pageToken, rules.pageSize);
    },
    readStatuses: (batchId) =>
      countStatuses(
        taken.find((batch) => batch.id === batchId),
        clock.now(),
      ),
    listOptOuts: ({ pageToken }) => pageOf(optOuts, pageToken, rules.pageSize),
  };
}

function toTakenBatch(body: SubmitBody, id: string, offeredAt: number, afterMs: number): TakenBatch {
  const takenAt = offeredAt + afterMs;
  const all = body.messages.map(({ to: [to], text }, index) => ({
    id: `${id}-${index + 1}`,
    to,
    text: text ?? body.text ?? '',
    sentAt: takenAt + (index + 1) * SEND_EVERY_MS,
  }));
  const isRejected = ({ to }: TakenMessage): boolean => to.endsWith('9');
  const rejected = all.flatMap((message, index) =>
    isRejected(message)
      ? [{ index: index + 1, to: message.to, errorCode: 'SMS-UP-410', description: 'not a mobile number' }]
      : [],
  );
  const messages = all.filter((one) => !isRejected(one));
  return { id, from: body.from, offeredAt, takenAt, messages, rejected };
}

function isInWindow(
  batch: TakenBatch,
  window: { readonly dateFrom: number; readonly dateTo: number },
): boolean {
  return batch.takenAt >= window.dateFrom && batch.takenAt <= window.dateTo;
}

function showBatch(batch: TakenBatch, now: number): RemoteBatch {
  const processed = batch.messages.filter((message) => message.sentAt <= now).length;
  const isCompleted = processed === batch.messages.length;
  const lastAt = batch.messages.at(-1)?.sentAt ?? batch.takenAt;
  return {
    id: batch.id,
    from: batch.from,
    size: batch.messages.length,
    processed,
    status: isCompleted ? 'Completed' : 'Processing',
    createdAt: batch.takenAt,
    updatedAt: isCompleted ? lastAt : now,
    cost: isCompleted ? PRICE * BigInt(processed) : null,
  };
}

function showMessage(
  batch: TakenBatch,
  message: TakenMessage,
  query: MessageQuery,
  now: number,
): RemoteMessage {
  const { status, errorCode, cost, updatedAt } = standing(batch, message, now);
  return {
    id: message.id,
    batchId: batch.id,
    from: batch.from,
    to: message.to,
    status,
    errorCode,
    segments: cost === null ? null : 1,
    cost,
    createdAt: batch.takenAt,
    updatedAt,
    text: query.isDetailed === true ? message.text : null,
  };
}

function standing(batch: TakenBatch, { sentAt, to }: TakenMessage, now: number) {
  const fate = FATES[Number(to.at(-1)) % FATES.length] ?? 'Delivered';
  const finalAt = sentAt + FINAL_AFTER_MS;
  if (now < sentAt) return { status: 'Queued', errorCode: null, cost: null, updatedAt: batch.takenAt };
  if (now < finalAt) return { status: 'Sent', errorCode: null, cost: null, updatedAt: sentAt };
  const hasCost = fate !== 'SendingFailed' && now >= sentAt + PRICED_AFTER_MS;
  const errorCode = fate.endsWith('Failed') ? FAILURE : null;
  return { status: fate, errorCode, cost: hasCost ? PRICE : null, updatedAt: finalAt };
}

/** What the endpoint `statuses` counts; it has no word for a status that it doesn't know. */
function countStatuses(batch: TakenBatch | undefined, now: number): StatusCounts {
  const seen = batch === undefined ? [] : batch.messages.map((message) => standing(batch, message, now));
  const count = (status: string): number => seen.filter((one) => one.status === status).length;
  const failed = seen.filter((one) => one.errorCode !== null);
  return {
    queued: count('Queued'),
    sent: count('Sent'),
    delivered: count('Delivered'),
    deliveryFailed: count('DeliveryFailed'),
    sendingFailed: count('SendingFailed'),
    cost: seen.reduce((sum, one) => sum + (one.cost ?? 0n), 0n),
    errors: failed.length === 0 ? [] : [{ code: FAILURE, count: failed.length }],
  };
}

function pageOf<T>(records: readonly T[], token: string | undefined, size: number): Page<T> {
  const from = Number(token ?? 0);
  const next = from + size;
  return { records: records.slice(from, next), nextPageToken: next < records.length ? String(next) : null };
}
