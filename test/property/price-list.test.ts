import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  choosePrice,
  choosePriceRule,
  formatPriceRule,
  LIST_PRICE_RULES,
  parsePriceRule,
  type PriceRule,
} from '../../src/plan/price-list.ts';

const SEED = 20_261_129;
const DAY_MS = 86_400_000;

const day = fc
  .integer({ min: 0, max: 40_000 })
  .map((days) => new Date(days * DAY_MS).toISOString().slice(0, 10));
const rule: fc.Arbitrary<PriceRule> = fc.record({
  country: fc.constantFrom('US', 'CA', null),
  sender: fc.constantFrom('long-code', 'toll-free', null),
  from: fc.option(fc.oneof(day, fc.constantFrom('2026-05-30', '2026-06-01'))),
  price: fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }),
});
const rules = fc.array(rule, { maxLength: 12 });
const message = fc.record({
  country: fc.constantFrom('US', 'CA'),
  from: fc.constantFrom('+16505550100', '+18335550100'),
  now: fc.oneof(
    fc.integer({ min: 0, max: 40_000 * DAY_MS }),
    fc.integer({ min: Date.parse('2026-05-29'), max: Date.parse('2026-06-03') }),
  ),
});
type Message = typeof message extends fc.Arbitrary<infer T> ? T : never;

function holds<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, check), { seed: SEED, numRuns: 2000 });
}

function isHolding(each: PriceRule, { country, from, now }: Message): boolean {
  const isTollFree = from === '+18335550100';
  if (each.country !== null && each.country !== country) return false;
  if (each.sender !== null && (each.sender === 'toll-free') !== isTollFree) return false;
  return each.from === null || Date.parse(each.from) <= now;
}

const named = (each: PriceRule): number => (each.country === null ? 0 : 2) + (each.sender === null ? 0 : 1);
const startOf = (each: PriceRule): number => (each.from === null ? -Infinity : Date.parse(each.from));

describe('a price rule', () => {
  it('is read back as it was written, in one spelling', () => {
    holds(rule, (each) => {
      const text = formatPriceRule(each);
      expect(parsePriceRule(text)).toEqual(each);
      expect(parsePriceRule(text.toLowerCase())).toEqual(each);
    });
  });

  it('has every digit that was given, as no float would', () => {
    const digits = fc.tuple(fc.nat(999_999), fc.nat(999_999_999));
    holds(digits, ([whole, decimals]) => {
      const found = parsePriceRule(`US=${whole}.${String(decimals).padStart(9, '0')}`);
      expect(found).toHaveProperty('price', BigInt(whole) * 10n ** 9n + BigInt(decimals));
    });
  });

  it('is read or refused, whatever is written', () => {
    const parts = [
      'US',
      'ca',
      '/',
      'toll-free',
      'long-code',
      '@',
      '2026-05-30',
      '=',
      '0',
      '.',
      '0119',
      '-',
      ' ',
    ];
    holds(fc.array(fc.constantFrom(...parts), { maxLength: 9 }), (words) => {
      const text = words.join('');
      const found = parsePriceRule(text);
      if ('found' in found) expect(found.found).toBe(JSON.stringify(text));
      else expect(parsePriceRule(formatPriceRule(found))).toEqual(found);
    });
  });
});

describe('the chosen price', () => {
  it('is of a rule that holds, and no other that holds names more, or as much from a later day', () => {
    holds(fc.tuple(rules, message), ([own, to]) => {
      const chosen = choosePriceRule(own, to.country, to.from, to.now);
      const source = own.includes(chosen) ? own : LIST_PRICE_RULES;
      expect(source).toContain(chosen);
      expect(isHolding(chosen, to)).toBe(true);
      for (const other of source.filter((each) => isHolding(each, to))) {
        expect(named(other)).toBeLessThanOrEqual(named(chosen));
        if (named(other) === named(chosen)) expect(startOf(other)).toBeLessThanOrEqual(startOf(chosen));
      }
    });
  });

  it('is the list price exactly where no rule holds', () => {
    holds(fc.tuple(rules, message), ([own, to]) => {
      const chosen = choosePriceRule(own, to.country, to.from, to.now);
      expect(LIST_PRICE_RULES.includes(chosen)).toBe(!own.some((each) => isHolding(each, to)));
    });
  });

  it('is a whole number of nano-units', () => {
    holds(fc.tuple(rules, message), ([own, { country, from, now }]) => {
      expect(typeof choosePrice(own, country, from, now)).toBe('bigint');
    });
  });
});
