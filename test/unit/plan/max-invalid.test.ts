import { describe, expect, it } from 'vitest';
import { countInvalid, formatMaxInvalid, isTooInvalid } from '../../../src/plan/max-invalid.ts';

describe('--max-invalid', () => {
  it('counts bad rows, not duplicates, opt-outs and exclusions', () => {
    const harmless = { duplicate: 9, 'opted-out': 9, excluded: 9, 'contacted-recently': 9 };
    expect(countInvalid({ ...harmless, 'invalid-phone': 2, 'missing-variable': 3, 'column-count': 1 })).toBe(
      6,
    );
    expect(countInvalid({})).toBe(0);
  });

  it.each([
    [5, 100, { unit: 'percent', most: 5 }, false],
    [6, 100, { unit: 'percent', most: 5 }, true],
    [1, 19, { unit: 'percent', most: 5 }, true],
    [1, 20, { unit: 'percent', most: 5 }, false],
    [1, 1000, { unit: 'percent', most: 0 }, true],
    [0, 0, { unit: 'percent', most: 0 }, false],
    [1000, 1000, { unit: 'percent', most: 100 }, false],
    [3, 1000, { unit: 'rows', most: 3 }, false],
    [4, 1000, { unit: 'rows', most: 3 }, true],
    [1, 3, { unit: 'percent', most: 33.4 }, false],
  ] as const)('%d of %d rows against %o: %s', (invalid, rows, limit, expected) => {
    expect(isTooInvalid(invalid, rows, limit)).toBe(expected);
  });

  it('is shown as it is written', () => {
    expect([
      formatMaxInvalid({ unit: 'percent', most: 5 }),
      formatMaxInvalid({ unit: 'rows', most: 7 }),
    ]).toEqual(['5%', '7']);
  });
});
