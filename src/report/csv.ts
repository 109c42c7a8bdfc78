import { stringify } from 'csv-stringify/sync';
import type { Options } from 'csv-stringify/sync';
import { formatMoney } from '../core/money.ts';
import type { Cell } from './cell.ts';
import { toNeutralCell } from './neutral-cell.ts';

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

/** How harmless texts begin, and numbers. Signs that stand for nothing, or for something else, are csv-stringify's. */
const ORDINARY_START = /^["(+0-9A-Za-z]/;
/** What a cell is quoted for. */
const SPECIAL = /[",\r\n]/;

const RECORDS_A_CHUNK = 1000;

/** The header line, then a line per record, in chunks of text. Holds the text of one chunk at a time. */
export async function* toCsvChunks<T>(
  header: readonly string[],
  records: AsyncIterable<T> | Iterable<T>,
  toCells: (record: T) => readonly Cell[],
): AsyncGenerator<string> {
  const lines = openLines();
  lines.add(header);
  let count = 1;
  for await (const record of records) {
    lines.add(toCells(record));
    count += 1;
    if (count % RECORDS_A_CHUNK === 0) yield lines.take();
  }
  if (count % RECORDS_A_CHUNK !== 0) yield lines.take();
}

/** Lines of such a file, each ended. */
export function formatCsvRows(rows: readonly (readonly Cell[])[]): string {
  const lines = openLines();
  for (const row of rows) lines.add(row);
  return lines.take();
}

/**
 * Lines as they come. csv-stringify writes them, but for those whose every cell begins in the ordinary way: those are
 * nearly all of a long file, it takes four times as long, and would write the same.
 */
function openLines(): { readonly add: (row: readonly Cell[]) => void; readonly take: () => string } {
  let text = '';
  let others: (readonly Cell[])[] = [];
  const take = (): string => {
    const all = others.length === 0 ? text : text + stringify(others, FORMAT);
    [text, others] = ['', []];
    return all;
  };
  return {
    take,
    add: (row) => {
      const line = formatPlainRow(row);
      if (line === null) others.push(row);
      else text = (others.length === 0 ? text : take()) + line;
    },
  };
}

/** The line of a row of ordinary cells, null where csv-stringify has to look. */
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
  if (typeof cell === 'string') return formatText(cell);
  if (typeof cell === 'number') return formatNumber(cell);
  return typeof cell === 'bigint' ? formatMoney(cell) : cell.toISOString();
}

/** Whole numbers in a way that V8 doesn’t keep: of what `String` writes it holds thousands, until they are old. */
function formatNumber(number: number): string {
  return Number.isSafeInteger(number) ? number.toFixed(0) : String(number);
}

function formatText(text: string): string | null {
  if (!ORDINARY_START.test(text)) return null;
  const quiet = toNeutralCell(text);
  return SPECIAL.test(quiet) ? `"${quiet.replaceAll('"', '""')}"` : quiet;
}
