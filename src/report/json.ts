import { formatMoney } from '../core/money.ts';
import type { Cell } from './cell.ts';

/** How a cell stands in JSON: money and instants as text, counts as numbers, what isn't known as null. */
export type JsonOf<C extends Cell> = C extends bigint | Date ? string : C;

/** A record with the CSV's columns as its keys. */
export type JsonRecord<Row extends Readonly<Record<string, Cell>>> = {
  readonly [Column in keyof Row]: JsonOf<Row[Column]>;
};

export function toJsonRecord<Row extends Readonly<Record<string, Cell>>>(row: Row): JsonRecord<Row> {
  return Object.fromEntries(
    Object.entries(row).map(([column, cell]) => [column, toJsonValue(cell)]),
  ) as JsonRecord<Row>;
}

/** A JSON document, the same bytes on the screen and in the file. */
export function formatJson(document: unknown): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

const RECORDS_A_CHUNK = 1000;

/** A JSON array with one record a line, in chunks of text. Holds one chunk at a time. */
export async function* toJsonChunks<T>(
  columns: readonly string[],
  records: AsyncIterable<T>,
  toCells: (record: T) => readonly Cell[],
): AsyncGenerator<string> {
  let chunk = '[';
  let count = 0;
  for await (const record of records) {
    chunk += `${count === 0 ? '' : ','}\n${toJsonLine(columns, toCells(record))}`;
    count += 1;
    if (count % RECORDS_A_CHUNK !== 0) continue;
    yield chunk;
    chunk = '';
  }
  yield `${chunk}${count === 0 ? '' : '\n'}]\n`;
}

/** A record of such an array: the columns are its keys. */
export function toJsonLine(columns: readonly string[], cells: readonly Cell[]): string {
  const named = columns.map((column, index) => [column, toJsonValue(cells[index] ?? null)] as const);
  return JSON.stringify(Object.fromEntries(named));
}

function toJsonValue(cell: Cell): string | number | null {
  if (typeof cell === 'bigint') return formatMoney(cell);
  return cell instanceof Date ? cell.toISOString() : cell;
}

/** An instant (epoch milliseconds) as it stands in JSON. */
export function toIso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
