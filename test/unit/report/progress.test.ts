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
    expect(toProgress({ ...OPEN, startedAt }, allCounts(counts))).toBe(expected);
  });

  it.each(['finished', 'cancelled'] as const)('%s, once the run is at its end', (state) => {
    const run = { ...OPEN, state, startedAt: 1, finishedAt: 2 };
    expect(toProgress(run, allCounts({ in_doubt: 1, abandoned: 1 }))).toBe(state);
  });

  it.each([
    ['paused, while batches are left to submit', { planned: 1, accepted: 1 }, 'paused'],
    ['tracking, when the pause holds nothing back', { accepted: 1 }, 'tracking'],
    ['in doubt, paused or not', { planned: 1, in_doubt: 1 }, 'in-doubt'],
  ] as const)('%s', (_, counts, expected) => {
    expect(toProgress({ ...OPEN, startedAt: 1, pausedAt: 2 }, allCounts(counts))).toBe(expected);
  });

  it.each([
    ['cancelled, while what was submitted is followed', { abandoned: 1, accepted: 1 }, 'cancelled'],
    ['in doubt, cancelled or not', { abandoned: 1, in_doubt: 1 }, 'in-doubt'],
    ['in doubt, when a batch stands twice, cancelled or not', { duplicated: 1 }, 'in-doubt'],
  ] as const)('%s', (_, counts, expected) => {
    expect(toProgress({ ...OPEN, state: 'cancelled', startedAt: 1 }, allCounts(counts))).toBe(expected);
  });
});

const OPEN = { state: 'open', finishedAt: null, pausedAt: null } as const;

function allCounts(counts: Partial<Record<BatchState, number>>): Record<BatchState, number> {
  const none = Object.fromEntries(BATCH_STATES.map((state) => [state, 0])) as Record<BatchState, number>;
  return { ...none, ...counts };
}
