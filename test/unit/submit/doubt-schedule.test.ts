import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DoubtfulBatch } from '../../../src/core/doubt.ts';
import {
  graceFor,
  isLookedThrough,
  isPresumedAbsent,
  mayOthersGoOn,
  mayResend,
  nextDoubtLookAt,
  type DoubtTerms,
} from '../../../src/submit/doubt-schedule.ts';
import { DAY, HOUR, MINUTE, SECOND, T0 } from '../../fakes/clock.ts';
import { aDoubtfulBatch } from '../../fakes/records.ts';

const SEED = 20261120;
const TERMS: DoubtTerms = { graceMs: 30 * MINUTE, startedAt: 0 };

/** The instants of the looks after the offer, each of which finds nothing and takes no time. */
function looksOf(count: number, terms: DoubtTerms = TERMS, doubtAfterMs = 0): number[] {
  let batch = aDoubtfulBatch({ doubtedAt: T0 + doubtAfterMs });
  let now = T0 + doubtAfterMs;
  return Array.from({ length: count }, () => {
    now = Math.max(now, nextDoubtLookAt(batch, terms, now));
    batch = { ...batch, cleanLooks: batch.cleanLooks + 1, lookedAt: now };
    return now - T0;
  });
}

describe('the looks for a batch in doubt', () => {
  it('come 5, 15, 30 s, 1, 2, 5, 10, 20, 30 min after its offer, then hourly', () => {
    const minutes = [1, 2, 5, 10, 20, 30, 90, 150].map((minute) => minute * MINUTE);
    expect(looksOf(11)).toEqual([5 * SECOND, 15 * SECOND, 30 * SECOND, ...minutes]);
  });

  it('come when the grace ends as well, which began when the answer was lost', () => {
    const looks = looksOf(10, TERMS, MINUTE);
    expect(looks).toContain(31 * MINUTE);
  });

  it.each([
    [0, [0, 0, 0, 0, 0]],
    [8 * SECOND, [1, 2, 4, 6, 8].map((second) => second * SECOND)],
    [MINUTE, [7.5, 15, 30, 45, 60].map((second) => second * SECOND)],
    [2 * MINUTE, [5, 15, 30, 60, 120].map((second) => second * SECOND)],
  ])('of a grace of %d ms are five by its end', (graceMs, looks) => {
    expect(looksOf(5, { graceMs, startedAt: 0 })).toEqual(looks);
  });

  it('keep their distance when the first one came late, as after a night', () => {
    const late = aDoubtfulBatch({ cleanLooks: 1, lookedAt: T0 + 9 * HOUR });
    expect(nextDoubtLookAt(late, TERMS, T0 + 9 * HOUR)).toBe(T0 + 9 * HOUR + 10 * SECOND);
  });

  it('come at once in a new start, whatever was looked at before', () => {
    const started = { ...TERMS, startedAt: T0 + DAY };
    for (const cleanLooks of [1, 3, 9, 40]) {
      const old = aDoubtfulBatch({ cleanLooks, lookedAt: T0 + HOUR });
      expect(nextDoubtLookAt(old, started, T0 + DAY)).toBe(T0 + DAY);
    }
    const fresh = aDoubtfulBatch({ cleanLooks: 9, lookedAt: T0 + DAY });
    expect(nextDoubtLookAt(fresh, started, T0 + DAY)).toBe(T0 + DAY + HOUR);
  });

  it('come at once after a resend that was not taken: its looks were made, and the last one is used up', () => {
    const used = aDoubtfulBatch({ cleanLooks: 6, lookedAt: null });
    expect(nextDoubtLookAt(used, TERMS, T0 + HOUR)).toBe(T0 + HOUR);
  });

  it('count for nothing when they lie in the future: the clock was set back', () => {
    const ahead = aDoubtfulBatch({ cleanLooks: 2, lookedAt: T0 + DAY });
    expect(nextDoubtLookAt(ahead, TERMS, T0)).toBe(T0);
  });

  it('do not wait for a clock that was set back to come to the offer again', () => {
    const offered = { submittedAt: T0 + DAY, doubtedAt: T0 + DAY };
    expect(nextDoubtLookAt(aDoubtfulBatch(offered), TERMS, T0)).toBeLessThanOrEqual(T0 + 5 * SECOND);
    const looked = aDoubtfulBatch({ ...offered, cleanLooks: 1, lookedAt: T0 });
    expect(nextDoubtLookAt(looked, TERMS, T0)).toBe(T0 + 10 * SECOND);
  });

  it('are not made without a pause when the clock was set back to before this start', () => {
    const ahead = { ...TERMS, startedAt: T0 + HOUR };
    const looked = aDoubtfulBatch({ cleanLooks: 4, lookedAt: T0 + SECOND });
    expect(nextDoubtLookAt(looked, ahead, T0 + SECOND)).toBeGreaterThan(T0 + SECOND);
    expect(nextDoubtLookAt(looked, ahead, T0 + HOUR)).toBe(T0 + HOUR);
  });

  it('never stand still: each is later than the last, and within an hour of it', () => {
    const grace = fc.integer({ min: 1, max: 3 * DAY });
    const lostAfter = fc.integer({ min: 0, max: HOUR });
    fc.assert(
      fc.property(grace, lostAfter, (graceMs, doubtAfterMs) => {
        const looks = looksOf(30, { graceMs, startedAt: 0 }, doubtAfterMs);
        looks.slice(1).forEach((look, index) => {
          const before = looks[index] ?? 0;
          expect(look).toBeGreaterThan(before);
          expect(look - before).toBeLessThanOrEqual(HOUR);
        });
      }),
      { seed: SEED },
    );
  });

  it('end a grace on the spot: the first five-th or later one after it presumes absence', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: DAY }), fc.integer({ min: 0, max: HOUR }), (graceMs, lostMs) => {
        const looks = looksOf(60, { graceMs, startedAt: 0 }, lostMs);
        const ends = looks.findIndex((look, index) => index >= 4 && look >= lostMs + graceMs);
        expect(looks[ends]).toBe(Math.max(lostMs + graceMs, looks[4] ?? 0));
      }),
      { seed: SEED },
    );
  });
});

