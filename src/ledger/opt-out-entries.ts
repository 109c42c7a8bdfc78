import type { Act } from '../core/doubt.ts';
import type { OptOutEntry } from '../core/opt-out.ts';
import type { Sql } from './sql.ts';

/** When an entry is noted, and whose word it is: null for the provider's. */
export interface Noted {
  readonly at: number;
  readonly who: string | null;
}

/**
 * Adds one entry unless it is there, and notes that the provider has it. Returns 1 when it is new. Must be in a
 * transaction: the log tells of every entry that comes or goes.
 */
export function addOptOut(
  sql: Sql,
  { phone, from, world, source, isSeen = false }: OptOutEntry,
  { at, who }: Noted,
): 0 | 1 {
  const added = sql.run(
    'INSERT OR IGNORE INTO opt_out (phone, sender, world, source, at, seen_at) VALUES (?, ?, ?, ?, ?, ?)',
    phone,
    from,
    world,
    source,
    at,
    isSeen ? at : null,
  );
  if (added === 1) {
    sql.run(LOG, phone, from, world, at, 'opted-out', source, who);
    return 1;
  }
  // Two may read the list at once, or a clock be set back: what was seen later stays seen then.
  if (isSeen) {
    sql.run(
      'UPDATE opt_out SET seen_at = max(coalesce(seen_at, 0), ?) WHERE phone = ? AND sender = ? AND world = ?',
      at,
      phone,
      from,
      world,
    );
  }
  return 0;
}

const LOG = `INSERT INTO opt_out_log (phone, sender, world, at, act, source, who) VALUES (?, ?, ?, ?, ?, ?, ?)`;

/** Removes entries, each with its line in the log. Returns how many. Must be in a transaction. */
export function removeEntries(
  sql: Sql,
  where: string,
  values: readonly (string | number)[],
  { at, who }: Act,
): number {
  const rows = sql.all<{ phone: number; sender: number; world: string; source: string }>(
    `SELECT phone, sender, world, source FROM opt_out WHERE ${where}`,
    ...values,
  );
  for (const { phone, sender, world, source } of rows) {
    sql.run('DELETE FROM opt_out WHERE phone = ? AND sender = ? AND world = ?', phone, sender, world);
    sql.run(LOG, phone, sender, world, at, 'removed', source, who);
  }
  return rows.length;
}
