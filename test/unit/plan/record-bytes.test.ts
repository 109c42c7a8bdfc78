import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gatherRecords } from '../../../src/plan/record-bytes.ts';

describe('cells as bytes', () => {
  it('are those of the text that they make, each behind a record separator', () => {
    const number = fc.oneof(fc.maxSafeInteger().map(Math.abs), fc.integer({ min: 0, max: 2_000_000 }));
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom('a', 'é', '€', '👋', '\ud83d', '\u001e') }),
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(number, text)), (cells) => {
        expect(bytesOf(cells)).toEqual(Buffer.from(textOf(cells)));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    0,
    9,
    10,
    999_999,
    1_000_000,
    1_000_001,
    10_000_000,
    14_155_550_100,
    999_999_999_999_999,
    2 ** 53 - 1,
  ])('hold every digit of %d', (value) => {
    expect(bytesOf([value]).toString()).toBe(`\u001e${value}`);
  });

  it('are all there where many fill more than a block, and where one alone does', () => {
    const many = Array.from({ length: 30_000 }, (_, index) =>
      index % 2 === 0 ? 14_155_550_100 + index : 'é',
    );
    const long = ['a', 'é'.repeat(21_844), 'x'.repeat(21_845), '👋'.repeat(40_000), 'b', 7];
    for (const cells of [many, long]) expect(bytesOf(cells).equals(Buffer.from(textOf(cells)))).toBe(true);
  });

  it('are handed over once', () => {
    const taken: Buffer[] = [];
    const records = gatherRecords((bytes) => taken.push(Buffer.from(bytes)));
    records.text('a');
    records.flush();
    records.flush();
    expect(taken).toEqual([Buffer.from('\u001ea')]);
  });
});

type Cell = number | string;

function bytesOf(cells: readonly Cell[]): Buffer {
  const taken: Buffer[] = [];
  const records = gatherRecords((bytes) => taken.push(Buffer.from(bytes)));
  for (const cell of cells) {
    if (typeof cell === 'number') records.number(cell);
    else records.text(cell);
  }
  records.flush();
  return Buffer.concat(taken);
}

function textOf(cells: readonly Cell[]): string {
  return cells.map((cell) => `\u001e${cell}`).join('');
}
