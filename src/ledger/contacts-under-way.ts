import type { Contact } from '../core/history.ts';
import { textOf, type FrozenTemplate } from '../core/recipient.ts';
import type { World } from '../core/run.ts';
import { hashText } from '../core/text-hash.ts';
import { insertRows } from './insert-rows.ts';
import { packedRows } from './packed-rows.ts';
import { OFFERED } from './recipients.ts';
import type { Sql } from './sql.ts';

/** As in contacts.ts: a statement of a fixed size is prepared once. */
const PHONES_A_QUERY = 500;
const ROWS_A_WRITE = 10_000;

interface UnderWay {
  readonly id: number;
  readonly name: string;
  readonly campaign: string;
  readonly template: string;
}

/**
 * A run that isn't over tells its contacts by its batches: whoever is in one that was offered. At the end of the run they
 * are listed, in order of the phones; to keep that list at every offer would cost more than all else of it. A test
 * contacts nobody: who tries a campaign on their own phone must not be missing from it afterwards.
 */
const UNDER_WAY = `SELECT id, name, campaign, template FROM run
  WHERE world = ? AND is_test = 0 AND state IN ('open', 'cancelled') AND finished_at IS NULL AND started_at IS NOT NULL`;

/** Whom a run has contacted: `p` is the number, `r` the recipient, `b` the batch. An offer that wasn't taken has no time. */
const CONTACTED = `FROM run_phone p JOIN batch b ON b.run_id = p.run_id AND b.number = p.batch
  JOIN recipient r ON r.run_id = p.run_id AND r.batch = p.batch AND r.position = p.position
  WHERE b.submitted_at IS NOT NULL AND ${OFFERED}`;

/** Whether anybody was contacted in this world by a run that isn't over. */
export function hasContactsUnderWay(sql: Sql, world: World): boolean {
  const query = `SELECT 1 AS yes FROM (${UNDER_WAY}) u JOIN batch b ON b.run_id = u.id
    WHERE b.submitted_at IS NOT NULL LIMIT 1`;
  return sql.get(query, world) !== null;
}

interface Row {
  readonly phone: number;
  readonly placeholders: string | null;
  readonly text: string | null;
  readonly sender: string;
  readonly at: number;
}

const OF_PHONES = `SELECT p.phone, r.placeholders, r.text, b.sender, b.submitted_at AS at ${CONTACTED}
  AND p.run_id = ? AND p.phone IN (${Array.from({ length: PHONES_A_QUERY }, () => '?').join(', ')})`;

/** The contacts that runs which aren't over had with these phones, in no order. */
export function contactsUnderWay(sql: Sql, world: World, phones: readonly number[]): Contact[] {
  return sql.all<UnderWay>(UNDER_WAY, world).flatMap((run) => contactsOfRun(sql, run, phones));
}

function contactsOfRun(sql: Sql, run: UnderWay, phones: readonly number[]): Contact[] {
  const template = parseTemplate(run);
  const found: Contact[] = [];
  for (let start = 0; start < phones.length; start += PHONES_A_QUERY) {
    const group = phones.slice(start, start + PHONES_A_QUERY);
    while (group.length < PHONES_A_QUERY) group.push(0);
    for (const { phone, placeholders, text, sender, at } of sql.all<Row>(OF_PHONES, run.id, ...group)) {
      const textHash = hashText(textOf(template, placeholders, text));
      found.push({ phone, textHash, from: sender, campaign: run.campaign, run: run.name, at });
    }
  }
  return found;
}

function parseTemplate({ template }: Pick<UnderWay, 'template'>): FrozenTemplate {
  return { pieces: JSON.parse(template) as string[] };
}

type ContactTuple = [
  phone: number,
  batch: number,
  placeholders: string | null,
  text: string | null,
  at: number,
];

const CONTACT_COLUMNS = ['phone', 'batch', 'placeholders', 'text', 'at'];
const PAGE = `SELECT p.phone, p.batch, r.placeholders, r.text, b.submitted_at AS at ${CONTACTED}
  AND p.run_id = ? AND p.phone > ? ORDER BY p.phone LIMIT ${ROWS_A_WRITE}`;

/**
 * Lists contacts of a run that comes to its end: a piece of them, in order of the phones. Must be in a transaction.
 *
 * @param after the phone that the last piece ended with.
 * @returns the phone that this piece ends with, null where it is the last one.
 */
export function listContacts(sql: Sql, runId: number, after: number): number | null {
  const run = sql.get<UnderWay & { readonly world: World }>(
    "SELECT id, name, campaign, template, world FROM run WHERE id = ? AND is_test = 0 AND state <> 'draft'",
    runId,
  );
  if (run === null) return null;
  const rows = packedRows<ContactTuple>(sql, CONTACT_COLUMNS, PAGE, runId, after);
  const last = rows.length < ROWS_A_WRITE ? null : (rows.at(-1)?.[0] ?? null);
  // An end that was cut off is made again from its beginning, and an earlier version listed at each offer.
  const until = last ?? Number.MAX_SAFE_INTEGER;
  sql.run('DELETE FROM contact WHERE phone > ? AND phone <= ? AND run_id = ?', after, until, runId);
  const template = parseTemplate(run);
  insertRows(sql, 'contact (phone, world, text_hash, run_id, batch, at)', 6, rows.length, (values, index) => {
    const row = rows[index];
    if (row === undefined) return;
    const [phone, batch, placeholders, text, at] = row;
    values.push(phone, run.world, hashText(textOf(template, placeholders, text)), runId, batch, at);
  });
  return last;
}
