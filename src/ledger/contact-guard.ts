import { isRepeat, isTooSoon, type ContactGuard } from '../core/contact-guard.ts';
import type { Contact } from '../core/history.ts';
import type { World } from '../core/run.ts';
import { hashText } from '../core/text-hash.ts';
import { knownContacts } from './contacts.ts';
import type { KeyHolder } from './hash-key.ts';
import { NOT_WITHHELD, readRecipients } from './recipients.ts';
import type { Sql } from './sql.ts';

/** Which ledger is asked, and how the contacts of purged runs are read. */
export interface ContactSource {
  readonly sql: Sql;
  readonly keys: KeyHolder;
}

/**
 * The positions of those recipients of a batch whom a run of another campaign has texted too short a while ago, or with
 * this very text; without those who are withheld already. Contacts of the run's own campaign don't count: its other runs
 * were over when this one was planned, since only one is open at a time, and the plan has judged them. Must be in a
 * transaction.
 *
 * @param now epoch milliseconds.
 * @throws LedgerError `damaged` where runs were purged and the key of their contacts is lost.
 */
export function contactedMeanwhile(
  { sql, keys }: ContactSource,
  runId: number,
  batch: number,
  now: number,
): ReadonlySet<number> {
  const rule = readRule(sql, runId);
  const found = new Set<number>();
  if (rule === null || !haveOthersTexted(sql, rule)) return found;
  const recipients = readRecipients(sql, runId, batch, NOT_WITHHELD);
  const byPhone = new Map(recipients.map((recipient) => [Number(recipient.phone.slice(1)), recipient]));
  for (const contact of knownContacts(sql, keys, rule.world, [...byPhone.keys()])) {
    const recipient = byPhone.get(contact.phone);
    if (recipient === undefined || contact.campaign === rule.campaign) continue;
    if (rule.forbids(contact, recipient.text, now)) found.add(recipient.position);
  }
  return found;
}

interface Rule {
  readonly world: World;
  readonly campaign: string;
  /** Whether somebody with this contact may not get the text now. */
  readonly forbids: (contact: Contact, text: string, now: number) => boolean;
}

/** Whether any run of another campaign was ever offered in this world: where none was, nobody needs to be looked up. */
function haveOthersTexted(sql: Sql, { world, campaign }: Rule): boolean {
  const query = `SELECT 1 AS yes FROM run
    WHERE world = ? AND campaign <> ? AND is_test = 0 AND state <> 'draft' AND started_at IS NOT NULL LIMIT 1`;
  return sql.get(query, world, campaign) !== null;
}

interface GuardRow {
  readonly world: World;
  readonly campaign: string;
  readonly retry_of: string | null;
  readonly planned_at: number;
  readonly repeat_guard_ms: number | null;
  readonly min_days_between: number | null;
}

/** Null where contacts don't matter to a run. */
function readRule(sql: Sql, runId: number): Rule | null {
  const row = sql.get<GuardRow>(
    `SELECT world, campaign, retry_of, planned_at, repeat_guard_ms, min_days_between FROM run
     WHERE id = ? AND is_test = 0 AND (retry_of IS NOT NULL OR coalesce(repeat_guard_ms, min_days_between) IS NOT NULL)`,
    runId,
  );
  if (row === null) return null;
  const forbids =
    row.retry_of === null ? forbidWithin(toGuard(row)) : forbidSince(sql, runId, row.planned_at);
  return { world: row.world, campaign: row.campaign, forbids };
}

function toGuard(row: GuardRow): ContactGuard {
  return { repeatGuardMs: row.repeat_guard_ms, minDaysBetween: row.min_days_between };
}

function forbidWithin(guard: ContactGuard): Rule['forbids'] {
  return (contact, text, now) =>
    isTooSoon(guard, contact, now) || isRepeat(guard, contact, hashText(text), now);
}

/**
 * A retry sends a text again on purpose, and its plan left out who had got it by another run: so does its offer with
 * those who got it since, however long ago that is. Clocks may be set back, the order of the runs doesn't change.
 */
function forbidSince(sql: Sql, runId: number, plannedAt: number): Rule['forbids'] {
  const after = new Set(
    sql
      .all<{ name: string }>("SELECT name FROM run WHERE id > ? AND state <> 'draft'", runId)
      .map(({ name }) => name),
  );
  return ({ at, run, textHash }, text) => (at >= plannedAt || after.has(run)) && textHash === hashText(text);
}
