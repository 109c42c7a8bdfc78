import { DefectError } from '../core/error.ts';
import type { FrozenRun } from '../core/frozen-run.ts';
import type { Placement, PlanLedger, PlannedBatch } from '../core/ledger.ts';
import type { RecipientColumns, RejectedRow } from '../core/recipient.ts';
import { tellPlanned, type Run, type RunState } from '../core/run.ts';
import { insertRows } from './insert-rows.ts';
import { note } from './journal.ts';
import { formatLimits } from './limits-text.ts';
import { readRun } from './report-ledger.ts';
import type { Sql } from './sql.ts';
import { openWrite } from './write.ts';

const RECIPIENT = 'recipient (run_id, batch, position, line, phone, placeholders, text, segments)';
const REJECTED_ROW = 'rejected_row (run_id, line, phone, code, reason, cells)';

/** Writes plans. A draft is invisible to everything else until `freeze` makes it a run. */
export function planLedger(sql: Sql, epoch: number): PlanLedger {
  const write = openWrite(sql, epoch);
  return {
    beginDraft: (campaign, at) =>
      write(() => {
        sql.all<{ id: number }>("SELECT id FROM run WHERE state = 'draft'").forEach((draft) => {
          wipe(sql, draft.id);
        });
        return sql.insert(
          "INSERT INTO run (campaign, state, planned_at) VALUES (?, 'draft', ?)",
          campaign,
          at,
        );
      }),
    addRecipients: (draft, recipients, placement) =>
      write(() => insertRecipients(sql, draft, recipients, placement)),
    addRejectedRows: (draft, rows) => write(() => insertRejectedRows(sql, draft, rows)),
    freeze: (draft, run, batches) => write(() => freeze(sql, epoch, draft, run, batches)),
    discardDraft: (draft) => write(() => wipe(sql, draft)),
  };
}

function insertRecipients(sql: Sql, draft: number, columns: RecipientColumns, placement: Placement): void {
  assertDraft(sql, draft);
  const { batch, position } = placement;
  const { line, phone, values: placeholders, text, segments } = columns;
  insertRows(sql, RECIPIENT, 8, phone.length, (row, i) =>
    row.push(
      draft,
      batch[i] ?? 0,
      position[i] ?? 0,
      line[i] ?? 0,
      phone[i] ?? 0,
      placeholders[i] ?? null,
      text[i] ?? null,
      segments[i] ?? 0,
    ),
  );
}

/** What is frozen takes nothing more. Asked once a chunk: a trigger would ask once a row. */
function assertDraft(sql: Sql, draft: number): void {
  const state = sql.get<{ state: RunState }>('SELECT state FROM run WHERE id = ?', draft)?.state;
  if (state !== 'draft') throw new DefectError(`run ${draft} is not a draft: ${state ?? 'there is none'}`);
}

function insertRejectedRows(sql: Sql, draft: number, rows: readonly RejectedRow[]): void {
  assertDraft(sql, draft);
  insertRows(sql, REJECTED_ROW, 6, rows.length, (values, index) => {
    const row = rows[index];
    if (row === undefined) return;
    values.push(draft, row.line, row.phone, row.code, row.reason, JSON.stringify(row.cells));
  });
}

