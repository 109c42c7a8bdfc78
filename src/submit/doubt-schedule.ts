import type { DoubtfulBatch } from '../core/doubt.ts';
import type { DoubtPolicy } from '../core/run.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** When to look for a batch in doubt, counted from its offer; after the last, hourly. */
const LOOKS_AFTER_MS: readonly number[] = [
  5 * SECOND,
  15 * SECOND,
  30 * SECOND,
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
];

/** So many clean looks, and the sender's other batches go on. */
export const LOOKS_BEFORE_OTHERS = 3;
/** Absence is presumed after so many clean looks of both indexes, the last one after the grace. */
const LOOKS_FOR_ABSENCE = 5;
/** The grace is at least so many times the worst lag that was ever seen between an offer and its sight. */
const LAG_FACTOR = 10;
/** A short grace has its looks in between, all the same. */
const SHARES_OF_GRACE: readonly number[] = [1 / 8, 1 / 4, 1 / 2, 3 / 4];

/** How doubt is judged in one start of a run. */
export interface DoubtTerms {
  /** How long a batch must be looked for in vain, see `graceFor`. */
  readonly graceMs: number;
  /** When this start began: it looks for every batch in doubt at once. */
  readonly startedAt: number;
}

/** The grace that holds: what was asked for, and never less than ten times the worst lag that was measured. */
export function graceFor(askedMs: number, worstLagMs: number): number {
  return Math.max(askedMs, LAG_FACTOR * worstLagMs);
}

/**
 * When to look for the batch next (epoch milliseconds): 5, 15, 30 s, 1, 2, 5, 10, 20, 30 min after its offer, then
 * hourly; the look that may end the grace comes when the grace ends. A look, an offer or a start in the future was
 * before the clock was set back: its date counts for nothing.
 */
export function nextDoubtLookAt(batch: DoubtfulBatch, terms: DoubtTerms, now: number): number {
  const { cleanLooks, lookedAt, doubtedAt } = batch;
  // A start in the future: the clock was set back since, and "before the start" says nothing any more.
  const isNew = terms.startedAt <= now && (lookedAt === null ? cleanLooks > 0 : lookedAt < terms.startedAt);
  if (isNew || (lookedAt ?? 0) > now) return now;
  const steps = stepsFor(terms.graceMs);
  const [before, after] = [steps[cleanLooks - 1] ?? 0, steps[cleanLooks]];
  const pauseMs = after === undefined ? HOUR : after - before;
  const offeredAt = (batch.submittedAt ?? 0) > now ? 0 : (batch.submittedAt ?? 0);
  const scheduledAt = Math.max(offeredAt + (after ?? 0), (lookedAt ?? 0) + pauseMs);
  const graceEndsAt = doubtedAt + terms.graceMs;
  const mayEnd = cleanLooks >= LOOKS_FOR_ABSENCE - 1 && (lookedAt ?? 0) < graceEndsAt;
  return mayEnd ? Math.min(scheduledAt, Math.max(graceEndsAt, now)) : scheduledAt;
}

/** Whether the batch was looked for often enough that its sender's other batches may go on. */
export function mayOthersGoOn(batch: DoubtfulBatch): boolean {
  return batch.cleanLooks >= LOOKS_BEFORE_OTHERS;
}

/**
 * Whether looking further is of no use: the batch was looked for in vain until the grace was over, or a look found its
 * recipients with other texts, which time does not mend. What follows is the policy's, or a person's.
 */
export function isLookedThrough(batch: DoubtfulBatch, { graceMs }: DoubtTerms): boolean {
  return batch.hasDiffered ? mayOthersGoOn(batch) : isGraceOver(batch, graceMs);
}

/** "Not found" is an opinion about clocks and lag: it takes five clean looks, the last one after the grace. */
export function isPresumedAbsent(batch: DoubtfulBatch, graceMs: number): boolean {
  const hasUnread = batch.seen !== null && batch.seen.unread.length > 0;
  return isGraceOver(batch, graceMs) && !batch.hasDiffered && !hasUnread;
}

function isGraceOver({ lookedAt, doubtedAt, cleanLooks }: DoubtfulBatch, graceMs: number): boolean {
  return lookedAt !== null && lookedAt >= doubtedAt + graceMs && cleanLooks >= LOOKS_FOR_ABSENCE;
}

/**
 * Whether the batch may be offered again after a look that did not find it: a person decided so, or the policy is to
 * resend and its absence is presumed.
 */
export function mayResend(batch: DoubtfulBatch, policy: DoubtPolicy, graceMs: number): boolean {
  return batch.resendAt !== null || (policy === 'resend' && isPresumedAbsent(batch, graceMs));
}

function stepsFor(graceMs: number): readonly number[] {
  const within = LOOKS_AFTER_MS.filter((step) => step < graceMs);
  if (within.length === LOOKS_AFTER_MS.length) return LOOKS_AFTER_MS;
  const enough = within.length >= LOOKS_FOR_ABSENCE - 1;
  return [...(enough ? within : SHARES_OF_GRACE.map((share) => share * graceMs)), graceMs];
}
