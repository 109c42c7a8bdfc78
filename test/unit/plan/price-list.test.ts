import { describe, expect, it } from 'vitest';
import {
  choosePrice,
  choosePriceRule,
  describePrices,
  formatPriceRule,
  LIST_PRICE_RULES,
  parsePriceRule,
  type PriceRule,
} from '../../../src/plan/price-list.ts';

const ANY: PriceRule = { country: null, sender: null, from: null, price: 11_900_000n };
const LONG_CODE = '+16505550100';
const TOLL_FREE = '+18885550100';
const MAY_29 = Date.parse('2026-05-29T23:59:59.999Z');
const MAY_30 = Date.parse('2026-05-30T00:00:00Z');

function rules(...texts: readonly string[]): readonly PriceRule[] {
  return texts.map((text) => {
    const rule = parsePriceRule(text);
    if ('found' in rule) throw new Error(`${rule.found} is no rule`);
    return rule;
  });
}

describe('a price', () => {
  it.each<[string, string, Partial<PriceRule>]>([
    ['for everything', '0.0119', {}],
    ['of nothing', '0', { price: 0n }],
    ['with nine decimals', '0.123456789', { price: 123_456_789n }],
    ['with six digits before the point', '123456', { price: 123_456_000_000_000n }],
    ['for a country', 'US=0.0119', { country: 'US' }],
    ['for a sender type', 'toll-free=0.0100', { sender: 'toll-free', price: 10_000_000n }],
    ['for both', 'CA/toll-free=0.0119', { country: 'CA', sender: 'toll-free' }],
    ['for a country from a day on', 'US@2026-05-30=0.0119', { country: 'US', from: '2026-05-30' }],
    [
      'for both from a day on',
      'US/long-code@2028-02-29=0.0119',
      { country: 'US', sender: 'long-code', from: '2028-02-29' },
    ],
    ['for everything from a day on', '@2026-05-30=0.0119', { from: '2026-05-30' }],
    ['in any case, with blanks around', ' ca/Toll-Free=0.0119 ', { country: 'CA', sender: 'toll-free' }],
  ])('is read: %s', (_, text, expected) => {
    expect(parsePriceRule(text)).toEqual({ ...ANY, ...expected });
  });

  it.each([
    ...['', ' ', 'dear', '0,0119', '.0119', '1.', '-0.01', '+0.01', '1e-2', '0x1', '$0.01', '0.0119 USD'],
    ...[
      '0.1234567891',
      '1234567',
      '0119',
      '00.1',
      '=0.01',
      'US=',
      'US',
      'US 0.01',
      'US = 0.01',
      'US=0.01=0.02',
    ],
    ...['MX=0.01', 'toll-free/US=0.01', 'US/=0.01', '/toll-free=0.01', 'US/short-code=0.01', 'US/CA=0.01'],
    ...[
      'US@=0.01',
      '@=0.01',
      'US@2026-5-30=0.01',
      'US@2026-02-30=0.01',
      'US@2027-02-29=0.01',
      '@2026-13-01=0.01',
    ],
    ...['@2026-05-30', '@2026-05-30T00:00=0.01', '2026-05-30=0.01', 'US=0.01@2026-05-30', '0.01\n0.02'],
  ])('is not read from %j, which is named with what is wanted', (text) => {
    expect(parsePriceRule(text)).toEqual({
      found: JSON.stringify(text),
      wanted: expect.stringMatching(
        /^Use an amount from 0 to 999999\.999999999 such as 0\.0119, .*US@2026-05-30=0\.0119$/,
      ) as string,
    });
  });

  it.each([
    ['0.0119', '0.0119'],
    ['0', '0.00'],
    ['us=0.0100', 'US=0.01'],
    ['Toll-Free@2026-05-30=1', 'toll-free@2026-05-30=1.00'],
    ['@2026-05-30=0.5', '@2026-05-30=0.50'],
    ['CA/long-code=0.123456789', 'CA/long-code=0.123456789'],
  ])('%s is written %s', (text, written) => {
    expect(rules(text).map(formatPriceRule)).toEqual([written]);
  });
});

describe('the price of a segment', () => {
  it('is the list price of the day, in UTC, where no rule is given', () => {
    expect(choosePrice([], 'US', LONG_CODE, MAY_29)).toBe(8_500_000n);
    expect(choosePrice([], 'CA', TOLL_FREE, MAY_30)).toBe(11_900_000n);
  });

  it('is the list price where none of the rules holds', () => {
    const own = rules('CA=0.02', 'US/toll-free=0.03', 'US@2026-06-01=0.04');
    expect(choosePrice(own, 'US', LONG_CODE, MAY_30)).toBe(11_900_000n);
  });

  it.each<[string, readonly string[]]>([
    ['country and sender type before country', ['US=2', 'US/long-code=1', 'US=3']],
    ['country before sender type', ['long-code=2', 'US=1', '3']],
    ['sender type before neither', ['2', 'long-code=1', '@2026-05-30=3']],
    ['a narrower rule even where a wider one is newer', ['US@2026-05-30=2', 'US/long-code@2020-01-01=1']],
    ['the latest first day that has come', ['US=2', 'US@2026-05-30=1', 'US@2026-01-01=3', 'US@2026-05-31=4']],
    ['a rule with a day before one without', ['2', '@1999-01-01=1']],
    [
      'nothing for another country or sender type',
      ['CA/long-code=2', 'US/toll-free=2', 'CA=2', 'toll-free=2', '1'],
    ],
  ])('takes %s', (_, texts) => {
    expect(choosePrice(rules(...texts), 'US', LONG_CODE, MAY_30)).toBe(1_000_000_000n);
    expect(choosePrice(rules(...texts.toReversed()), 'US', LONG_CODE, MAY_30)).toBe(1_000_000_000n);
  });

  it('knows a toll-free sender by its number', () => {
    const own = rules('toll-free=1', 'long-code=2');
    expect(choosePrice(own, 'US', TOLL_FREE, MAY_30)).toBe(1_000_000_000n);
    expect(choosePrice(own, 'US', LONG_CODE, MAY_30)).toBe(2_000_000_000n);
  });
});

describe('the prices on a plan', () => {
  const own = rules('0.03', 'CA/toll-free=0.0159');
  const [plain, narrow] = own.map((rule) => [rule]);

  it.each<[string, readonly PriceRule[], string]>([
    [
      'the list price',
      [choosePriceRule([], 'US', LONG_CODE, MAY_30)],
      '0.0119 a segment (list price, yours may differ)',
    ],
    ['one of the person’s own', plain ?? [], '0.03 a segment (a.yaml:3 price)'],
    ['one for some messages', narrow ?? [], '0.0159 a segment for CA/toll-free (a.yaml:3 price)'],
    [
      'several, each once',
      [...own, ...own],
      '0.03 a segment, 0.0159 a segment for CA/toll-free (a.yaml:3 price)',
    ],
    [
      'some of each',
      [...LIST_PRICE_RULES.slice(1), ...(narrow ?? [])],
      '0.0159 a segment for CA/toll-free (a.yaml:3 price), 0.0119 a segment (list price, yours may differ)',
    ],
  ])('say where they come from: %s', (_, inUse, words) => {
    expect(describePrices(inUse, 'a.yaml:3 price')).toBe(words);
  });
});
