import { BATCH_STATES, type BatchState } from '../core/batch.ts';
import type { Run } from '../core/run.ts';

/** Where a run stands, in one word. */
export type Progress =
  'planned' | 'submitting' | 'paused' | 'tracking' | 'in-doubt' | 'finished' | 'cancelled';

/**
 * Where a run stands, from its own state and its batches'. Doubt comes first, because a person must look: a batch in
 * doubt, or two at the provider for one of ours. `cancelled` is a run whose submitted part may still be followed.
 */
export function toProgress(
  run: Pick<Run, 'state' | 'startedAt' | 'finishedAt' | 'pausedAt'>,
  counts: Readonly<Record<BatchState, number>>,
): Progress {
  if (run.state === 'finished' || (run.state === 'cancelled' && run.finishedAt !== null)) return run.state;
  if (counts.in_doubt > 0 || counts.duplicated > 0) return 'in-doubt';
  if (run.state === 'cancelled') return 'cancelled';
  if (run.pausedAt !== null && counts.planned > 0) return 'paused';
  if (run.startedAt === null) return 'planned';
  if (counts.planned > 0 || counts.submitting > 0) return 'submitting';
  return 'tracking';
}

/** How many batches are in each state. */
export function countStates(
  batches: Iterable<{ readonly state: BatchState }>,
): Readonly<Record<BatchState, number>> {
  const counts = Object.fromEntries(BATCH_STATES.map((state) => [state, 0])) as Record<BatchState, number>;
  for (const { state } of batches) counts[state] += 1;
  return counts;
}
