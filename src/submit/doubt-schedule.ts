import type { DoubtfulBatch } from '../core/ledger.ts';

const SECOND = 1000;

/** When to look for a batch in doubt, counted from its offer. Absence after the last look is for a person to judge. */
const LOOKS_AFTER_MS: readonly number[] = [5 * SECOND, 15 * SECOND, 30 * SECOND];

/** So many clean looks, and a batch in doubt is held for a person, while its sender's other batches go on. */
export const LOOKS_BEFORE_HOLD = LOOKS_AFTER_MS.length;

/** When to look for the batch next (epoch milliseconds); never again on its own once every look was clean. */
export function nextDoubtLookAt(batch: DoubtfulBatch): number {
  const after = LOOKS_AFTER_MS[batch.cleanLooks];
  if (after === undefined) return Infinity;
  const spacing = after - (LOOKS_AFTER_MS[batch.cleanLooks - 1] ?? 0);
  return Math.max((batch.submittedAt ?? 0) + after, (batch.lookedAt ?? 0) + spacing);
}

/** Whether every look of the schedule found nothing: the batch is held for a person. */
export function isDoubtHeld(batch: DoubtfulBatch): boolean {
  return batch.cleanLooks >= LOOKS_BEFORE_HOLD;
}
