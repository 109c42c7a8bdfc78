import type { Contact, HistoryLedger } from '../core/history.ts';
import type { World } from '../core/run.ts';
import { contactsUnderWay, hasContactsUnderWay } from './contacts-under-way.ts';
import { failedRecipients } from './failed-recipients.ts';
import type { KeyHolder } from './hash-key.ts';
import { inTurn } from './in-turn.ts';
import { optOutReader } from './opt-out-records.ts';
import { hasPurgedContacts, purgedContactsOf, purgedRecipientsAmong } from './purged-records.ts';
import type { Sql } from './sql.ts';

const ROWS_A_READ = 10_000;
/** SQLite takes up to 32,766 parameters; one statement of a fixed size is prepared once. */
const PHONES_A_QUERY = 500;

/** Reads what earlier runs tell of phones. */
export function historyLedger(sql: Sql, keys: KeyHolder): HistoryLedger {
  return {
    ...optOutReader(sql),
    badNumbers: (world) =>
      readByPhone(sql, 'SELECT phone, code, at FROM bad_number WHERE world = ?1 AND phone > ?2', world),
    hasContacts: (world) =>
      inTurn(
        () =>
          sql.get('SELECT 1 AS yes FROM contact WHERE world = ? LIMIT 1', world) !== null ||
          hasPurgedContacts(sql, world) ||
          hasContactsUnderWay(sql, world),
      ),
    contactsOf: (world, phones) => inTurn(() => knownContacts(sql, keys, world, phones)),
    phonesOf: (runId) => phonesOf(sql, runId),
    recipientsAmong: (runId, phones) => inTurn(() => purgedRecipientsAmong(sql, keys, runId, phones)),
    failedRecipients: (runId) => failedRecipients(sql, runId),
  };
}

async function* readByPhone<T extends { readonly phone: number }>(
  sql: Sql,
  query: string,
  first: string | number,
): AsyncGenerator<readonly T[]> {
  for (let after = 0; ;) {
    const from = after;
    const rows = await inTurn(() => sql.all<T>(`${query} ORDER BY phone LIMIT ${ROWS_A_READ}`, first, from));
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.phone;
    yield rows;
  }
}

async function* phonesOf(sql: Sql, runId: number): AsyncGenerator<readonly number[]> {
  const rows = readByPhone<{ phone: number }>(
    sql,
    'SELECT phone FROM run_phone WHERE run_id = ?1 AND phone > ?2',
    runId,
  );
  for await (const chunk of rows) yield chunk.map(({ phone }) => phone);
}

interface ContactRow {
  readonly phone: number;
  readonly text_hash: number;
  readonly sender: string;
  readonly campaign: string;
  readonly name: string;
  readonly at: number;
}

const CONTACTS = `SELECT c.phone, c.text_hash, b.sender, run.campaign, run.name, c.at FROM contact c
  JOIN batch b ON b.run_id = c.run_id AND b.number = c.batch JOIN run ON run.id = c.run_id
  WHERE c.world = ? AND run.finished_at IS NOT NULL AND c.phone IN (${Array.from({ length: PHONES_A_QUERY }, () => '?').join(', ')})`;

/** All contacts with these phones, in no order, those of purged runs and of runs that aren't over as well. */
export function knownContacts(
  sql: Sql,
  keys: KeyHolder,
  world: World,
  phones: readonly number[],
): readonly Contact[] {
  return [
    ...contactsOf(sql, world, phones),
    ...purgedContactsOf(sql, keys, world, phones),
    ...contactsUnderWay(sql, world, phones),
  ];
}

function contactsOf(sql: Sql, world: World, phones: readonly number[]): Contact[] {
  const found: Contact[] = [];
  for (let start = 0; start < phones.length; start += PHONES_A_QUERY) {
    const group = phones.slice(start, start + PHONES_A_QUERY);
    while (group.length < PHONES_A_QUERY) group.push(0);
    for (const row of sql.all<ContactRow>(CONTACTS, world, ...group)) found.push(toContact(row));
  }
  return found;
}

function toContact(row: ContactRow): Contact {
  return {
    phone: row.phone,
    textHash: row.text_hash,
    from: row.sender,
    campaign: row.campaign,
    run: row.name,
    at: row.at,
  };
}
