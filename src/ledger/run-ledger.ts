import type { Batch, BatchState } from '../core/batch.ts';
import { BATCH_STATES } from '../core/batch.ts';
import { DefectError } from '../core/error.ts';
import type { Offer, OfferOutcome, OfferRecord, OfferStanding, RunLedger } from '../core/ledger.ts';
import { openClearance, type Clearance } from './clearance.ts';
import type { KeyHolder } from './hash-key.ts';
import { note } from './journal.ts';
import { readRun } from './report-ledger.ts';
import { BATCH_COLUMNS, toBatch, type BatchRow } from './rows.ts';
import { isOutdated, type Writer } from './offer-guard.ts';
import { NOT_WITHHELD, OFFERED, readRecipients, readRecipientsInTurns } from './recipients.ts';
import { own } from './remote-batches.ts';
import { recordRejections } from './rejections.ts';
import { inTurn } from './in-turn.ts';
import { clearSpend, updateSpend } from './spend.ts';
import type { Sql } from './sql.ts';
import { openWrite } from './write.ts';

type SubmitLedger = Pick<
  RunLedger,
  | 'countStates'
  | 'bindAccount'
  | 'doubtOrphans'
  | 'reopenRefused'
  | 'batchesIn'
  | 'batchRecipients'
  | 'offeredRecipients'
  | 'offer'
  | 'recordOutcome'
>;

/** The way of a batch from `planned` to an answer. Every write is a compare-and-set on state and epoch. */
export function runLedger(
  sql: Sql,
  epoch: number,
  keys: KeyHolder,
  clearance: Clearance = openClearance(sql),
): SubmitLedger {
  const write = openWrite(sql, epoch);
  return {
    countStates: (runId) => inTurn(() => countStates(sql, runId)),
    bindAccount: (runId, account) =>
      write(() => {
        sql.run(
          'UPDATE run SET account = ? WHERE id = ? AND (account IS NULL OR started_at IS NULL)',
          account,
          runId,
        );
      }),
    doubtOrphans: (runId, at) => write(() => doubtOrphans(sql, epoch, runId, at)),
    reopenRefused: (runId, at) => write(() => reopenRefused(sql, epoch, runId, at)),
    batchesIn: (runId, state) => inTurn(() => batchesIn(sql, runId, state)),
    batchRecipients: (runId, batch) => readRecipientsInTurns(sql, runId, batch, NOT_WITHHELD),
    offeredRecipients: (runId, batch) => inTurn(() => readRecipients(sql, runId, batch, OFFERED)),
    offer: (runId, batch, offer) =>
      write(() => offerBatch({ sql, epoch, keys, clearance }, runId, batch, offer)),
    recordOutcome: (runId, batch, outcome, record) =>
      write(() => recordOutcome(sql, epoch, runId, batch, outcome, record)),
  };
}

function countStates(sql: Sql, runId: number): Record<BatchState, number> {
  const counts = Object.fromEntries(BATCH_STATES.map((state) => [state, 0])) as Record<BatchState, number>;
  for (const row of sql.all<{ state: BatchState; n: number }>(
    'SELECT state, count(*) AS n FROM batch WHERE run_id = ? GROUP BY state',
    runId,
  )) {
    counts[row.state] = row.n;
  }
  return counts;
}

function batchesIn(sql: Sql, runId: number, state: BatchState): Batch[] {
  return sql
    .all<BatchRow>(
      `SELECT ${BATCH_COLUMNS} FROM batch WHERE run_id = ? AND state = ? ORDER BY number`,
      runId,
      state,
    )
    .map(toBatch);
}

const KILLED = 'the process was stopped while this batch was being submitted';

function doubtOrphans(sql: Sql, epoch: number, runId: number, at: number): readonly Batch[] {
  const orphans = sql
    .all<BatchRow>(
      `SELECT ${BATCH_COLUMNS} FROM batch WHERE run_id = ? AND state = 'submitting' AND epoch <> ?`,
      runId,
      epoch,
    )
    .map(toBatch);
  for (const orphan of orphans) {
    sql.run(`UPDATE batch SET epoch = ? WHERE run_id = ? AND number = ?`, epoch, runId, orphan.number);
    sql.run(IN_DOUBT, KILLED, at, runId, orphan.number);
    note(sql, { runId, at, epoch, batch: orphan.number, kind: 'in-doubt', detail: KILLED });
  }
  return orphans;
}

function reopenRefused(sql: Sql, epoch: number, runId: number, at: number): number {
  const reopened = sql.run(
    `UPDATE batch SET state = 'planned', problem = NULL
     WHERE run_id = ? AND state = 'refused'`,
    runId,
  );
  if (reopened > 0) note(sql, { runId, at, epoch, kind: 'reopened', detail: `${reopened} refused batches` });
  return reopened;
}

