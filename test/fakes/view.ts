import { BATCH_STATES, type BatchState } from '../../src/core/batch.ts';
import { HEALTHY, type Health } from '../../src/run/health.ts';
import type { RunView } from '../../src/run/view.ts';
import { HOUR } from './clock.ts';
import { aRun } from './records.ts';

export type ViewSketch = Partial<Omit<RunView, 'states'>> & {
  readonly states?: Partial<Record<BatchState, number>>;
};

/** A provider that answers, and whose account is known. */
export const WELL: Health = { ...HEALTHY, account: 'sandbox-user' };

/** A view of a run of which a test says only what matters; the counts follow the batches that it names. */
export function aView({ states, ...more }: ViewSketch = {}): RunView {
  const zero = Object.fromEntries(BATCH_STATES.map((state) => [state, 0])) as Record<BatchState, number>;
  const counted = { ...zero, planned: more.next == null ? 0 : 1, in_doubt: more.doubts?.length ?? 0 };
  for (const batch of more.tracked ?? []) counted[batch.state] += 1;
  return {
    run: aRun(),
    mode: { isSubmitting: true, isWaiting: true },
    health: WELL,
    next: null,
    hold: null,
    heldDoubts: new Set(),
    alarm: null,
    tracked: [],
    doubts: [],
    terms: { graceMs: HOUR / 2, startedAt: 0 },
    resent: [],
    listedAt: new Map(),
    ...more,
    states: { ...counted, ...states },
  };
}
