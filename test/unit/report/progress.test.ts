import { describe, expect, it } from 'vitest';
import { BATCH_STATES } from '../../../src/core/batch.ts';
import type { BatchState } from '../../../src/core/batch.ts';
import { toProgress } from '../../../src/report/progress.ts';

describe('where a run stands', () => {
  it.each([
    ['planned, before its first submit', null, { planned: 3 }, 'planned'],
    ['submitting, while batches are left to submit', 1, { planned: 1, settled: 2 }, 'submitting'],
    ['submitting, when the only submit was not taken', 1, { planned: 3 }, 'submitting'],
    ['submitting, during a submit', 1, { submitting: 1 }, 'submitting'],
    ['tracking, when all is submitted', 1, { accepted: 1, settled: 2 }, 'tracking'],
    ['in doubt, whatever the other batches do', 1, { in_doubt: 1, planned: 5, accepted: 1 }, 'in-doubt'],
    ['in doubt, when a batch stands twice at the provider', 1, { duplicated: 1, planned: 5 }, 'in-doubt'],
  ] as const)('%s', (_, startedAt, counts, expected) => {
    expect(toProgress({ state: 'open', startedAt }, allCounts(counts))).toBe(expected);
  });

  it.each(['finished', 'cancelled'] as const)('%s, once the run is', (state) => {
    expect(toProgress({ state, startedAt: 1 }, allCounts({ in_doubt: 1, abandoned: 1 }))).toBe(state);
  });
});

function allCounts(counts: Partial<Record<BatchState, number>>): Record<BatchState, number> {
  const none = Object.fromEntries(BATCH_STATES.map((state) => [state, 0])) as Record<BatchState, number>;
  return { ...none, ...counts };
}
