import { describe, expect, it } from 'vitest';
import { formatMoney, multiplyMoney, parseMoney } from '../../../src/core/money.ts';

describe('reading money', () => {
  it.each<[unknown, bigint]>([
    ['0.0119', 11_900_000n],
    [0.0119, 11_900_000n],
    ['125', 125_000_000_000n],
    ['1.', 1_000_000_000n],
    ['-0.5', -500_000_000n],
    ['+2', 2_000_000_000n],
    [' 3 ', 3_000_000_000n],
    [0, 0n],
    [1e-7, 100n],
    ['1e3', 1_000_000_000_000n],
    ['1E-9', 1n],
    [0.011900000000000001, 11_900_000n],
    [0.1 + 0.2, 300_000_000n],
    ['0.0000000005', 1n],
    ['0.0000000004', 0n],
    ['-0.0000000005', -1n],
    ['9007199254740993.000000001', 9_007_199_254_740_993_000_000_001n],
  ])('%o', (value, expected) => {
    expect(parseMoney(value)).toBe(expected);
  });

  it.each([
    [''],
    ['abc'],
    ['1,5'],
    ['$1'],
    ['0x10'],
    ['.5'],
    ['1e9999'],
    ['--1'],
    [NaN],
    [Infinity],
    [null],
    [undefined],
    [{}],
    [12n],
    [true],
  ])('%o is no money', (value) => {
    expect(parseMoney(value)).toBeNull();
  });
});

describe('writing money', () => {
  it.each<[bigint, string]>([
    [0n, '0.00'],
    [11_900_000n, '0.0119'],
    [1_000_000_000n, '1.00'],
    [1_500_000_000n, '1.50'],
    [1n, '0.000000001'],
    [-1n, '-0.000000001'],
    [-2_250_000_000n, '-2.25'],
    [9_007_199_254_740_993_000_000_001n, '9007199254740993.000000001'],
  ])('%o is %s', (nanos, expected) => {
    expect(formatMoney(nanos)).toBe(expected);
  });
});

it('a million times 0.007 is 7000, not 6999.9999998606645', () => {
  const price = parseMoney(0.007) ?? 0n;
  let sum = 0n;
  for (let i = 0; i < 1_000_000; i++) sum += price;
  expect(formatMoney(sum)).toBe('7000.00');
  expect(multiplyMoney(price, 1_000_000)).toBe(sum);
});
