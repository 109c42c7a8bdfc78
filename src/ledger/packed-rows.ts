import type { SqlValue } from './driver.ts';
import type { Sql } from './sql.ts';

/** JSON of the row's own is read with it: `json(column)`. */
type Packed = string | number | null | readonly Packed[];

/** Columns of a row, the first of which says where it stands among the others. */
export type PackedRow = readonly [order: number, ...others: readonly Packed[]];

/**
 * Rows as one JSON text, an array a column, in ascending order of their first column, whose values must differ: a row at
 * a time the driver takes many times as long. For texts, NULL and whole numbers up to 2^53: JSON.parse would round a
 * greater one unseen, where the driver throws.
 *
 * @param columns of the query, by their names.
 * @param query gives few rows: all are held at once, as text and as arrays.
 */
export function packedRows<T extends PackedRow>(
  sql: Sql,
  columns: readonly string[],
  query: string,
  ...values: SqlValue[]
): T[] {
  const arrays = columns.map((column) => `json_group_array(${column})`).join(', ');
  const packed = sql.get<{ arrays: string }>(
    `SELECT json_array(${arrays}) AS arrays FROM (${query})`,
    ...values,
  );
  const read = JSON.parse(packed?.arrays ?? '[[]]') as Packed[][];
  // SQLite hands each row to all of the arrays at once, so they are of one order.
  const rows = (read[0] ?? []).map((_, index) => read.map((column) => column[index]) as unknown as T);
  // That of the query already, if it has one; but SQLite promises none to what it gathers.
  return rows.sort((one, other) => one[0] - other[0]);
}
