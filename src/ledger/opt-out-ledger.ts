import type { Act } from '../core/doubt.ts';
import type { OptOut, OptOutChange, OptOutEditor, OptOutEntry } from '../core/opt-out.ts';
import type { World } from '../core/run.ts';
import { inTurn } from './in-turn.ts';
import { addOptOut, removeEntries } from './opt-out-entries.ts';
import { optOutRecorder } from './opt-out-recorder.ts';
import { optOutReader, readEntries } from './opt-out-records.ts';
import type { Sql } from './sql.ts';
import type { Write } from './write.ts';

/** Writes a person's word on opt-outs, and reads the list. */
export function optOutEditor(sql: Sql, write: Write): OptOutEditor {
  return {
    ...optOutReader(sql),
    ...optOutRecorder(sql, write),
    addOptOuts: (entries, act) => write(() => addOptOuts(sql, entries, act)),
    findOptOuts: (phones) => inTurn(() => findOptOuts(sql, phones)),
    removeOptOuts: (phones, act) => write(() => removeOptOuts(sql, phones, act)),
    countDelisted: (world) => inTurn(() => countDelisted(sql, world)),
    pruneOptOuts: (world, act) => write(() => removeEntries(sql, DELISTED, [world], act)),
    untoldOptOuts: (world, from) => readUntold(sql, world, from),
  };
}

function addOptOuts(sql: Sql, entries: readonly OptOutEntry[], act: Act): OptOutChange {
  let added = 0;
  for (const entry of entries) added += addOptOut(sql, entry, act);
  return { added, known: entries.length - added };
}

function findOptOuts(sql: Sql, phones: readonly number[]): OptOut[] {
  return [...phones].sort((a, b) => a - b).flatMap((phone) => readEntries(sql, 'o.phone = ?', phone));
}

function removeOptOuts(sql: Sql, phones: readonly number[], act: Act): number {
  return phones.reduce((sum, phone) => sum + removeEntries(sql, 'phone = ?', [phone], act), 0);
}

/**
 * What a list of a whole reading no longer shows was taken back at the provider, most likely by the recipient. Whatever
 * any reading has seen since the beginning of the last whole one is left alone. Parameter: the world.
 */
const DELISTED = `world = ?1 AND source = 'provider'
  AND seen_at < (SELECT at FROM opt_out_reading r WHERE r.world = ?1)`;

function countDelisted(sql: Sql, world: World): number {
  return sql.get<{ n: number }>(`SELECT count(*) AS n FROM opt_out WHERE ${DELISTED}`, world)?.n ?? 0;
}

const PHONES_A_CHUNK = 1000;

async function* readUntold(
  sql: Sql,
  world: World,
  from: number,
): AsyncGenerator<readonly Pick<OptOut, 'phone' | 'source'>[]> {
  for (let after = 0; ;) {
    const last = after;
    const rows = await inTurn(() =>
      sql.all<{ phone: number; source: string }>(UNTOLD, last, world, from, PHONES_A_CHUNK),
    );
    if (rows.length === 0) return;
    after = rows.at(-1)?.phone ?? Infinity;
    yield rows.map(({ phone, source }) => ({ phone, source }));
  }
}

// Of several entries of a phone the oldest gives its source: SQLite takes bare columns from the row of the minimum
// (sqlite.org/lang_select.html, "Bare columns in an aggregate query").
const UNTOLD = `SELECT o.phone, o.source, min(o.at) FROM opt_out o
  WHERE o.phone > ?1 AND o.world IN (?2, 'any') AND o.sender IN (0, ?3) AND o.source <> 'provider'
    AND NOT EXISTS (SELECT 1 FROM opt_out s WHERE s.phone = o.phone AND s.world = ?2 AND s.sender IN (0, ?3)
      AND s.seen_at IS NOT NULL)
  GROUP BY o.phone ORDER BY o.phone LIMIT ?4`;
