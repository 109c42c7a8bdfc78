import { describe, expect, it } from 'vitest';
import { NO_LIMITS, type RunLimits } from '../../../src/core/limits.ts';
import type { Spend } from '../../../src/core/pacing.ts';
import { nextCarrierDay } from '../../../src/plan/window/carrier-day.ts';
import { chooseNext, type PaceFacts } from '../../../src/run/choose-next.ts';
import { HOUR, MINUTE } from '../../fakes/clock.ts';
import { aBatch, OTHER_SENDER, SENDER } from '../../fakes/records.ts';

/** Thursday, 2026-03-05, 12:00 in New York. */
const NOON = Date.UTC(2026, 2, 5, 17);
const EAST = 'America/New_York 08:00-21:00';
const WEST = 'America/Los_Angeles 08:00-21:00';
const PRICE = 11_900_000n;

const NOTHING_SPENT: Spend = { spent: 0n, pricedSegments: 0, openSegments: 0, open: 0n, messages: 0 };

function facts(more: Partial<PaceFacts> = {}, limits: Partial<RunLimits> = {}): PaceFacts {
  return {
    limits: { ...NO_LIMITS, ...limits },
    spend: NOTHING_SPENT,
    freeAt: new Map(),
    offeredToday: new Map(),
    limitedAt: new Map(),
    isPaced: true,
    ...more,
  };
}

function sender(more: Partial<RunLimits['senders'][number]> = {}): Partial<RunLimits> {
  return { senders: [{ from: SENDER, perMinute: 60, dailyCap: null, capGroup: SENDER, ...more }] };
}

