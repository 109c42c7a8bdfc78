import type { SqlValue } from './driver.ts';
import type { Sql } from './sql.ts';

/** More rows a call gain nothing: by then SQLite's own work is what is left. */
const ROWS_A_CALL = 64;

/**
 * Inserts many rows with few calls. Must be in a transaction, which ends with the first row that breaks a rule.
 *
 * @param into the table with its columns: `recipient (run_id, phone)`.
 * @param width how many columns that are.
 * @param push pushes the values of the row at an index.
 */
export function insertRows(
  sql: Sql,
  into: string,
  width: number,
  count: number,
  push: (values: SqlValue[], index: number) => void,
): void {
  const many = sql.statement(insertion(into, width, ROWS_A_CALL));
  const one = sql.statement(insertion(into, width, 1));
  let values: SqlValue[] = [];
  for (let index = 0; index < count; index++) {
    push(values, index);
    if (values.length < ROWS_A_CALL * width) continue;
    many.run(...values);
    values = [];
  }
  for (let at = 0; at < values.length; at += width) one.run(...values.slice(at, at + width));
}

// OR ROLLBACK, because a plain INSERT of several rows copies every page that it touches to a temporary file, so as to
// undo itself alone (sqlite.org/tempfiles.html, section 2.6): slower than a call a row. We undo the whole transaction.
function insertion(into: string, width: number, rows: number): string {
  const row = `(${Array.from({ length: width }, () => '?').join(', ')})`;
  return `INSERT OR ROLLBACK INTO ${into} VALUES ${Array.from({ length: rows }, () => row).join(', ')}`;
}
