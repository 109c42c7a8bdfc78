import { describe, expect, it } from 'vitest';
import { createNumberTable } from '../../../src/intake/number-table.ts';

describe('the number table', () => {
  it('remembers the first line of each of a hundred thousand neighbouring numbers', () => {
    const table = createNumberTable();
    for (let index = 0; index < 100_000; index += 1)
      expect(table.add(14_150_000_000 + index, index + 2)).toBe(0);
    for (let index = 0; index < 100_000; index += 997) {
      expect(table.add(14_150_000_000 + index, 7)).toBe(index + 2);
      expect(table.lineOf(14_150_000_000 + index)).toBe(index + 2);
    }
    expect(table.size).toBe(100_000);
    expect(table.lineOf(14_160_000_000)).toBe(0);
  });

  it('takes the longest number and the last line', () => {
    const table = createNumberTable();
    table.add(999_999_999_999_999, 4_294_967_295);
    table.add(999_999_999_999_998, 1);
    expect(table.lineOf(999_999_999_999_999)).toBe(4_294_967_295);
  });
});