describe('the choice of the next batch', () => {
  it('is the first that may go, in order of the plan', () => {
    const heads = [aBatch({ number: 1 }), aBatch({ number: 2, from: OTHER_SENDER })];
    expect(chooseNext(heads, facts(), NOON)).toMatchObject({ next: { number: 1 }, hold: null });
    expect(chooseNext([], facts(), NOON)).toEqual({ next: null, hold: null });
  });

  it('takes the one whose window closes first, and one that was offered before last', () => {
    const west = aBatch({ number: 1, window: WEST });
    const east = aBatch({ number: 2, window: EAST });
    const again = aBatch({ number: 3, window: EAST, attempts: 1 });
    expect(chooseNext([west, east, again], facts(), NOON).next?.number).toBe(2);
    expect(chooseNext([west, again], facts(), NOON).next?.number).toBe(1);
  });

  it.each([
    ['at noon', NOON, true],
    ['before the window opens', NOON - 5 * HOUR, false],
    ['at 8 sharp', NOON - 4 * HOUR, true],
    ['an hour before it closes', NOON + 8 * HOUR, true],
    ['a quarter of an hour before it closes, with ten minutes of margin', NOON + 8.75 * HOUR, true],
    ['so late that the margin is gone', NOON + 8.85 * HOUR, false],
  ])('%s, a batch of two may go: %s', (_, now, may) => {
    const choice = chooseNext([aBatch({ window: EAST })], facts(), now);
    expect(choice.next !== null).toBe(may);
    if (!may) expect(choice.hold?.why).toBe('window');
  });

  it('holds a batch back that would still drain when the window closes, until it opens again', () => {
    const large = aBatch({ recipients: 20 * 60, window: EAST });
    expect(chooseNext([large], facts(), NOON + 8.6 * HOUR).hold).toEqual({
      why: 'window',
      untilAt: NOON + 20 * HOUR,
    });
  });

  it('counts what is queued before it at the provider', () => {
    const batch = aBatch({ recipients: 60, window: EAST });
    const freeAt = (ms: number) => facts({ freeAt: new Map([[SENDER, NOON + ms]]) });
    expect(chooseNext([batch], freeAt(8 * HOUR), NOON).next).not.toBeNull();
    expect(chooseNext([batch], freeAt(8.9 * HOUR), NOON).hold?.why).toBe('window');
  });

  it('lets another window’s batch go meanwhile', () => {
    const heads = [aBatch({ number: 1, window: EAST }), aBatch({ number: 2, window: WEST })];
    expect(chooseNext(heads, facts(), NOON + 10 * HOUR).next?.number).toBe(2);
  });

  it('stops exactly before the batch that could pass the cost limit', () => {
    const batch = aBatch({ segments: 10 });
    const spend = {
      ...NOTHING_SPENT,
      spent: 5n * PRICE,
      pricedSegments: 5,
      openSegments: 5,
      open: 5n * PRICE,
    };
    const within = facts({ spend }, { maxCost: 20n * PRICE });
    const beyond = facts({ spend }, { maxCost: 20n * PRICE - 1n });
    expect(chooseNext([batch], within, NOON).next).not.toBeNull();
    expect(chooseNext([batch], beyond, NOON)).toEqual({
      next: null,
      hold: { why: 'max-cost', untilAt: null },
    });
  });

  it('counts unpriced segments at what the priced ones really cost, where that is more than planned', () => {
    const spend = {
      ...NOTHING_SPENT,
      spent: 10n * PRICE,
      pricedSegments: 5,
      openSegments: 5,
      open: 5n * PRICE,
    };
    const limits = (times: bigint) => facts({ spend }, { maxCost: times * PRICE });
    expect(chooseNext([aBatch({ segments: 1 })], limits(22n), NOON).next).not.toBeNull();
    expect(chooseNext([aBatch({ segments: 1 })], limits(21n), NOON).hold?.why).toBe('max-cost');
  });

  it('stops before the batch that would pass the limit of messages', () => {
    const spend = { ...NOTHING_SPENT, messages: 8 };
    expect(chooseNext([aBatch()], facts({ spend }, { maxMessages: 10 }), NOON).next).not.toBeNull();
    expect(chooseNext([aBatch()], facts({ spend }, { maxMessages: 9 }), NOON).hold).toEqual({
      why: 'max-messages',
      untilAt: null,
    });
    expect(
      chooseNext([aBatch({ withheld: 1 })], facts({ spend }, { maxMessages: 9 }), NOON).next,
    ).not.toBeNull();
  });

  it('holds a sender’s day to its cap, and that of numbers of one group to theirs, until the next day', () => {
    const day = facts({ offeredToday: new Map([[SENDER, 8]]) }, sender({ dailyCap: 9 }));
    expect(chooseNext([aBatch()], day, NOON).hold).toEqual({
      why: 'daily-cap',
      untilAt: nextCarrierDay(NOON),
    });
    const shared = facts(
      {
        offeredToday: new Map([
          [OTHER_SENDER, 8],
          ['C1', 8],
        ]),
      },
      sender({ dailyCap: 9, capGroup: 'C1' }),
    );
    expect(chooseNext([aBatch()], shared, NOON).hold?.why).toBe('daily-cap');
    expect(chooseNext([aBatch({ recipients: 1 })], shared, NOON).next).not.toBeNull();
  });

  it('parks a sender that met a limit of the provider’s until its day is over', () => {
    const limited = facts({ limitedAt: new Map([[SENDER, NOON - HOUR]]) });
    expect(chooseNext([aBatch()], limited, NOON).hold).toEqual({
      why: 'provider-cap',
      untilAt: nextCarrierDay(NOON),
    });
    expect(chooseNext([aBatch()], limited, nextCarrierDay(NOON)).next).not.toBeNull();
    expect(chooseNext([aBatch({ from: OTHER_SENDER })], limited, NOON).next).not.toBeNull();
  });

  it('waits for a queue that is full enough, where somebody stays to go on', () => {
    const full = { freeAt: new Map([[SENDER, NOON + 90 * MINUTE]]) };
    const limits = { queueAheadMs: HOUR };
    expect(chooseNext([aBatch()], facts(full, limits), NOON).hold).toEqual({
      why: 'queue',
      untilAt: NOON + 30 * MINUTE,
    });
    const later = { freeAt: new Map([[SENDER, NOON + 91 * MINUTE]]) };
    // In rounds, six in the time that is kept ahead.
    expect(chooseNext([aBatch()], facts(later, limits), NOON).hold?.untilAt).toBe(NOON + 40 * MINUTE);
    expect(chooseNext([aBatch()], facts(later, limits), NOON + 40 * MINUTE).next).not.toBeNull();
    expect(chooseNext([aBatch()], facts({ ...full, isPaced: false }, limits), NOON).next).not.toBeNull();
    expect(chooseNext([aBatch()], facts(full, { queueAheadMs: null }), NOON).next).not.toBeNull();
  });

  it('names of several holds the one that ends first', () => {
    const heads = [aBatch({ number: 1, window: WEST }), aBatch({ number: 2, window: EAST })];
    const night = NOON + 15 * HOUR;
    expect(chooseNext(heads, facts(), night).hold).toEqual({ why: 'window', untilAt: NOON + 20 * HOUR });
  });
});
