import { describe, expect, it } from 'vitest';
import { BATCH_MOVES, BATCH_STATES, TAKEN_STATES } from '../../../src/core/batch.ts';

describe('the life of a batch', () => {
  it('comes to an offer only from planned', () => {
    expect(BATCH_STATES.filter((state) => BATCH_MOVES[state].includes('submitting'))).toEqual(['planned']);
  });

  it('comes back to planned only while it is not known as taken', () => {
    const back = BATCH_STATES.filter((state) => BATCH_MOVES[state].includes('planned'));
    expect(back).toEqual(['submitting', 'refused', 'in_doubt']);
  });

  it('never leaves what the provider has: a taken batch stays taken', () => {
    const left = TAKEN_STATES.flatMap((state) =>
      BATCH_MOVES[state].filter((next) => !TAKEN_STATES.includes(next)),
    );
    expect(left).toEqual([]);
  });

  it('ends in duplicated or abandoned, or settled until a second one turns up', () => {
    expect(BATCH_STATES.filter((state) => BATCH_MOVES[state].length === 0)).toEqual([
      'duplicated',
      'abandoned',
    ]);
    expect(BATCH_MOVES.settled).toEqual(['duplicated']);
  });
});