function offerBatch(writer: Writer, runId: number, batch: number, offer: Offer): OfferStanding {
  const { sql, epoch } = writer;
  const run = readRun(sql, runId);
  if (run?.state !== 'open' || run.pausedAt !== null) return 'withdrawn';
  if (isOutdated(writer, runId, batch, offer.at)) return 'outdated';
  if (offer.isResend) presumeAbsent(sql, epoch, runId, batch, offer.at);
  const changed = sql.run(
    `UPDATE batch SET state = 'submitting', epoch = ?1, attempts = attempts + 1, body_sha256 = ?2, submitted_at = ?3,
       first_offered_at = coalesce(first_offered_at, ?3), looked_at = NULL, idle_looks = 0,
       through_at = NULL, final_seen = NULL, cost_seen = NULL, problem = NULL
     WHERE run_id = ?4 AND number = ?5 AND state = 'planned'`,
    epoch,
    offer.bodySha256,
    offer.at,
    runId,
    batch,
  );
  if (changed !== 1) throw new DefectError(`batch ${batch} may not be offered: it is not planned`);
  sql.run(
    `INSERT INTO offer (run_id, batch, attempt, epoch, offered_at, body_sha256)
     SELECT run_id, number, attempts, ?1, ?2, ?3 FROM batch WHERE run_id = ?4 AND number = ?5`,
    epoch,
    offer.at,
    offer.bodySha256,
    runId,
    batch,
  );
  sql.run(
    'UPDATE run SET started_at = coalesce(started_at, ?1), last_submit_at = ?1 WHERE id = ?2',
    offer.at,
    runId,
  );
  updateSpend(sql, runId, batch);
  return 'offered';
}

/** The one way back of a batch in doubt, in the transaction that offers it again. */
function presumeAbsent(sql: Sql, epoch: number, runId: number, batch: number, at: number): void {
  const changed = sql.run(
    `UPDATE batch SET state = 'planned', presumed_at = ?, verified_at = NULL
     WHERE run_id = ? AND number = ? AND state = 'in_doubt'`,
    at,
    runId,
    batch,
  );
  if (changed !== 1) throw new DefectError(`batch ${batch} may not be offered again: it is not in doubt`);
  const detail = 'looked for in vain, offered again';
  note(sql, { runId, at, epoch, batch, kind: 'presumed-absent', detail });
}

function recordOutcome(
  sql: Sql,
  epoch: number,
  runId: number,
  batch: number,
  outcome: OfferOutcome,
  record: OfferRecord,
): void {
  const reason = outcome.to === 'accepted' ? null : outcome.reason;
  const before = sql.get<{ presumed_at: number | null }>(
    "SELECT presumed_at FROM batch WHERE run_id = ? AND number = ? AND state = 'submitting' AND epoch = ?",
    runId,
    batch,
    epoch,
  );
  if (before === null) throw new DefectError(`the answer of batch ${batch} has no open offer of ours`);
  const isOldDoubt = before.presumed_at !== null && (outcome.to === 'planned' || outcome.to === 'refused');
  if (isOldDoubt) sql.run(BACK_IN_DOUBT, reason, outcome.to, runId, batch);
  else if (outcome.to === 'in_doubt') sql.run(IN_DOUBT, reason, record.at, runId, batch);
  else if (outcome.to === 'accepted') sql.run(ACCEPTED, outcome.batch.id, outcome.batch.status, runId, batch);
  else sql.run(NOT_TAKEN, outcome.to, reason, runId, batch);
  sql.run(
    `UPDATE offer SET answered_at = ?, verdict = ?, status = ?, error_code = ?, request_id = ?, reason = ?
     WHERE run_id = ? AND batch = ? AND attempt = (SELECT attempts FROM batch WHERE run_id = ? AND number = ?)`,
    record.at,
    outcome.to,
    record.status,
    record.errorCode,
    record.requestId,
    reason,
    runId,
    batch,
    runId,
    batch,
  );
  if (outcome.to === 'accepted') {
    own(sql, runId, batch, { batchId: outcome.batch.id, how: 'reply', at: record.at });
    recordRejections(sql, runId, batch, outcome.rejected, record.at);
    updateSpend(sql, runId, batch);
  } else if (outcome.to !== 'in_doubt' && !isOldDoubt) {
    clearSpend(sql, runId, batch);
  }
  note(sql, { runId, at: record.at, epoch, batch, kind: toKind(outcome.to), detail: describe(outcome) });
}

const WHERE = "WHERE run_id = ? AND number = ? AND state = 'submitting'";
const ACCEPTED = `UPDATE batch SET state = 'accepted', batch_id = ?, remote_status = ?, problem = NULL ${WHERE}`;
const NOT_TAKEN = `UPDATE batch SET state = ?, problem = ?, submitted_at = NULL ${WHERE}`;
// A refusal is the same at the next offer: it takes back what a person decided.
const BACK_IN_DOUBT = `UPDATE batch SET state = 'in_doubt', problem = ?,
  resend_at = CASE WHEN ? = 'refused' THEN NULL ELSE resend_at END ${WHERE}`;
const IN_DOUBT = `UPDATE batch SET state = 'in_doubt', problem = ?, doubted_at = ?, clean_looks = 0, differs = 0,
  seen = NULL, resend_at = NULL ${WHERE}`;

function toKind(to: OfferOutcome['to']): string {
  return { accepted: 'accepted', planned: 'not-taken', refused: 'refused', in_doubt: 'in-doubt' }[to];
}

function describe(outcome: OfferOutcome): string {
  if (outcome.to !== 'accepted') return outcome.reason;
  return `${outcome.batch.id}, ${outcome.rejected.length} rejected`;
}
