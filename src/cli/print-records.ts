import { formatMoney } from '../core/money.ts';
import type { Cell } from '../report/cell.ts';
import { toCsvChunks } from '../report/csv.ts';
import { toJsonChunks } from '../report/json.ts';
import type { Context } from './context.ts';

/** A list that may be long: how its records look. */
export interface Listing<T> {
  /** Of the JSON document, and the key that its records stand under. */
  readonly schema: string;
  readonly key: string;
  /** Also the keys of a record in JSON. An interface. */
  readonly columns: readonly string[];
  /** Of the columns on a screen: nobody waits for the last record to know how wide the first one is. */
  readonly widths: readonly number[];
  readonly toCells: (record: T) => readonly Cell[];
}

/** Prints records on stdout as they come, in bounded memory. Returns how many; a table of none prints nothing. */
export async function printRecords<T>(
  context: Context,
  form: 'table' | 'csv' | 'json',
  listing: Listing<T>,
  records: AsyncIterable<T>,
): Promise<number> {
  let printed = 0;
  const counted = async function* (): AsyncGenerator<T> {
    for await (const record of records) {
      context.io.interrupt.throwIfAborted();
      printed += 1;
      yield record;
    }
  };
  for await (const chunk of FORMS[form](listing as Listing<unknown>, counted())) {
    context.io.stdout.write(chunk);
  }
  return printed;
}

const FORMS = { table: toTable, csv: toCsv, json: toJson } as const;

function toCsv(listing: Listing<unknown>, records: AsyncIterable<unknown>): AsyncGenerator<string> {
  return toCsvChunks(listing.columns, records, listing.toCells);
}

async function* toJson(
  { schema, key, columns, toCells }: Listing<unknown>,
  records: AsyncIterable<unknown>,
): AsyncGenerator<string> {
  yield `{"schema": ${JSON.stringify(schema)}, ${JSON.stringify(key)}: `;
  let held = '';
  for await (const chunk of toJsonChunks(columns, records, toCells)) {
    yield held;
    held = chunk;
  }
  yield `${held.trimEnd()}}\n`;
}

const LINES_A_CHUNK = 1000;

async function* toTable(
  { columns, widths, toCells }: Listing<unknown>,
  records: AsyncIterable<unknown>,
): AsyncGenerator<string> {
  let lines: string[] = [];
  let isFirst = true;
  for await (const record of records) {
    if (isFirst) lines.push(formatHeading(columns, widths));
    isFirst = false;
    lines.push(formatLine(toCells(record), widths));
    if (lines.length < LINES_A_CHUNK) continue;
    yield lines.join('');
    lines = [];
  }
  yield lines.join('');
}

/** The first line of such a table. */
export function formatHeading(columns: readonly string[], widths: readonly number[]): string {
  return formatLine(
    columns.map((name) => name.toUpperCase().replaceAll('_', ' ')),
    widths,
  );
}

/** Any other line of it. */
export function formatLine(cells: readonly Cell[], widths: readonly number[]): string {
  const padded = cells.map((cell, index) => formatCell(cell).padEnd(widths[index] ?? 0));
  return `${padded.join('  ').trimEnd()}\n`;
}

function formatCell(cell: Cell): string {
  if (typeof cell === 'bigint') return formatMoney(cell);
  if (cell instanceof Date) return cell.toISOString();
  // A text from outside must not move the cursor, break a line or turn the writing around.
  return String(cell ?? '-').replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, ' ');
}
