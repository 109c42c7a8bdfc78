import { describe, expect, it } from 'vitest';
import { drainable, drainMs, queueFreeAt, withMargin } from '../../../src/run/queue.ts';
import { HOUR, MINUTE, T0 } from '../../fakes/clock.ts';
import { SENDER } from '../../fakes/records.ts';

const QUEUED = { from: SENDER, submittedAt: T0, messages: 60, processed: null, listedAt: null };

describe('a sender’s queue', () => {
  it('of nothing is free since ever', () => {
    expect(queueFreeAt([], 60)).toBe(0);
  });

  it('drains batch after batch, however fast they were submitted', () => {
    const second = { ...QUEUED, submittedAt: T0 + 1000, messages: 120 };
    expect(queueFreeAt([QUEUED, second], 60)).toBe(T0 + 3 * MINUTE);
  });

  it('starts anew with a batch that came after a pause', () => {
    expect(queueFreeAt([QUEUED, { ...QUEUED, submittedAt: T0 + HOUR }], 60)).toBe(T0 + HOUR + MINUTE);
  });

  it('counts from what the list said, where it is behind its rate', () => {
    const slow = { ...QUEUED, processed: 30, listedAt: T0 + HOUR };
    expect(queueFreeAt([slow], 60)).toBe(T0 + HOUR + MINUTE / 2);
  });

  it('fits into a span what drains within it and leaves the margin', () => {
    const fitting = drainable(HOUR, 60);
    expect(withMargin(drainMs(fitting, 60))).toBeLessThanOrEqual(HOUR);
    expect(withMargin(drainMs(fitting + 1, 60))).toBeGreaterThan(HOUR);
    expect(drainable(10 * MINUTE, 60)).toBe(0);
  });
});
