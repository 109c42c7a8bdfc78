import type { Contact } from '../core/history.ts';
import type { World } from '../core/run.ts';
import type { HashKey, KeyHolder } from './hash-key.ts';
import { insertRows } from './insert-rows.ts';
import type { Sql } from './sql.ts';

const ROWS_A_READ = 10_000;
/** As in contacts.ts: a statement of a fixed size is prepared once. */
const HASHES_A_QUERY = 500;
const MARKS = Array.from({ length: HASHES_A_QUERY }, () => '?').join(', ');

/** Puts keyed hashes in the place of a run's recipients and contacts. Must be in a transaction. */
export function keepHashes(sql: Sql, key: HashKey, runId: number): void {
  for (let after = 0; ;) {
    const phones = sql
      .all<{ phone: number }>(
        `SELECT phone FROM run_phone WHERE run_id = ? AND phone > ? ORDER BY phone LIMIT ${ROWS_A_READ}`,
        runId,
        after,
      )
      .map(({ phone }) => phone);
    const last = phones.at(-1);
    if (last === undefined) return;
    const hashes = new Map(phones.map((phone) => [phone, key.phone(phone)]));
    // In their own order: in that of the phones each would go to another page.
    const sorted = [...hashes.values()].sort();
    insertRows(sql, 'purged_recipient (run_id, phone_hash)', 2, sorted.length, (values, index) =>
      values.push(runId, sorted[index] ?? ''),
    );
    keepContacts(sql, { key, hashes }, runId, [after, last]);
    after = last;
  }
}

interface ContactRow {
  readonly phone: number;
  readonly world: World;
  readonly text_hash: number;
  readonly batch: number;
  readonly at: number;
}

const BETWEEN = 'FROM contact WHERE phone > ? AND phone <= ? AND run_id = ?';

function keepContacts(
  sql: Sql,
  { key, hashes }: { readonly key: HashKey; readonly hashes: ReadonlyMap<number, string> },
  runId: number,
  [after, last]: readonly [after: number, last: number],
): void {
  const rows = sql.all<ContactRow>(
    `SELECT phone, world, text_hash, batch, at ${BETWEEN}`,
    after,
    last,
    runId,
  );
  insertRows(
    sql,
    'purged_contact (world, phone_hash, run_id, sealed_text, batch, at)',
    6,
    rows.length,
    (values, index) => {
      const row = rows[index];
      if (row === undefined) return;
      const covered = key.cover(row.text_hash, row.phone, runId);
      values.push(row.world, hashes.get(row.phone) ?? '', runId, covered, row.batch, row.at);
    },
  );
  sql.run(`DELETE ${BETWEEN}`, after, last, runId);
}

/** Whether anybody was contacted in this world by a run that is purged. */
export function hasPurgedContacts(sql: Sql, world: World): boolean {
  return sql.get('SELECT 1 AS yes FROM purged_contact WHERE world = ? LIMIT 1', world) !== null;
}

interface PurgedContactRow {
  readonly phone_hash: string;
  readonly run_id: number;
  readonly sealed_text: number;
  readonly sender: string;
  readonly campaign: string;
  readonly name: string;
  readonly at: number;
}

const CONTACTS = `SELECT c.phone_hash, c.run_id, c.sealed_text, b.sender, run.campaign, run.name, c.at FROM purged_contact c
  JOIN batch b ON b.run_id = c.run_id AND b.number = c.batch JOIN run ON run.id = c.run_id
  WHERE c.world = ? AND c.phone_hash IN (${MARKS})`;

/**
 * The contacts that purged runs had with these phones.
 *
 * @throws LedgerError `damaged` where there are some and the key of their hashes is lost.
 */
export function purgedContactsOf(
  sql: Sql,
  keys: KeyHolder,
  world: World,
  phones: readonly number[],
): Contact[] {
  if (!hasPurgedContacts(sql, world)) return [];
  const key = keys.read();
  return byHash(key, phones).flatMap(({ hashes, phoneOf }) =>
    sql.all<PurgedContactRow>(CONTACTS, world, ...hashes).map((row) => {
      const phone = phoneOf.get(row.phone_hash) ?? 0;
      return {
        phone,
        textHash: key.cover(row.sealed_text, phone, row.run_id),
        from: row.sender,
        campaign: row.campaign,
        run: row.name,
        at: row.at,
      };
    }),
  );
}

const RECIPIENTS = `SELECT phone_hash FROM purged_recipient WHERE run_id = ? AND phone_hash IN (${MARKS})`;

/** Which of these phones are recipients of a purged run. */
export function purgedRecipientsAmong(
  sql: Sql,
  keys: KeyHolder,
  runId: number,
  phones: readonly number[],
): number[] {
  return byHash(keys.read(), phones).flatMap(({ hashes, phoneOf }) =>
    sql
      .all<{ phone_hash: string }>(RECIPIENTS, runId, ...hashes)
      .map((row) => phoneOf.get(row.phone_hash) ?? 0),
  );
}

/** Groups of a fixed number of hashes, the last one filled up, with the phone of each. */
function byHash(
  key: HashKey,
  phones: readonly number[],
): { readonly hashes: readonly string[]; readonly phoneOf: ReadonlyMap<string, number> }[] {
  const groups = [];
  for (let start = 0; start < phones.length; start += HASHES_A_QUERY) {
    const phoneOf = new Map(
      phones.slice(start, start + HASHES_A_QUERY).map((phone) => [key.phone(phone), phone]),
    );
    const hashes = [...phoneOf.keys()];
    while (hashes.length < HASHES_A_QUERY) hashes.push('');
    groups.push({ hashes, phoneOf });
  }
  return groups;
}
