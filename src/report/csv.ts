import { stringify } from 'csv-stringify/sync';
import type { Options } from 'csv-stringify/sync';
import { formatMoney } from '../core/money.ts';
import type { Cell } from './cell.ts';
import { E164, toNeutralCell } from './neutral-cell.ts';

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

/** Texts that stand in a CSV as they are, whatever else does: no quotes, nothing to neutralize. */
const PLAIN_TEXT = /^[0-9A-Za-z][^",\r\n]*$/;

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

/**
 * Lines of such a file, each ended. csv-stringify writes them, but for those whose every cell is plain: those are most
 * of a long file, it takes four times as long, and would write the same.
 */
export function formatCsvRows(rows: readonly (readonly Cell[])[]): string {
  let text = '';
  let others: (readonly Cell[])[] = [];
  for (const row of rows) {
    const line = formatPlainRow(row);
    if (line === null) {
      others.push(row);
      continue;
    }
    if (others.length > 0) text += stringify(others, FORMAT);
    others = [];
    text += line;
  }
  return others.length === 0 ? text : text + stringify(others, FORMAT);
}

/** The line of a row that has nothing to quote or to neutralize in it, null where csv-stringify has to look. */
function formatPlainRow(row: readonly Cell[]): string | null {
  if (row.length < 2) return null;
  let line = '';
  for (const cell of row) {
    const text = formatPlainCell(cell);
    if (text === null) return null;
    line += `,${text}`;
  }
  return `${line.slice(1)}\r\n`;
}

function formatPlainCell(cell: Cell): string | null {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'string') return PLAIN_TEXT.test(cell) || E164.test(cell) ? cell : null;
  if (typeof cell === 'number') return String(cell);
  return typeof cell === 'bigint' ? formatMoney(cell) : cell.toISOString();
}
