import type { SqlValue } from './driver.ts';
import type { Sql } from './sql.ts';

/** JSON of the row's own is read with it: `json(column)`. */
type Packed = string | number | null | readonly Packed[];

/** Columns of a row, the first of which says where it stands among the others. */
export type PackedRow = readonly [order: number, ...others: readonly Packed[]];

/**
 * Rows as one JSON text, in ascending order of their first column, whose values must differ: a row at a time the driver
 * takes six times as long. For texts, NULL and whole numbers up to 2^53: JSON.parse would round a greater one unseen,
 * where the driver throws.
 *
 * @param columns of the query, by their names.
 * @param query gives few rows: all are held at once, as text and as arrays.
 */
export function packedRows<T extends PackedRow>(
  sql: Sql,
  columns: string,
  query: string,
  ...values: SqlValue[]
): T[] {
  const packed = sql.get<{ rows: string }>(
    `SELECT json_group_array(json_array(${columns})) AS rows FROM (${query})`,
    ...values,
  );
  const rows = JSON.parse(packed?.rows ?? '[]') as T[];
  // In that order already, if the query says so; but SQLite promises none to what it gathers.
  return rows.sort((one, other) => one[0] - other[0]);
}
