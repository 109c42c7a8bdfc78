import { describe, expect, it } from 'vitest';
import type { PlannedBatch } from '../../../src/core/ledger.ts';
import { NO_LIMITS, type SenderLimits } from '../../../src/core/limits.ts';
import { nextCarrierDay } from '../../../src/plan/window/carrier-day.ts';
import { estimateFinish } from '../../../src/run/finish-estimate.ts';
import { DAY, HOUR, MINUTE } from '../../fakes/clock.ts';
import { OTHER_SENDER, SENDER } from '../../fakes/records.ts';

/** Thursday, 2026-03-05, 12:00 in New York. */
const NOON = Date.UTC(2026, 2, 5, 17);
const EAST = 'America/New_York 08:00-21:00';

function batches(count: number, more: Partial<PlannedBatch> = {}): PlannedBatch[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ number: index + 1, from: SENDER, window: '', price: 1n, recipients: 600, segments: 600 },
    ...more,
  }));
}

function limits(more: Partial<SenderLimits> = {}) {
  const sender = { from: SENDER, perMinute: 60, dailyCap: null, capGroup: SENDER, ...more };
  return { ...NO_LIMITS, senders: [sender] };
}

describe('the end of a plan', () => {
  it('is when the slowest queue is through', () => {
    const plan = [...batches(3), ...batches(1, { from: OTHER_SENDER })];
    expect(estimateFinish(plan, limits(), NOON)).toEqual({
      ...{ drainMs: 30 * MINUTE, finishAt: NOON + 30 * MINUTE },
    });
  });

  it('begins behind what is in the queues already', () => {
    const freeAt = new Map([[SENDER, NOON + HOUR]]);
    const { finishAt } = estimateFinish(batches(1), limits(), NOON, freeAt);
    expect(finishAt).toBe(NOON + 70 * MINUTE);
  });

  it('waits for the morning with what does not fit into the day', () => {
    const { finishAt } = estimateFinish(batches(60, { window: EAST }), limits(), NOON);
    // A batch takes ten minutes and a margin of eleven: 52 begin by 20:30, and eight are left for the next morning.
    expect(finishAt).toBe(NOON + 20 * HOUR + 80 * MINUTE);
  });

  it('begins a new count with each day of a daily cap', () => {
    const { finishAt } = estimateFinish(batches(5), limits({ dailyCap: 1200 }), NOON);
    expect(finishAt).toBe(nextCarrierDay(nextCarrierDay(NOON)) + 10 * MINUTE);
  });

  it('does not carry a day that was not used up into the next', () => {
    const at = nextCarrierDay(NOON) - 15 * MINUTE;
    // Two batches before midnight, and what the new day's cap allows after it.
    expect(estimateFinish(batches(4), limits({ dailyCap: 1800 }), at).finishAt).toBe(at + 40 * MINUTE);
  });

  it('is not known beyond sixty days', () => {
    const { finishAt } = estimateFinish(batches(70), limits({ dailyCap: 600 }), NOON);
    expect(finishAt).toBeNull();
    expect(estimateFinish(batches(50), limits({ dailyCap: 600 }), NOON).finishAt).toBeLessThan(
      NOON + 60 * DAY,
    );
  });
});
