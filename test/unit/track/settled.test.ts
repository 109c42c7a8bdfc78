import { describe, expect, it } from 'vitest';
import type { MessageTally } from '../../../src/core/ledger.ts';
import { isBatchSettled } from '../../../src/track/settled.ts';
import { HOUR, MINUTE, T0 } from '../../fakes/clock.ts';
import { aTally } from '../../fakes/records.ts';

const SETTLE_AFTER = 24 * HOUR;
const unpriced = { unpriced: 1 };

describe('a batch is at its end', () => {
  it.each<[string, boolean, MessageTally[], number]>([
    [
      'when every message is final and priced',
      true,
      [aTally('Delivered', 2), aTally('DeliveryFailed', 1)],
      0,
    ],
    ['not while a message is missing', false, [aTally('Delivered', 2)], 0],
    ['not while one is queued', false, [aTally('Delivered', 2), aTally('Queued', 1)], 100],
    ['not while one was sent lately', false, [aTally('Delivered', 2), aTally('Sent', 1)], 23],
    ['when the sent one is old', true, [aTally('Delivered', 2), aTally('Sent', 1)], 24],
    [
      'never while one has a status that nobody knows',
      false,
      [aTally('Delivered', 2), aTally('Pondering', 1)],
      1000,
    ],
    ['not while a price is due', false, [aTally('Delivered', 3, unpriced)], 0.9],
    ['when a price has not come for an hour', true, [aTally('Delivered', 3, unpriced)], 1],
    [
      'when the one without a price never left',
      true,
      [aTally('Delivered', 2), aTally('SendingFailed', 1, unpriced)],
      0,
    ],
    ['when there are more messages than we know of', true, [aTally('Delivered', 4)], 0],
  ])('%s: %s', (_, expected, tallies, hours) => {
    expect(isBatchSettled(tallies, 3, T0 + hours * HOUR, SETTLE_AFTER)).toBe(expected);
  });

  it('judges by the newest message of a status, not by the oldest', () => {
    const sent = aTally('Sent', 3, { oldestUpdate: T0, newestUpdate: T0 + HOUR });
    expect(isBatchSettled([sent], 3, T0 + 24 * HOUR + MINUTE, SETTLE_AFTER)).toBe(false);
    expect(isBatchSettled([sent], 3, T0 + 25 * HOUR, SETTLE_AFTER)).toBe(true);
  });

  it('at once when nobody of it was accepted', () => {
    expect(isBatchSettled([], 0, T0, SETTLE_AFTER)).toBe(true);
  });
});
