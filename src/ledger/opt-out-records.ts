import type { OptOut, OptOutReader } from '../core/opt-out.ts';
import type { World } from '../core/run.ts';
import { inTurn } from './in-turn.ts';
import type { Sql } from './sql.ts';

const ROWS_A_READ = 10_000;

interface OptOutRow {
  readonly phone: number;
  readonly sender: number;
  readonly world: OptOut['world'];
  readonly source: string;
  readonly at: number;
  readonly seen_at: number | null;
}

/** Reads the list of opt-outs. What counts in any world counts in each. */
export function optOutReader(sql: Sql): OptOutReader {
  return {
    optOuts: (world) => readOptOuts(sql, world),
    optOutsReadAt: (world) => inTurn(() => optOutsReadAt(sql, world)),
  };
}

async function* readOptOuts(sql: Sql, world: World | 'any'): AsyncGenerator<readonly OptOut[]> {
  let after: readonly [phone: number, from: number, world: string] = [0, -1, ''];
  for (;;) {
    const last = after;
    const entries = await inTurn(() => readEntries(sql, PAGE, ...last, world));
    const end = entries.at(-1);
    if (end === undefined) return;
    after = [end.phone, end.from, end.world];
    yield entries;
  }
}

const PAGE = `(o.phone, o.sender, o.world) > (?1, ?2, ?3) AND (o.world IN (?4, 'any') OR ?4 = 'any')`;

/**
 * Entries of the list, in order of the phone, at most 10,000. The provider knows of an entry for all of ours when it
 * has shown one of them.
 *
 * @param where of `opt_out o`
 */
export function readEntries(sql: Sql, where: string, ...values: readonly (string | number)[]): OptOut[] {
  return sql.all<OptOutRow>(`${ENTRIES} WHERE ${where} ${IN_ORDER}`, ...values).map(toOptOut);
}

const ENTRIES = `SELECT o.phone, o.sender, o.world, o.source, o.at,
  coalesce(o.seen_at, (SELECT max(s.seen_at) FROM opt_out s
    WHERE s.phone = o.phone AND s.world = iif(o.world = 'any', 'live', o.world)
      AND (o.sender = 0 OR s.sender IN (0, o.sender)))) AS seen_at
  FROM opt_out o`;
const IN_ORDER = `ORDER BY o.phone, o.sender, o.world LIMIT ${ROWS_A_READ}`;

function toOptOut(row: OptOutRow): OptOut {
  return {
    phone: row.phone,
    from: row.sender,
    world: row.world,
    source: row.source,
    at: row.at,
    seenAt: row.seen_at,
  };
}

function optOutsReadAt(sql: Sql, world: World): number | null {
  return sql.get<{ at: number }>('SELECT at FROM opt_out_reading WHERE world = ?', world)?.at ?? null;
}

/**
 * The recipients of a batch that have opted out by now and are not withheld yet: `r` is the recipient. Parameters: 1 the
 * run, 2 the batch.
 */
export const OPTED_OUT_NOW = `FROM recipient r JOIN batch b ON b.run_id = r.run_id AND b.number = r.batch
  JOIN run ON run.id = r.run_id
  WHERE r.run_id = ?1 AND r.batch = ?2
    AND EXISTS (SELECT 1 FROM opt_out o WHERE o.phone = r.phone AND o.world IN (run.world, 'any')
      AND (run.opt_out_scope = 'all' OR o.sender IN (0, CAST(substr(b.sender, 2) AS INTEGER))))
    AND NOT EXISTS (SELECT 1 FROM withheld w
      WHERE w.run_id = r.run_id AND w.batch = r.batch AND w.position = r.position)`;
