import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNumberTable } from '../../src/intake/number-table.ts';

const phone = fc.oneof(
  fc.integer({ min: 12_000_000_000, max: 12_000_000_400 }),
  fc.integer({ min: 1, max: 999_999_999_999_999 }),
);

describe('the number table', () => {
  it('answers like a Map, at every size', () => {
    fc.assert(
      fc.property(fc.array(phone, { maxLength: 9000, size: 'max' }), fc.nat(12_000), (phones, expected) => {
        const table = createNumberTable(expected);
        const map = new Map<number, number>();
        phones.forEach((each, index) => {
          expect(table.add(each, index + 1)).toBe(map.get(each) ?? 0);
          if (!map.has(each)) map.set(each, index + 1);
        });
        expect(table.size).toBe(map.size);
        for (const [each, line] of map) expect(table.lineOf(each)).toBe(line);
      }),
      { seed: 20_260_404, numRuns: 15, endOnFailure: true },
    );
  });
});
