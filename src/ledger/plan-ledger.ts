import { DefectError } from '../core/error.ts';
import type { FrozenRun } from '../core/frozen-run.ts';
import type { PlanLedger, PlannedBatch } from '../core/ledger.ts';
import { tellPlanned, type Run } from '../core/run.ts';
import { openDraftRows, type Drafting } from './draft-rows.ts';
import { note } from './journal.ts';
import { formatLimits } from './limits-text.ts';
import { readRun } from './report-ledger.ts';
import { storedRecipients, storedRejectedRows } from './row-parcel.ts';
import type { Sql } from './sql.ts';
import { openWrite } from './write.ts';

/**
 * Writes plans. A draft is invisible to everything else until `freeze` makes it a run. The rows of a long one are written
 * by a second thread, while this one reads on.
 */
export function planLedger(
  sql: Sql,
  drafting: Drafting,
): { readonly ledger: PlanLedger; readonly close: () => Promise<void> } {
  const { epoch } = drafting.seat;
  const write = openWrite(sql, epoch);
  const rows = openDraftRows(sql, write, drafting);
  return {
    ledger: {
      beginDraft: async (campaign, at) => {
        await rows.end();
        return write(() => beginDraft(sql, campaign, at));
      },
      addRecipients: (draft, recipients, placement) =>
        rows.addRecipients(draft, storedRecipients(recipients, placement)),
      addRejectedRows: (draft, rejected) => rows.addRejectedRows(draft, storedRejectedRows(rejected)),
      freeze: async (draft, run, batches) => {
        await rows.end();
        return write(() => freeze(sql, epoch, draft, run, batches));
      },
      discardDraft: async (draft) => {
        await rows.end();
        await write(() => {
          wipe(sql, draft);
        });
      },
    },
    close: rows.end,
  };
}

function beginDraft(sql: Sql, campaign: string, at: number): number {
  sql.all<{ id: number }>("SELECT id FROM run WHERE state = 'draft'").forEach((draft) => {
    wipe(sql, draft.id);
  });
  return sql.insert("INSERT INTO run (campaign, state, planned_at) VALUES (?, 'draft', ?)", campaign, at);
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
