import type { RecipientRecord } from '../core/ledger.ts';
import { MESSAGE_OUTCOMES } from '../core/message.ts';
import type { Nanos } from '../core/money.ts';
import { addToCell, type Cells } from './breakdown.ts';
import { isOutcome } from './figures.ts';
import { BUCKETS } from './standing.ts';
import { ASSUMED_SENT, type Bucket, type Standing } from './standing.ts';

/** What the recipients' records of one batch add up to. Mutable: it is filled record by record. */
export interface BatchCount {
  readonly buckets: Record<Bucket, number>;
  /** Recipients, each once, however many messages it has. */
  recipients: number;
  /** Those in doubt that a person gave up: assumed sent. */
  assumedSent: number;
  /** Those not sent who opted out before their offer. */
  optedOut: number;
  /** Those not sent whom another run had texted before their offer. */
  contactedRecently: number;
  /** Messages beyond the first to a recipient: twins, where the provider has the batch more than once. */
  repeats: number;
  /** As the provider counts them, as planned where it doesn't say. */
  segments: number;
  cost: Nanos;
  /** Messages without a price, with the accepted ones that the provider doesn't list yet. */
  unpriced: number;
  lastPosition: number;
}

/** What all recipients' records of a run add up to, in one pass: memory grows with the batches, not the messages. */
export interface RunCount {
  readonly batches: Map<number, BatchCount>;
  /** Failures, rejections and unknown outcomes by the provider's code; null where it gave none. */
  readonly errors: Map<string | null, number>;
  /** The same by sender, day and country. */
  readonly cells: Cells;
  /** Whether what has no day is kept apart by its batch, whose instants stand in for one. */
  readonly isByBatch: boolean;
}

export function newRunCount({ isByBatch = false } = {}): RunCount {
  return { batches: new Map(), errors: new Map(), cells: new Map(), isByBatch };
}

/** Adds a record. Records come in order of batch and position. */
export function countRecord(run: RunCount, record: RecipientRecord, standing: Standing): void {
  const count = findBatchCount(run, record.batch);
  count.buckets[standing.bucket] += 1;
  const isFirst = record.position > 0 && record.position !== count.lastPosition;
  if (isFirst) count.recipients += 1;
  else if (record.position > 0) count.repeats += 1;
  if (standing.status === ASSUMED_SENT.status) count.assumedSent += 1;
  // A message that came all the same counts as itself.
  if (record.messageId === null && record.withheld === 'opted-out') count.optedOut += 1;
  if (record.messageId === null && record.withheld === 'contacted-recently') count.contactedRecently += 1;
  count.lastPosition = record.position;
  count.segments += toSegments(record);
  if (record.cost !== null) count.cost += record.cost;
  else if (isOutcome(standing.bucket)) count.unpriced += 1;
  if (isError(standing)) run.errors.set(standing.errorCode, (run.errors.get(standing.errorCode) ?? 0) + 1);
  addToCell(run, record, standing.bucket, isFirst);
}

/** Segments of a record: the provider's number counts once it is known. */
export function toSegments(record: RecipientRecord): number {
  return record.segments ?? record.plannedSegments;
}

/** The sum of all batches. */
export function sumCounts(run: RunCount): BatchCount {
  const sum = newBatchCount();
  for (const count of run.batches.values()) {
    for (const bucket of BUCKETS) sum.buckets[bucket] += count.buckets[bucket];
    sum.recipients += count.recipients;
    sum.repeats += count.repeats;
    sum.assumedSent += count.assumedSent;
    sum.optedOut += count.optedOut;
    sum.contactedRecently += count.contactedRecently;
    sum.segments += count.segments;
    sum.cost += count.cost;
    sum.unpriced += count.unpriced;
  }
  return sum;
}

/** Messages by any outcome. */
export function countMessages(count: BatchCount): number {
  return MESSAGE_OUTCOMES.reduce((sum, outcome) => sum + count.buckets[outcome], 0);
}

export function newBatchCount(): BatchCount {
  const buckets = {
    ...{ queued: 0, sent: 0, delivered: 0, deliveryFailed: 0, sendingFailed: 0, unknown: 0 },
    ...{ rejected: 0, inDoubt: 0, notSent: 0 },
  };
  return {
    buckets,
    recipients: 0,
    assumedSent: 0,
    optedOut: 0,
    contactedRecently: 0,
    repeats: 0,
    segments: 0,
    cost: 0n,
    unpriced: 0,
    lastPosition: 0,
  };
}

function isError({ bucket, errorCode }: Standing): boolean {
  if (bucket === 'unknown') return errorCode !== null;
  return bucket === 'deliveryFailed' || bucket === 'sendingFailed' || bucket === 'rejected';
}

function findBatchCount(run: RunCount, batch: number): BatchCount {
  const found = run.batches.get(batch);
  if (found !== undefined) return found;
  const count = newBatchCount();
  run.batches.set(batch, count);
  return count;
}
