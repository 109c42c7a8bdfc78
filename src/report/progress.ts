import type { BatchState } from '../core/batch.ts';
import type { Run } from '../core/run.ts';

/** Where a run stands, in one word. */
export type Progress = 'planned' | 'submitting' | 'tracking' | 'in-doubt' | 'finished' | 'cancelled';

/**
 * Where a run stands, from its own state and its batches'. Doubt comes first, because a person must look: a batch in
 * doubt, or two at the provider for one of ours.
 */
export function toProgress(
  run: Pick<Run, 'state' | 'startedAt'>,
  counts: Readonly<Record<BatchState, number>>,
): Progress {
  if (run.state === 'finished' || run.state === 'cancelled') return run.state;
  if (counts.in_doubt > 0 || counts.duplicated > 0) return 'in-doubt';
  if (run.startedAt === null) return 'planned';
  if (counts.planned > 0 || counts.submitting > 0) return 'submitting';
  return 'tracking';
}
