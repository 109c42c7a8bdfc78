import { DefectError } from '../core/error.ts';
import type { Act } from '../core/doubt.ts';
import type { PurgeLedger } from '../core/purge.ts';
import { eraseFiles } from './erase.ts';
import type { KeyHolder } from './hash-key.ts';
import { inTurn } from './in-turn.ts';
import { note } from './journal.ts';
import { wipe } from './plan-ledger.ts';
import { keepHashes } from './purged-records.ts';
import { holdOf, purgeReader, readLeftovers } from './purge-survey.ts';
import { readRun } from './report-ledger.ts';
import type { Sql } from './sql.ts';
import { openWrite, type Write } from './write.ts';

/** Takes numbers and texts out of the ledger. */
export function purgeLedger(sql: Sql, epoch: number, keys: KeyHolder): PurgeLedger {
  const inTransaction = openWrite(sql, epoch);
  // What is freed is zeroed at once, also where `erase` is never reached.
  const write: Write = (work) =>
    inTurn(() => {
      sql.exec('PRAGMA secure_delete = ON');
    }).then(() => inTransaction(work));
  return {
    ...purgeReader(sql),
    purgeRun: (runId, act) => write(() => purgeRun(sql, epoch, keys, runId, act)),
    purgeLeftovers: (cut, act) => write(() => purgeLeftovers(sql, cut, act)),
    erase: () => write(() => undefined).then(() => eraseFiles(sql)),
  };
}

function purgeRun(sql: Sql, epoch: number, keys: KeyHolder, runId: number, { at, who }: Act): boolean {
  const run = readRun(sql, runId);
  if (run === null) throw new DefectError(`there is no run ${runId}`);
  if (run.purgedAt !== null) return false;
  const hold = holdOf(sql, run, at);
  if (hold !== null) throw new DefectError(`${run.name} can not be purged: it is ${hold.why}`);
  const key = keys.readOrMake(at);
  markErasure(sql, at);
  sql.run(
    `UPDATE run SET purged_at = ?, reported_at = NULL, template = '[]', pause_detail = NULL,
       source_sha256 = ?, settings_sha256 = ? WHERE id = ?`,
    at,
    ...keyedSource(sql, keys, runId),
    runId,
  );
  keepHashes(sql, key, runId);
  for (const statement of STATEMENTS) sql.run(statement, runId);
  const detail = `${run.recipients} recipients, ${run.rejectedRows} rejected rows`;
  note(sql, { runId, at, epoch, who, kind: 'purged', detail });
  return true;
}

/** A file of one row could be guessed by its hash as well as its number. */
function keyedSource(sql: Sql, keys: KeyHolder, runId: number): [source: string, settings: string] {
  const row = sql.get<{ source: string; settings: string }>(
    'SELECT source_sha256 AS source, settings_sha256 AS settings FROM run WHERE id = ?',
    runId,
  );
  const { word } = keys.read();
  return [word(row?.source ?? ''), word(row?.settings ?? '')];
}

/** The reasons that quote no cell. */
const BARE_REASONS = `('missing-phone', 'opted-out', 'excluded', 'contacted-recently', 'missing-variable',
  'empty-text', 'column-count')`;
/** Entries with the provider's words: these may quote anything. */
const FOREIGN_WORDS = "('refused', 'not-taken', 'in-doubt', 'alarm')";

/** Parameter: the run. A number makes way for its area code and a negative one that is nobody's. */
const STATEMENTS = [
  `UPDATE recipient SET area = CAST(substr(phone, 1, 4) AS INTEGER), phone = -(batch * 10001 + position),
     placeholders = NULL, text = NULL WHERE run_id = ?`,
  'DELETE FROM run_phone WHERE run_id = ?',
  "UPDATE message SET phone = '' WHERE run_id = ?",
  'UPDATE provider_rejection SET phone = NULL, description = NULL WHERE run_id = ?',
  `UPDATE rejected_row SET phone = '', cells = '[]',
     reason = iif(code IN ${BARE_REASONS}, reason, '') WHERE run_id = ?`,
  "UPDATE offer SET body_sha256 = '', reason = NULL WHERE run_id = ?",
  `UPDATE batch SET body_sha256 = NULL, seen = NULL, problem = iif(state = 'duplicated', problem, NULL)
     WHERE run_id = ?`,
  `UPDATE journal SET detail = '' WHERE run_id = ? AND kind IN ${FOREIGN_WORDS}`,
];

function purgeLeftovers(sql: Sql, cut: number, { at }: Act): void {
  const { badNumbers, drafts } = readLeftovers(sql, cut);
  if (badNumbers + drafts === 0) return;
  markErasure(sql, at);
  sql.run('DELETE FROM bad_number WHERE at < ?', cut);
  for (const { id } of sql.all<{ id: number }>("SELECT id FROM run WHERE state = 'draft'")) wipe(sql, id);
}

function markErasure(sql: Sql, at: number): void {
  sql.run('INSERT OR IGNORE INTO erasure (id, since) VALUES (1, ?)', at);
}
