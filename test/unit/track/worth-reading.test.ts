import { describe, expect, it } from 'vitest';
import type { StatusCounts } from '../../../src/core/provider.ts';
import { isWorthReading } from '../../../src/track/worth-reading.ts';
import { HOUR, MINUTE, T0 } from '../../fakes/clock.ts';
import { aTally } from '../../fakes/records.ts';

const NOTHING = { queued: 0, sent: 0, delivered: 0, deliveryFailed: 0, sendingFailed: 0, errors: [] };
const BATCH = { accepted: 10_000, throughAt: T0, finalSeen: null, costSeen: null };

/** So many delivered of ten thousand, the others sent; each final one at a price of one. */
function counts(delivered: number, more: Partial<StatusCounts> = {}): StatusCounts {
  return { ...NOTHING, delivered, sent: 10_000 - delivered, cost: BigInt(delivered), ...more };
}

function read(delivered: number) {
  const tallies = [
    aTally('Delivered', delivered, { cost: BigInt(delivered) }),
    aTally('Sent', 10_000 - delivered),
  ];
  return tallies.filter(({ count }) => count > 0);
}

const seen = (final: number, cost = final) => ({ ...BATCH, finalSeen: final, costSeen: BigInt(cost) });

describe('the pages of a batch', () => {
  it('are read on any news where they are no dearer than the question', () => {
    expect(isWorthReading({ ...BATCH, accepted: 1000 }, counts(1), [], T0)).toBe(true);
  });

  it('are not read when the ledger has what they say', () => {
    expect(isWorthReading(seen(10_000), counts(10_000), read(10_000), T0 + HOUR)).toBe(false);
    expect(isWorthReading(seen(9000), counts(9000), read(9000), T0 + HOUR)).toBe(false);
  });

  it('are read at the first look where all are final and prices have had their time', () => {
    expect(isWorthReading(BATCH, counts(10_000), [], T0 + 4 * MINUTE)).toBe(true);
    expect(isWorthReading(BATCH, counts(10_000), [], T0 + MINUTE)).toBe(false);
    expect(isWorthReading(BATCH, counts(9999), [], T0 + HOUR)).toBe(false);
  });

  it('are read again for prices only once no more come', () => {
    expect(isWorthReading(seen(10_000, 9000), counts(10_000), read(9999), T0 + HOUR)).toBe(false);
    expect(isWorthReading(seen(10_000), counts(10_000), read(9999), T0 + HOUR)).toBe(true);
  });

  it('are read without the last receipts once hardly any come, but not at once', () => {
    expect(isWorthReading(seen(9750), counts(9800), [], T0 + 10 * MINUTE)).toBe(true);
    expect(isWorthReading(seen(9750), counts(9800), [], T0 + 9 * MINUTE)).toBe(false);
    expect(isWorthReading(seen(9600), counts(9800), [], T0 + 10 * MINUTE)).toBe(false);
  });

  it('are read again for a few late receipts only when there are enough, or when no more come', () => {
    expect(isWorthReading(seen(9840), counts(9850), read(9800), T0 + HOUR)).toBe(false);
    expect(isWorthReading(seen(9840), counts(9850), read(9300), T0 + HOUR)).toBe(true);
    expect(isWorthReading(seen(9850), counts(9850), read(9800), T0 + HOUR)).toBe(true);
  });
});
