import { InputError } from '../../core/error.ts';

/**
 * A workbook is built in memory, all of its sheets at once: 20,000 messages of 16 columns are as many cells, and made
 * `campaign report --xlsx` need 238 MiB. Excel's own limit (1,048,576 rows a sheet) is far beyond.
 */
export const MOST_XLSX_CELLS = 320_000;

/** Rows that are to stand in a workbook. */
export interface RowsToFit {
  /** What they are, as in the name of the CSV that has all of them. */
  readonly what: string;
  readonly rows: number;
  readonly columns: number;
}

/**
 * Refuses what a workbook can't hold, before anything of it is read: nothing is ever left out of one silently.
 *
 * @throws InputError that names the CSV files, which have no limit.
 */
export function assertFits(parts: readonly RowsToFit[]): void {
  const cells = parts.reduce((sum, { rows, columns }) => sum + rows * columns, 0);
  if (cells <= MOST_XLSX_CELLS) return;
  const number = (value: number): string => value.toLocaleString('en-US');
  const there = parts.filter(({ rows }) => rows > 0);
  const counted = there.map(({ what, rows, columns }) => `${number(rows)} ${what} of ${columns} columns`);
  throw new InputError([
    {
      where: '--xlsx',
      found: `${counted.join(' and ')} are more than a workbook may have (${number(MOST_XLSX_CELLS)} cells)`,
      remedy: `Leave --xlsx out: ${there.map(({ what }) => `${what}.csv`).join(' and ')} ${there.length > 1 ? 'have' : 'has'} all of them`,
    },
  ]);
}
