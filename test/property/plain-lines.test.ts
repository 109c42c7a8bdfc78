import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/error.ts';
import { createCsvReader } from '../../src/intake/csv-records.ts';
import { openPlainLines } from '../../src/intake/plain-lines.ts';
import type { CsvShape, RecordReader, TakeRecord } from '../../src/intake/record.ts';
import { createRecordReader } from '../../src/intake/records.ts';

type Open = (take: TakeRecord) => RecordReader;

interface Reading {
  readonly records: readonly (readonly [line: number, ...cells: string[]])[];
  readonly problems: readonly unknown[];
}

/** What a reader says of a file that it gets in pieces. */
async function read(open: Open, pieces: readonly Buffer[]): Promise<Reading> {
  const records: [number, ...string[]][] = [];
  const reader = open((cells, line) => records.push([line, ...cells]));
  try {
    for (const piece of pieces) await reader.write(piece);
    await reader.end();
    return { records, problems: [] };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { records, problems: error.problems };
  }
}

function cut(bytes: Buffer, lengths: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    pieces.push(bytes.subarray(at, at + length));
    at += length;
  }
  return [...pieces, bytes.subarray(at)];
}

const DELIMITERS = [',', ';', '\t', '|'];

/** Signs that mean something to CSV, and some that mean nothing. */
const sign = fc.constantFrom(
  ...['a', '1', ' ', ',', ';', '\t', '"', '""', '\n', '\r\n', '\r', 'é', '😀', '\ufeff', '\0', '\u2028'],
);
const anything = fc.array(sign, { maxLength: 60 }).map((signs) => signs.join(''));
/** Cells as programs write them, quoted where they must be and sometimes where not. */
const cell = fc.oneof(
  fc.constantFrom('+14155550123', 'Anna', 'Zoë', ' x ', '', '5 %'),
  fc.constantFrom('"Smith, John"', '"say ""hi"""', '""', '"plain"', '"""'),
);
const wellMade = fc
  .tuple(
    fc.array(fc.array(cell, { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
    fc.constantFrom('\n', '\r\n'),
  )
  .map(([rows, end]) => rows.map((cells) => cells.join(',') + end).join(''));
/** Bytes that need not be UTF-8. */
const bytes = fc
  .array(fc.constantFrom(0x61, 0x2c, 0x0a, 0x22, 0xc3, 0xa9, 0xe2, 0x82, 0xff, 0xf0, 0x0d), { maxLength: 40 })
  .map((list) => Buffer.from(list));
const file = fc.oneof(
  anything.map((text) => Buffer.from(text)),
  wellMade.map((text) => Buffer.from(text)),
  bytes,
);

describe('the plain part of a file', () => {
  it('says what csv-parse says, record by record, line by line and error by error, however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.constantFrom(...DELIMITERS),
        fc.array(fc.nat({ max: 30 })),
        async (whole, delimiter, cuts) => {
          const shape: CsvShape = { delimiter, hasQuote: true, hasCarriageReturn: whole.includes(0x0d) };
          const byParser = await read((take) => createCsvReader('f.csv', shape, take, 1), [whole]);
          expect(await read((take) => createRecordReader('f.csv', shape, take), [whole])).toEqual(byParser);
          expect(await read((take) => createRecordReader('f.csv', shape, take), cut(whole, cuts))).toEqual(
            byParser,
          );
        },
      ),
      { numRuns: Number(process.env['PLAIN_FILES'] ?? 3000) },
    );
  });

  it('reaches to the end of what programs usually write', () => {
    const shape = { delimiter: ',', hasQuote: true, hasCarriageReturn: true };
    const lines: unknown[] = [];
    const plain = openPlainLines(shape, (cells, line) => lines.push([line, ...cells]));
    const text = 'phone,name\r\n\r\n+14155550123,"Smith, ""Jo"""\r\n,\r\n+14155550124,Zoë';
    expect(plain.read(Buffer.from(text))).toBeNull();
    expect(plain.end()).toBeNull();
    expect(lines).toEqual([
      [1, 'phone', 'name'],
      [3, '+14155550123', 'Smith, "Jo"'],
      [5, '+14155550124', 'Zoë'],
    ]);
  });

  it.each([
    ['a quote inside a cell', 'a,5\'10"\n'],
    ['text after a closing quote', '"a"b,c\n'],
    ['a line break inside a cell', '"a\nb",c\n'],
    ['a carriage return alone', 'a\rb\n'],
    ['a line without end', 'x'.repeat(300_000)],
  ])('ends before %s, and leaves all from that record on', (_, odd) => {
    const shape = { delimiter: ',', hasQuote: true, hasCarriageReturn: true };
    const lines: number[] = [];
    const plain = openPlainLines(shape, (_cells, line) => lines.push(line));
    // 0xff is no UTF-8: one byte of the file, and three of its text.
    const before = Buffer.from([0x61, 0xff, 0x0a, 0x0a]);
    const rest = plain.read(Buffer.concat([before, Buffer.from(`${odd}z\n`)]));
    expect(rest?.toString('utf8')).toBe(`${odd}z\n`);
    expect([lines, plain.nextLine]).toEqual([[1], 3]);
  });
});