describe('the grace', () => {
  it('is what was asked for, and never less than ten times the worst lag', () => {
    expect(graceFor(30 * MINUTE, 0)).toBe(30 * MINUTE);
    expect(graceFor(30 * MINUTE, 3 * MINUTE)).toBe(30 * MINUTE);
    expect(graceFor(30 * MINUTE, 3 * MINUTE + 1)).toBe(30 * MINUTE + 10);
    expect(graceFor(0, 45 * SECOND)).toBe(450 * SECOND);
  });
});

const DOUBTED = T0 + MINUTE;
const OVER = DOUBTED + TERMS.graceMs;
const gone = aDoubtfulBatch({ doubtedAt: DOUBTED, cleanLooks: 5, lookedAt: OVER });

describe('a batch is presumed absent', () => {
  it.each<[string, Partial<DoubtfulBatch>, boolean]>([
    ['after five clean looks, the last when the grace is over', {}, true],
    ['after many more', { cleanLooks: 400, lookedAt: OVER + 9 * DAY }, true],
    ['not after four', { cleanLooks: 4 }, false],
    ['not while the last look is before the end of the grace', { cleanLooks: 99, lookedAt: OVER - 1 }, false],
    ['not without a look in this life of its doubt', { lookedAt: null }, false],
    ['not when a look ever found its people with other texts', { hasDiffered: true }, false],
  ])('%s', (_, more, expected) => {
    expect(isPresumedAbsent({ ...gone, ...more }, TERMS.graceMs)).toBe(expected);
  });
});

describe('a batch may be offered again', () => {
  it.each<[string, Partial<DoubtfulBatch>, 'hold' | 'resend', boolean]>([
    ['by the policy once it is presumed absent', {}, 'resend', true],
    ['by nobody under the other policy', {}, 'hold', false],
    ['not before, under any policy', { lookedAt: OVER - 1 }, 'resend', false],
    ['not by the policy once it differed', { hasDiffered: true }, 'resend', false],
    ['when a person said so, at any time', { resendAt: T0, cleanLooks: 1, lookedAt: T0 }, 'hold', true],
    ['when a person said so in spite of a difference', { resendAt: T0, hasDiffered: true }, 'hold', true],
  ])('%s', (_, more, policy, expected) => {
    expect(mayResend({ ...gone, ...more }, policy, TERMS.graceMs)).toBe(expected);
  });
});

describe('further looks', () => {
  it('are of no use once the batch is presumed absent, or has differed for three looks', () => {
    expect(isLookedThrough(gone, TERMS)).toBe(true);
    expect(isLookedThrough({ ...gone, cleanLooks: 4 }, TERMS)).toBe(false);
    const differing = aDoubtfulBatch({ hasDiffered: true, lookedAt: T0 });
    expect(isLookedThrough({ ...differing, cleanLooks: 2 }, TERMS)).toBe(false);
    expect(isLookedThrough({ ...differing, cleanLooks: 3 }, TERMS)).toBe(true);
  });

  it('need not be waited for by the sender’s other batches after three', () => {
    expect(mayOthersGoOn(aDoubtfulBatch({ cleanLooks: 2 }))).toBe(false);
    expect(mayOthersGoOn(aDoubtfulBatch({ cleanLooks: 3 }))).toBe(true);
  });
});

describe('a listed batch whose messages do not show yet', () => {
  const seen = { batchesSeen: 1, messagesSeen: 0, differing: [], unread: ['b1'] };

  it('keeps absence from being presumed, and is left to a person once the grace is over', () => {
    expect(isPresumedAbsent(gone, TERMS.graceMs)).toBe(true);
    expect(isPresumedAbsent({ ...gone, seen }, TERMS.graceMs)).toBe(false);
    expect(mayResend({ ...gone, seen }, 'resend', TERMS.graceMs)).toBe(false);
    expect(isLookedThrough({ ...gone, seen }, TERMS)).toBe(true);
  });
});
