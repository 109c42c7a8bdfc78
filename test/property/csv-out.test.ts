import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMoney } from '../../src/core/money.ts';
import type { Cell } from '../../src/report/cell.ts';
import { formatCsvRows } from '../../src/report/csv.ts';
import { toNeutralCell } from '../../src/report/neutral-cell.ts';

const parameters = { seed: 20_261_128, numRuns: Number(process.env['CSV_FILES'] ?? 3000) };

/** Signs that mean something to CSV or to a spreadsheet, and some that mean nothing. */
const sign = fc.constantFrom(
  ...['a', 'Z', '7', ' ', ',', '"', '""', "'", '\n', '\r\n', '\r', '=', '+', '-', '@', '\t', '|', ';', '\0'],
  ...['é', '😀', '\ufeff', '\u00a0', '\u200b', '\uff1d', '\u2028', '\ud800'],
);
const text = fc.oneof(
  fc.array(sign, { maxLength: 6 }).map((signs) => signs.join('')),
  fc.constantFrom('+14155550123', 'Delivered', 'spring-sale-0123456789', 'number invalid, or not textable'),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const cell = fc.oneof<fc.Arbitrary<Cell>[]>(
  text,
  fc.constant(null),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constant(-0),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
  fc.date({ noInvalidDate: true }),
);
const rows = fc
  .integer({ min: 1, max: 5 })
  .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 12 }));

/** What csv-stringify writes of all rows, plain ones too. */
function stringifyAll(all: readonly (readonly Cell[])[]): string {
  return stringify([...all], {
    record_delimiter: '\r\n',
    quote_record_delimiter: true,
    cast: {
      string: (value) => toNeutralCell(value),
      bigint: (nanos) => formatMoney(nanos),
      date: (instant) => instant.toISOString(),
    },
  });
}

describe('the lines of a CSV', () => {
  it('are what csv-stringify makes of them, whichever of them are plain', () => {
    fc.assert(
      fc.property(rows, (all) => {
        expect(formatCsvRows(all)).toBe(stringifyAll(all));
      }),
      parameters,
    );
  });
});
