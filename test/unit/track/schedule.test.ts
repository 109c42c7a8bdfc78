import { describe, expect, it } from 'vitest';
import { nextListAt, nextLookAt } from '../../../src/track/schedule.ts';
import { DAY, HOUR, MINUTE, SECOND, T0 } from '../../fakes/clock.ts';
import { aTrackedBatch } from '../../fakes/records.ts';

describe('the lists of a sender’s batches', () => {
  it('begin two seconds after the submit', () => {
    expect(nextListAt(null, T0, false) - T0).toBe(2 * SECOND);
    expect(nextListAt(null, T0, true) - T0).toBe(2 * SECOND);
  });

  it('come once a minute while there is work to submit', () => {
    expect(nextListAt(T0, T0 - HOUR, true) - T0).toBe(MINUTE);
  });

  it.each([
    [2 * SECOND, 2 * SECOND],
    [60 * SECOND, 12 * SECOND],
    [20 * MINUTE, 4 * MINUTE],
    [25 * MINUTE, 5 * MINUTE],
    [DAY, 5 * MINUTE],
  ])('at %d ms after the last submit pause for %d ms', (age, pause) => {
    expect(nextListAt(T0 + age, T0, false) - (T0 + age)).toBe(pause);
  });

  it('come soon after a submit that followed the last list', () => {
    expect(nextListAt(T0 - HOUR, T0, false)).toBe(T0 - HOUR + 2 * SECOND);
  });
});

describe('the looks at a batch’s messages', () => {
  it('begin at once when its queue is through, and after a minute while it drains', () => {
    expect(nextLookAt(aTrackedBatch({ state: 'completed' }), false)).toBeLessThanOrEqual(T0);
    expect(nextLookAt(aTrackedBatch({ state: 'processing' }), true) - T0).toBe(MINUTE);
  });

  it('leave the batches alone that wait behind the first of the queue', () => {
    for (const remoteStatus of [null, 'Processing', 'Queued']) {
      expect(nextLookAt(aTrackedBatch({ state: 'processing', remoteStatus }), false)).toBe(Infinity);
    }
  });

  it('come to every batch whose status is a word that we do not know', () => {
    const strange = aTrackedBatch({ state: 'accepted', remoteStatus: 'Finished' });
    expect(nextLookAt(strange, false) - T0).toBe(MINUTE);
  });

  it('grow apart while they bring nothing, up to half an hour', () => {
    const pauses = Array.from({ length: 30 }, (_, idleLooks) => {
      return nextLookAt(aTrackedBatch({ state: 'completed', lookedAt: T0, idleLooks }), false) - T0;
    });
    expect(pauses.slice(0, 4)).toEqual([2000, 3000, 4500, 6750]);
    expect(pauses.every((pause, index) => pause >= (pauses[index - 1] ?? 0))).toBe(true);
    expect(pauses.at(-1)).toBe(30 * MINUTE);
  });

  it('of a queue that is not through are never closer than a minute', () => {
    const looked = aTrackedBatch({ state: 'processing', lookedAt: T0 });
    expect(nextLookAt(looked, true) - T0).toBe(MINUTE);
    expect(nextLookAt({ ...looked, idleLooks: 50 }, true) - T0).toBe(30 * MINUTE);
  });
});
