import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMoney, multiplyMoney, parseMoney } from '../../src/core/money.ts';

const SEED = 20261120;
const nanos = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n });

describe('money', () => {
  it('reads back what it wrote', () => {
    holds(nanos, (value) => expect(parseMoney(formatMoney(value))).toBe(value));
  });

  it('is written as a plain decimal of two to nine digits', () => {
    holds(nanos, (value) => expect(formatMoney(value)).toMatch(/^-?\d+\.\d{2,9}$/));
  });

  it('is the same from a JSON number as from its text, at the nine digits that it keeps', () => {
    holds(fc.integer({ min: 0, max: 10 ** 12 }), (units) => {
      const text = formatMoney(BigInt(units));
      expect(parseMoney(Number(text))).toBe(BigInt(units));
    });
  });

  it('adds up, however the sum is cut', () => {
    holds(fc.tuple(fc.array(nanos, { maxLength: 50 }), fc.nat(50)), ([values, cut]) => {
      const sum = (part: readonly bigint[]): bigint => part.reduce((total, value) => total + value, 0n);
      const written = values.map((value) => parseMoney(formatMoney(value)) ?? 0n);
      expect(sum(written.slice(0, cut)) + sum(written.slice(cut))).toBe(sum(values));
    });
  });

  it('multiplies as it adds', () => {
    holds(fc.tuple(nanos, fc.nat(200)), ([price, count]) => {
      const sum = Array.from({ length: count }, () => price).reduce((total, value) => total + value, 0n);
      expect(multiplyMoney(price, count)).toBe(sum);
    });
  });

  it('never throws, whatever it is given', () => {
    holds(fc.anything({ withBigInt: true, withDate: true }), (value) => {
      expect(['bigint', 'object']).toContain(typeof parseMoney(value));
    });
  });
});

function holds<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => void): void {
  const property = fc.property(arbitrary, (value) => {
    check(value);
  });
  fc.assert(property, { seed: SEED, numRuns: 2000 });
}
