import { describe, expect, it } from 'vitest';
import { isDoubtHeld, nextDoubtLookAt } from '../../../src/submit/doubt-schedule.ts';
import { HOUR, SECOND, T0 } from '../../fakes/clock.ts';
import { aDoubtfulBatch } from '../../fakes/records.ts';

describe('the looks for a batch in doubt', () => {
  it('come after its offer, then ever later', () => {
    const looks = [
      nextDoubtLookAt(aDoubtfulBatch()),
      nextDoubtLookAt(aDoubtfulBatch({ cleanLooks: 1, lookedAt: T0 + 5 * SECOND })),
      nextDoubtLookAt(aDoubtfulBatch({ cleanLooks: 2, lookedAt: T0 + 15 * SECOND })),
    ];
    expect(looks.map((at) => at - T0)).toEqual([5 * SECOND, 15 * SECOND, 30 * SECOND]);
  });

  it('keep their distance when the first one came late, as after a night', () => {
    const late = aDoubtfulBatch({ cleanLooks: 1, lookedAt: T0 + 9 * HOUR });
    expect(nextDoubtLookAt(late)).toBe(T0 + 9 * HOUR + 10 * SECOND);
  });

  it('end in a hold: absence is for a person to judge', () => {
    const held = aDoubtfulBatch({ cleanLooks: 3, lookedAt: T0 });
    expect(nextDoubtLookAt(held)).toBe(Infinity);
    expect(isDoubtHeld(held)).toBe(true);
    expect(isDoubtHeld(aDoubtfulBatch({ cleanLooks: 2 }))).toBe(false);
  });
});
