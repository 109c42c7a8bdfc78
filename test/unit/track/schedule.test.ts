import { describe, expect, it } from 'vitest';
import { nextListAt, nextLookAt, type Queue } from '../../../src/track/schedule.ts';
import { DAY, HOUR, MINUTE, SECOND, T0 } from '../../fakes/clock.ts';
import { aTrackedBatch } from '../../fakes/records.ts';

/** A queue of an hour at a message a second, submitted at T0. */
function aQueue(more: Partial<Queue> = {}): Queue {
  const hour = { left: 3600, perMinute: 60, throughAt: null, isSubmitting: false };
  return { ...hour, listedAt: T0, since: T0, ...more };
}

/** The pause after a list at this age of the queue. */
function pauseAt(age: number, more: Partial<Queue> = {}): number {
  return nextListAt(aQueue({ listedAt: T0 + age, left: 1e9, ...more }), PACE) - (T0 + age);
}

/** A run that has taken as long as it takes so far. */
const PACE = { startedAt: T0, drainMs: Infinity };

describe('the lists of a sender’s batches', () => {
  it('begin two seconds after the submit, also where an earlier queue was listed before', () => {
    for (const listedAt of [null, T0 - HOUR]) {
      expect(nextListAt(aQueue({ listedAt }), PACE) - T0).toBe(2 * SECOND);
      expect(nextListAt(aQueue({ listedAt, isSubmitting: true }), PACE) - T0).toBe(2 * SECOND);
    }
  });

  it('come once a minute while a batch of it is to be offered', () => {
    expect(pauseAt(HOUR, { isSubmitting: true })).toBe(MINUTE);
  });

  it.each([
    [SECOND, 2 * SECOND],
    [60 * SECOND, 60 * SECOND],
    [20 * MINUTE, 10 * MINUTE],
    [8 * HOUR, 10 * MINUTE],
    [2 * DAY, (2 * DAY) / 50],
  ])('of a queue that is %d ms old and long pause for %d ms', (age, pause) => {
    expect(pauseAt(age)).toBe(pause);
  });

  it('come when the queue should be through by its rate, a little later', () => {
    expect(pauseAt(HOUR, { left: 300 })).toBe(300 * SECOND * 1.01 + 2 * SECOND);
    expect(pauseAt(HOUR, { left: 300, perMinute: 120 })).toBe(150 * SECOND * 1.01 + 2 * SECOND);
  });

  it('do not crowd around the last messages, which may be stuck', () => {
    expect(pauseAt(HOUR, { left: 1 })).toBe((10 * MINUTE) / 8);
  });

  it('go on for a batch’s own cost, ever more rarely', () => {
    const waiting = { left: null, throughAt: T0 + HOUR };
    expect(pauseAt(HOUR, waiting)).toBe(2.5 * MINUTE);
    expect(pauseAt(HOUR + 4 * MINUTE, waiting)).toBe(4 * MINUTE);
    expect(pauseAt(2 * HOUR, waiting)).toBe(10 * MINUTE);
  });
});

describe('the looks at a batch’s messages', () => {
  const through = (age: number) => aTrackedBatch({ state: 'completed', throughAt: T0 + age });

  it('begin once its queue is through, later where the run has taken long', () => {
    expect(nextLookAt(through(0), PACE, null) - T0).toBe(2 * SECOND);
    expect(nextLookAt(through(10 * MINUTE), PACE, null) - T0).toBe(12 * MINUTE);
    expect(nextLookAt(through(DAY), PACE, null) - T0).toBe(DAY + 5 * MINUTE);
    const small = { ...PACE, drainMs: 20 * SECOND };
    expect(nextLookAt(through(DAY), small, null) - T0).toBe(DAY + 4 * SECOND);
  });

  it('begin at once where nobody saw when the queue was through', () => {
    expect(nextLookAt({ ...through(0), throughAt: null }, PACE, null)).toBeLessThanOrEqual(T0);
  });

  it('leave the batches alone that are in the queue', () => {
    for (const remoteStatus of [null, 'Processing', 'Queued']) {
      const queued = aTrackedBatch({ state: 'processing', remoteStatus });
      expect(nextLookAt(queued, PACE, null)).toBe(Infinity);
      expect(nextLookAt({ ...queued, lookedAt: T0 + HOUR }, PACE, null)).toBe(Infinity);
    }
  });

  it('come to the first of a queue that should be through', () => {
    const first = aTrackedBatch({ state: 'processing' });
    expect(nextLookAt(first, PACE, T0 + HOUR) - T0).toBe(HOUR + MINUTE);
  });

  it.each([
    ['whose status is a word that we do not know', { remoteStatus: 'Finished' }],
    ['that is processed and not called completed', { remoteStatus: 'Processing', processed: 2 }],
  ])('come to every batch %s', (_, more) => {
    expect(nextLookAt(aTrackedBatch({ state: 'accepted', ...more }), PACE, null) - T0).toBe(MINUTE);
  });

  it('grow apart with the time that is waited, up to half an hour', () => {
    const pauseAfter = (ms: number, idleLooks = 20) =>
      nextLookAt({ ...through(0), lookedAt: T0 + ms, idleLooks }, PACE, null) - (T0 + ms);
    expect([2, 10, 60].map((seconds) => pauseAfter(seconds * SECOND))).toEqual([2000, 5000, 30_000]);
    expect(pauseAfter(50 * MINUTE)).toBe(25 * MINUTE);
    expect(pauseAfter(DAY)).toBe(30 * MINUTE);
    // The clock was set on by a day after the first look.
    expect(pauseAfter(DAY, 1)).toBe(8 * SECOND);
  });
});
