import type { TrackedBatch } from '../core/ledger.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** While there is work to submit, looking may not eat the allowance that submitting needs. */
const LIST_WHILE_SUBMITTING_MS = MINUTE;
const LIST_MIN_MS = 2 * SECOND;
const LIST_MAX_MS = 5 * MINUTE;
const LOOK_FIRST_MS = 2 * SECOND;
const LOOK_MAX_MS = 30 * MINUTE;
/** A batch that is draining: often enough to see that something is wrong with it. */
const LOOK_DRAINING_MS = MINUTE;
const LOOK_GROWTH = 1.5;

/**
 * When to list a sender's batches next (epoch milliseconds). One list watches all its open batches; the pause grows
 * with the time from the last submit to the last list, so that a queue of hours is not asked about every few seconds.
 */
export function nextListAt(listedAt: number | null, lastSubmitAt: number, isSubmitting: boolean): number {
  if (listedAt === null) return lastSubmitAt + LIST_MIN_MS;
  if (isSubmitting) return listedAt + LIST_WHILE_SUBMITTING_MS;
  return listedAt + clamp((listedAt - lastSubmitAt) / 5, LIST_MIN_MS, LIST_MAX_MS);
}

/**
 * When to look at a batch's messages next (epoch milliseconds): soon after the queue is through, then ever more rarely.
 * A look that brings something halves the count of idle looks that the pause grows with. Of the batches that are still
 * in a sender's queue only the first is looked at, since it is the one that drains; and any whose status is a word that
 * we don't know, since it may never be called completed.
 */
export function nextLookAt(batch: TrackedBatch, isFirstInQueue: boolean): number {
  const isCompleted = batch.state === 'completed' || batch.state === 'duplicated';
  if (!isCompleted && !isFirstInQueue && isKnownWord(batch.remoteStatus)) return Infinity;
  const first = isCompleted ? LOOK_FIRST_MS : LOOK_DRAINING_MS;
  if (batch.lookedAt === null) return isCompleted ? 0 : (batch.submittedAt ?? 0) + first;
  return batch.lookedAt + clamp(first * LOOK_GROWTH ** batch.idleLooks, first, LOOK_MAX_MS);
}

function isKnownWord(remoteStatus: string | null): boolean {
  return remoteStatus === null || remoteStatus === 'Processing' || remoteStatus === 'Queued';
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
