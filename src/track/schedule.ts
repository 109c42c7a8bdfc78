import type { TrackedBatch } from '../core/ledger.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** While there is work to submit, looking may not eat the allowance that submitting needs. */
const LIST_WHILE_SUBMITTING_MS = MINUTE;
const LIST_MIN_MS = 2 * SECOND;
const LIST_MAX_MS = 5 * MINUTE;
const LOOK_FIRST_MS = 2 * SECOND;
const LOOK_MAX_MS = 30 * MINUTE;
/** A batch that the provider never calls completed is looked at all the same, from this age on. */
const LOOK_UNCOMPLETED_MS = 5 * MINUTE;
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
 * A look that brings something halves the count of idle looks that the pause grows with.
 */
export function nextLookAt(batch: TrackedBatch): number {
  const isCompleted = batch.state === 'completed';
  const first = isCompleted ? LOOK_FIRST_MS : LOOK_UNCOMPLETED_MS;
  if (batch.lookedAt === null) return isCompleted ? 0 : (batch.submittedAt ?? 0) + first;
  return batch.lookedAt + clamp(first * LOOK_GROWTH ** batch.idleLooks, first, LOOK_MAX_MS);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}
