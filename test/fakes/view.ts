import { BATCH_STATES, type BatchState } from '../../src/core/batch.ts';
import { HEALTHY } from '../../src/run/health.ts';
import type { RunView } from '../../src/run/view.ts';
import { aRun } from './records.ts';

export type ViewSketch = Partial<Omit<RunView, 'states'>> & {
  readonly states?: Partial<Record<BatchState, number>>;
};

/** A view of a run of which a test says only what matters; the counts follow the batches that it names. */
export function aView({ states, ...more }: ViewSketch = {}): RunView {
  const zero = Object.fromEntries(BATCH_STATES.map((state) => [state, 0])) as Record<BatchState, number>;
  const counted = { ...zero, planned: more.next == null ? 0 : 1, in_doubt: more.doubts?.length ?? 0 };
  for (const batch of more.tracked ?? []) counted[batch.state] += 1;
  return {
    run: aRun(),
    mode: { isSubmitting: true, isWaiting: true },
    health: HEALTHY,
    next: null,
    tracked: [],
    doubts: [],
    listedAt: new Map(),
    ...more,
    states: { ...counted, ...states },
  };
}
