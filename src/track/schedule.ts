import type { TrackedBatch } from '../core/ledger.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** While there is work to submit, looking may not eat the allowance that submitting needs. */
const LIST_WHILE_SUBMITTING_MS = MINUTE;
const LIST_MIN_MS = 2 * SECOND;
/** However long a queue is, it is seen to move so often: every ten minutes, or fifty times in its life. */
const LIST_MAX_MS = 10 * MINUTE;
const LIST_MAX_SHARE = 1 / 50;
/** What is left of a queue is not waited for more closely than this share of the usual pause: it may be stuck. */
const LIST_LEAST_SHARE = 1 / 8;
/** Queues don't drain to the second. */
const DRAIN_MARGIN = 1.01;
const LOOK_FIRST_MS = 2 * SECOND;
/** Receipts and prices come within minutes, most of them within seconds. */
const LOOK_FIRST_MAX_MS = 5 * MINUTE;
const LOOK_MAX_MS = 30 * MINUTE;
/** A batch that should be through by its rate, or whose status is a word that we don't know. */
const LOOK_DRAINING_MS = MINUTE;
/** A pause is this share of the time that a batch is waited for, or that its run has taken so far. */
const LOOK_SHARE = 1 / 2;
const LOOK_FIRST_SHARE = 1 / 5;
/** And never more than twice the one before. */
const LOOK_GROWTH = 2;

/** How long a run takes. */
export interface Pace {
  /** When its first batch was submitted (epoch milliseconds). */
  readonly startedAt: number | null;
  /** What its queues take at their rates: longer than that nothing was on its way, whatever the clock or a pause says. */
  readonly drainMs: number;
}

/** What one sender's batches at the provider tell of when to list them next. Instants are epoch milliseconds. */
export interface Queue {
  /** Null: never. */
  readonly listedAt: number | null;
  /** When the oldest of its open batches was submitted. */
  readonly since: number;
  /** Messages that are in its queue by the last list, null where it is through; and how fast it drains. */
  readonly left: number | null;
  readonly perMinute: number;
  /** When the last of its batches was through whose own cost is not told yet; null where none is. */
  readonly throughAt: number | null;
  /** Whether a batch of it is to be offered now: then what is believed of the queue must be fresh. */
  readonly isSubmitting: boolean;
}

/**
 * When to list a sender's batches next (epoch milliseconds). One list watches all its open batches, and nothing of it is
 * of use before the queue is predicted to be through, but to see that it moves: so the pauses double, and the last one
 * ends with the queue.
 */
export function nextListAt(queue: Queue, pace: Pace): number {
  const { listedAt, since, left, isSubmitting } = queue;
  if (listedAt === null || listedAt < since) return since + LIST_MIN_MS;
  if (isSubmitting) return listedAt + LIST_WHILE_SUBMITTING_MS;
  if (left === null) return nextListForCost(queue, pace);
  const age = listedAt - since;
  const pauseMs = clamp(age, LIST_MIN_MS, Math.max(LIST_MAX_MS, age * LIST_MAX_SHARE));
  const drainMs = (left / queue.perMinute) * MINUTE * DRAIN_MARGIN + LIST_MIN_MS;
  return listedAt + Math.min(pauseMs, Math.max(drainMs, pauseMs * LIST_LEAST_SHARE));
}

/** A batch has its own cost only a while after its queue is through; it is asked for before the messages are read. */
function nextListForCost({ listedAt, throughAt }: Queue, pace: Pace): number {
  const from = throughAt ?? listedAt ?? 0;
  const firstMs = firstPauseMs(from, pace) / 2;
  return (listedAt ?? 0) + clamp((listedAt ?? 0) - from, Math.max(LIST_MIN_MS, firstMs), LIST_MAX_MS);
}

/**
 * When to look at a batch's messages next (epoch milliseconds): once its queue is through and its last receipts should
 * be there, then ever more rarely. A batch that isn't called completed is looked at where that word may never come: when
 * its status is a word that we don't know or all of it is processed, and where it is the first of a queue that should be
 * through.
 *
 * @param pace what took hours so far is not asked about in seconds.
 * @param throughAt when the queue that it is the first of should be through by its rate; null for the others.
 */
export function nextLookAt(batch: TrackedBatch, pace: Pace, throughAt: number | null): number {
  const from = waitsSince(batch, throughAt);
  if (from === Infinity) return Infinity;
  const isCompleted = batch.state === 'completed' || batch.state === 'duplicated';
  const leastMs = isCompleted ? firstPauseMs(from ?? 0, pace) : LOOK_DRAINING_MS;
  if (batch.lookedAt === null) return from === null ? 0 : from + leastMs;
  const ageMs = from === null ? Infinity : batch.lookedAt - from;
  // A wall clock that was set on makes everything look old: looks that brought nothing can't be.
  const mostMs = Math.min(leastMs * LOOK_GROWTH ** (batch.idleLooks + 1), LOOK_MAX_MS);
  return batch.lookedAt + clamp(ageMs * LOOK_SHARE, leastMs, mostMs);
}

/** Since when its messages should be final, null: nobody knows; Infinity while they can't be. */
function waitsSince(batch: TrackedBatch, throughAt: number | null): number | null {
  if (batch.state === 'completed' || batch.state === 'duplicated') return batch.throughAt;
  const isProcessed = batch.processed !== null && batch.processed >= batch.accepted;
  if (isProcessed || !isKnownWord(batch.remoteStatus)) return batch.submittedAt;
  return throughAt ?? Infinity;
}

function firstPauseMs(from: number, { startedAt, drainMs }: Pace): number {
  const tookMs = Math.min(from - (startedAt ?? from), drainMs);
  return clamp(tookMs * LOOK_FIRST_SHARE, LOOK_FIRST_MS, LOOK_FIRST_MAX_MS);
}

function isKnownWord(remoteStatus: string | null): boolean {
  return remoteStatus === null || remoteStatus === 'Processing' || remoteStatus === 'Queued';
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