function freeze(
  sql: Sql,
  epoch: number,
  draft: number,
  run: FrozenRun,
  batches: readonly PlannedBatch[],
): Run {
  const rejected = count(sql, 'rejected_row', draft);
  const recipients = count(sql, 'recipient', draft);
  if (recipients !== run.recipients || recipients + rejected !== run.rows) {
    throw new DefectError(`the draft has ${recipients} + ${rejected} rows of ${run.rows}`);
  }
  listPhones(sql, draft);
  nameDraft(sql, draft, run, { rejected, batches: batches.length });
  const insert = sql.statement(
    `INSERT INTO batch (run_id, number, sender, window, price, state, recipients, segments)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  for (const batch of batches) {
    const { number, from, window, price, recipients: members, segments } = batch;
    insert.run(draft, number, from, window, price, 'planned', members, segments);
  }
  checkBatches(sql, draft);
  note(sql, {
    runId: draft,
    at: run.plannedAt,
    epoch,
    kind: 'planned',
    detail: tellPlanned(recipients, run.settings ?? {}),
  });
  const frozen = readRun(sql, draft);
  if (frozen === null) throw new DefectError('a frozen run can not be read back');
  return frozen;
}

/** Each number once, or no run: the table's key sees to it. In the numbers' order each page of it is written once. */
function listPhones(sql: Sql, draft: number): void {
  sql.run(
    `INSERT OR ROLLBACK INTO run_phone SELECT run_id, phone, batch, position FROM recipient
     WHERE run_id = ? ORDER BY phone`,
    draft,
  );
}

function nameDraft(
  sql: Sql,
  draft: number,
  run: FrozenRun,
  counts: { readonly rejected: number; readonly batches: number },
): void {
  sql.run(
    `UPDATE run SET state = 'open', name = ?, campaign = ?, world = ?, file = ?, source_sha256 = ?,
       settings_sha256 = ?, header = ?, template = ?, senders = ?, rows = ?, recipients = ?, rejected_rows = ?,
       batches = ?, segments = ?, estimate = ?, currency = ?, limits = ?, opt_out_scope = ?, retry_of = ?,
       is_test = ?, repeat_guard_ms = ?, min_days_between = ?, settle_after_ms = ?, track_for_ms = ?,
       min_delivered_percent = ?, in_doubt = ?, in_doubt_grace_ms = ?, planned_at = ?
     WHERE id = ? AND state = 'draft'`,
    run.name,
    run.campaign,
    run.world,
    run.file,
    run.sourceSha256,
    run.settingsSha256,
    JSON.stringify(run.header),
    JSON.stringify(run.template.pieces),
    JSON.stringify(run.senders),
    run.rows,
    run.recipients,
    counts.rejected,
    counts.batches,
    run.segments,
    run.estimate,
    run.currency,
    formatLimits(run.limits),
    run.optOutScope,
    run.retryOf,
    run.isTest ? 1 : 0,
    run.repeatGuardMs,
    run.minDaysBetween,
    run.tracking.settleAfterMs,
    run.tracking.trackForMs,
    run.tracking.minDeliveredPercent,
    run.tracking.inDoubt,
    run.tracking.inDoubtGraceMs,
    run.plannedAt,
    draft,
  );
}

/** Every recipient is in a batch that exists, and every batch has the recipients it says. */
function checkBatches(sql: Sql, draft: number): void {
  const wrong = sql.get<{ number: number }>(
    `SELECT coalesce(b.number, r.batch) AS number
     FROM (SELECT batch, count(*) AS n, max(position) AS last FROM recipient WHERE run_id = ?1 GROUP BY batch) r
     FULL JOIN (SELECT number, recipients FROM batch WHERE run_id = ?1) b ON b.number = r.batch
     WHERE r.n IS NOT b.recipients OR r.last IS NOT b.recipients LIMIT 1`,
    draft,
  );
  if (wrong !== null) throw new DefectError(`batch ${wrong.number} of the draft does not hold what it says`);
}

function count(sql: Sql, table: 'recipient' | 'rejected_row', draft: number): number {
  return sql.get<{ n: number }>(`SELECT count(*) AS n FROM ${table} WHERE run_id = ?`, draft)?.n ?? 0;
}

/** Takes a draft away, and nothing but a draft. Must be in a transaction. */
export function wipe(sql: Sql, draft: number): void {
  sql.run(
    "DELETE FROM recipient WHERE run_id = (SELECT id FROM run WHERE id = ? AND state = 'draft')",
    draft,
  );
  sql.run(
    "DELETE FROM rejected_row WHERE run_id = (SELECT id FROM run WHERE id = ? AND state = 'draft')",
    draft,
  );
  sql.run("DELETE FROM run WHERE id = ? AND state = 'draft'", draft);
}
