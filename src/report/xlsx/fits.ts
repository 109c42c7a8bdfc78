import { InputError } from '../../core/error.ts';

/** Excel's own limit is 1,048,576 rows a sheet; long before that, a workbook that is built in memory needs too much. */
export const MOST_XLSX_ROWS = 100_000;

/**
 * Refuses what a workbook can't hold, before anything of it is read: nothing is ever left out of one silently.
 *
 * @param counts rows by what they are, e.g. messages.
 * @throws InputError that names the CSV, which has no limit.
 */
export function assertFits(counts: Readonly<Record<string, number>>): void {
  const [what, n] = Object.entries(counts).find(([, count]) => count > MOST_XLSX_ROWS) ?? [];
  if (what === undefined || n === undefined) return;
  const number = (value: number): string => value.toLocaleString('en-US');
  throw new InputError([
    {
      where: '--xlsx',
      found: `${number(n)} ${what} are more than a workbook may have (${number(MOST_XLSX_ROWS)})`,
      remedy: `Leave --xlsx out: ${what.replaceAll(' ', '-')}.csv has all of them`,
    },
  ]);
}
