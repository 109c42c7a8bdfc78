import type { Act } from '../core/doubt.ts';
import type { OptOut, OptOutChange, OptOutEditor } from '../core/opt-out.ts';
import type { World } from '../core/run.ts';
import { optOutReader } from './opt-out-records.ts';
import type { Sql } from './sql.ts';
import type { Write } from './write.ts';

/** What is added to the list. */
export type OptOutEntry = Pick<OptOut, 'phone' | 'from' | 'world' | 'source'>;

/** Writes a person's word on opt-outs, and reads the list. */
export function optOutEditor(sql: Sql, write: Write): OptOutEditor {
  return {
    ...optOutReader(sql),
    addOptOuts: (entries, act) => write(() => addOptOuts(sql, entries, act)),
    removeOptOuts: (phones, act) => write(() => removeOptOuts(sql, phones, act)),
    pruneOptOuts: (world, act) => write(() => pruneOptOuts(sql, world, act)),
  };
}

function addOptOuts(sql: Sql, entries: readonly OptOutEntry[], { at, who }: Act): OptOutChange {
  let added = 0;
  for (const entry of entries) added += addOptOut(sql, entry, { at, who, isSeen: false });
  return { added, known: entries.length - added };
}

/** Adds one entry unless it is there. Returns 1 when it is new. */
export function addOptOut(
  sql: Sql,
  { phone, from, world, source }: OptOutEntry,
  { at, who, isSeen }: { readonly at: number; readonly who: string | null; readonly isSeen: boolean },
): 0 | 1 {
  const seenAt = isSeen ? at : null;
  const changed = sql.run(
    'INSERT OR IGNORE INTO opt_out (phone, sender, world, source, at, seen_at) VALUES (?, ?, ?, ?, ?, ?)',
    phone,
    from,
    world,
    source,
    at,
    seenAt,
  );
  if (changed === 0) {
    if (isSeen) {
      sql.run(
        'UPDATE opt_out SET seen_at = ? WHERE phone = ? AND sender = ? AND world = ?',
        at,
        phone,
        from,
        world,
      );
    }
    return 0;
  }
  sql.run(LOG, phone, from, world, at, 'opted-out', source, who);
  return 1;
}

const LOG = `INSERT INTO opt_out_log (phone, sender, world, at, act, source, who) VALUES (?, ?, ?, ?, ?, ?, ?)`;

function removeOptOuts(sql: Sql, phones: readonly number[], act: Act): number {
  return phones.reduce((sum, phone) => sum + remove(sql, 'phone = ?', [phone], act), 0);
}

// What a list of a whole reading no longer shows was taken back at the provider, most likely by the recipient.
function pruneOptOuts(sql: Sql, world: World, act: Act): number {
  return remove(
    sql,
    `world = ?1 AND source = 'provider' AND seen_at < (SELECT at FROM opt_out_reading r WHERE r.world = ?1)`,
    [world],
    act,
  );
}

function remove(sql: Sql, where: string, values: readonly (string | number)[], { at, who }: Act): number {
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
