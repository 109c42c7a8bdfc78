import { stringify } from 'csv-stringify/sync';
import type { Options } from 'csv-stringify/sync';
import { formatMoney } from '../core/money.ts';
import type { Nanos } from '../core/money.ts';
import { toNeutralCell } from './neutral-cell.ts';

/**
 * A cell by its type: text (from outside, so neutralized), a count, money, an instant; null is an empty cell. Numbers
 * and money are ours: a negative variance is a number, not a formula.
 */
export type Cell = string | number | Nanos | Date | null;

/** An instant (epoch milliseconds) as a cell. */
export function toInstantCell(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}

/** RFC 4180: CRLF, quotes only where needed. No byte order mark. */
const FORMAT: Options = {
  record_delimiter: '\r\n',
  // Off by default as soon as record_delimiter is set: a cell with a lone LF or CR would become two records.
  quote_record_delimiter: true,
  cast: {
    string: (text) => toNeutralCell(text),
    bigint: (nanos) => formatMoney(nanos),
    date: (instant) => instant.toISOString(),
  },
};

const RECORDS_A_CHUNK = 1000;

/** The header line, then a line per record, in chunks of text. Holds one chunk at a time. */
export async function* toCsvChunks<T>(
  header: readonly string[],
  records: AsyncIterable<T> | Iterable<T>,
  toCells: (record: T) => readonly Cell[],
): AsyncGenerator<string> {
  let rows: (readonly Cell[])[] = [header];
  for await (const record of records) {
    rows.push(toCells(record));
    if (rows.length < RECORDS_A_CHUNK) continue;
    yield formatCsvRows(rows);
    rows = [];
  }
  if (rows.length > 0) yield formatCsvRows(rows);
}

/** Lines of such a file, each ended. */
export function formatCsvRows(rows: readonly (readonly Cell[])[]): string {
  return stringify([...rows], FORMAT);
}
