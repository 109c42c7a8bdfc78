import type { BatchState } from '../core/batch.ts';
import { DefectError } from '../core/error.ts';
import type { RunLedger, SettleReason, TrackedBatch } from '../core/ledger.ts';
import type { RemoteBatch, RemoteMessage } from '../core/provider.ts';
import { note } from './journal.ts';
import { findPositionOfPhone } from './rejections.ts';
import { tallyMessages } from './report-ledger.ts';
import { BATCH_COLUMNS, toBatch, toNanos, type BatchRow } from './rows.ts';
import { MY_EPOCH } from './run-ledger.ts';
import { inTurn } from './in-turn.ts';
import type { Sql } from './sql.ts';
import { openWrite } from './write.ts';

type TrackLedger = Pick<
  RunLedger,
  | 'trackedBatches'
  | 'lastListedAt'
  | 'recordRemoteBatches'
  | 'tallyMessages'
  | 'recordMessages'
  | 'recordLook'
  | 'settle'
  | 'markReported'
  | 'updateTracking'
  | 'finish'
>;

/** The way of a batch from `accepted` to `settled`, and the end of a run. */
export function trackLedger(sql: Sql, epoch: number): TrackLedger {
  const write = openWrite(sql, epoch);
  return {
    trackedBatches: (runId) => inTurn(() => trackedBatches(sql, runId)),
    lastListedAt: (runId, from) => inTurn(() => lastListedAt(sql, runId, from)),
    recordRemoteBatches: (runId, from, batches, at) =>
      write(() => recordRemoteBatches(sql, epoch, runId, from, batches, at)),
    tallyMessages: (runId, batch) => inTurn(() => tallyMessages(sql, runId, batch)),
    recordMessages: (runId, batch, messages) => write(() => recordMessages(sql, runId, batch, messages)),
    recordLook: (runId, batch, look) =>
      write(() => {
        sql.run(
          `UPDATE batch SET looked_at = ?, idle_looks = CASE WHEN ? THEN idle_looks + 1 ELSE idle_looks / 2 END
           WHERE run_id = ? AND number = ?`,
          look.at,
          look.isIdle ? 1 : 0,
          runId,
          batch,
        );
      }),
    settle: (runId, batch, at, why) => write(() => settle(sql, epoch, runId, batch, at, why)),
    markReported: (runId, at) =>
      write(() => {
        sql.run("UPDATE run SET reported_at = ? WHERE id = ? AND state <> 'open'", at, runId);
      }),
    updateTracking: (runId, tracking) =>
      write(() => {
        sql.run(
          'UPDATE run SET settle_after_ms = ?, track_for_ms = ?, min_delivered_percent = ? WHERE id = ?',
          tracking.settleAfterMs,
          tracking.trackForMs,
          tracking.minDeliveredPercent,
          runId,
        );
      }),
    finish: (runId, at) => write(() => finish(sql, epoch, runId, at)),
  };
}

type TrackedRow = BatchRow & {
  readonly batch_id: string;
  readonly remote_status: string | null;
  readonly processed: number | null;
  readonly provider_cost: number | null;
  readonly rejected: number;
  readonly is_found: number;
  readonly looked_at: number | null;
  readonly idle_looks: number;
};

function trackedBatches(sql: Sql, runId: number): TrackedBatch[] {
  return sql
    .all<TrackedRow>(
      `SELECT ${BATCH_COLUMNS}, remote_status, processed, provider_cost, looked_at, idle_looks,
         (SELECT count(DISTINCT coalesce(p.position, -p.ordinal)) FROM provider_rejection p WHERE p.run_id = b.run_id AND p.batch = b.number) AS rejected,
         EXISTS (SELECT 1 FROM remote_batch r WHERE r.batch_id = b.batch_id AND r.how <> 'reply') AS is_found
       FROM batch b WHERE run_id = ? AND state IN ('accepted', 'processing', 'completed') ORDER BY number`,
      runId,
    )
    .map((row) => ({
      ...toBatch(row),
      batchId: row.batch_id,
      remoteStatus: row.remote_status,
      processed: row.processed,
      providerCost: toNanos(row.provider_cost),
      accepted: row.recipients - row.rejected,
      isFound: row.is_found === 1,
      lookedAt: row.looked_at,
      idleLooks: row.idle_looks,
    }));
}

function lastListedAt(sql: Sql, runId: number, from: string): number | null {
  const row = sql.get<{ listed_at: number }>(
    'SELECT listed_at FROM listing WHERE run_id = ? AND sender = ?',
    runId,
    from,
  );
  return row?.listed_at ?? null;
}

function recordRemoteBatches(
  sql: Sql,
  epoch: number,
  runId: number,
  from: string,
  batches: readonly RemoteBatch[],
  at: number,
): number {
  sql.run(
    `INSERT INTO listing (run_id, sender, listed_at) VALUES (?, ?, ?)
     ON CONFLICT (run_id, sender) DO UPDATE SET listed_at = excluded.listed_at`,
    runId,
    from,
    at,
  );
  return batches.reduce((sum, batch) => sum + recordRemoteBatch(sql, epoch, runId, batch, at), 0);
}

function recordRemoteBatch(sql: Sql, epoch: number, runId: number, remote: RemoteBatch, at: number): number {
  const found = sql.get<{ number: number; state: BatchState }>(
    "SELECT number, state FROM batch WHERE run_id = ? AND batch_id = ? AND state <> 'duplicated'",
    runId,
    remote.id,
  );
  if (found === null) return 0;
  const state = nextState(found.state, remote.status);
  const changed = sql.run(
    `UPDATE batch SET state = ?1, remote_status = ?2, processed = ?3, provider_cost = coalesce(?4, provider_cost),
       completed_at = CASE WHEN ?1 = 'completed' THEN coalesce(completed_at, ?5) ELSE completed_at END
     WHERE run_id = ?6 AND number = ?7 AND state = ?8 AND ?9 = (SELECT max(number) FROM epoch)
       AND (state IS NOT ?1 OR remote_status IS NOT ?2 OR processed IS NOT ?3
         OR (?4 IS NOT NULL AND provider_cost IS NOT ?4))`,
    state,
    remote.status,
    remote.processed,
    remote.cost,
    remote.updatedAt ?? at,
    runId,
    found.number,
    found.state,
    epoch,
  );
  return changed;
}

// `Completed` is the queue's end, not the messages'. A word we don't know leaves the state where it is.
function nextState(state: BatchState, remoteStatus: string): BatchState {
  if (state === 'settled' || state === 'completed') return state;
  if (remoteStatus === 'Completed' || remoteStatus === 'Sent') return 'completed';
  return remoteStatus === 'Processing' ? 'processing' : state;
}

function recordMessages(sql: Sql, runId: number, batch: number, messages: readonly RemoteMessage[]): number {
  return messages.reduce((sum, message) => sum + recordMessage(sql, runId, batch, message), 0);
}

function recordMessage(sql: Sql, runId: number, batch: number, message: RemoteMessage): number {
  return sql.run(
    `INSERT INTO message (run_id, batch, message_id, position, phone, status, error_code, segments, cost,
       created_at, updated_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (run_id, batch, message_id) DO UPDATE SET status = excluded.status,
       error_code = excluded.error_code, segments = coalesce(excluded.segments, segments),
       cost = coalesce(excluded.cost, cost), updated_at = coalesce(excluded.updated_at, updated_at)
     WHERE (excluded.updated_at IS NULL OR updated_at IS NULL OR excluded.updated_at >= updated_at)
       AND (status IS NOT excluded.status OR error_code IS NOT excluded.error_code
         OR coalesce(excluded.segments, segments) IS NOT segments
         OR coalesce(excluded.cost, cost) IS NOT cost
         OR coalesce(excluded.updated_at, updated_at) IS NOT updated_at)`,
    runId,
    batch,
    message.id,
    findPositionOfPhone(sql, runId, batch, message.to) ?? 0,
    message.to ?? '',
    message.status,
    message.errorCode,
    message.segments,
    message.cost,
    message.createdAt,
    message.updatedAt,
  );
}

function settle(sql: Sql, epoch: number, runId: number, batch: number, at: number, why: SettleReason): void {
  const changed = sql.run(
    `UPDATE batch SET state = 'settled', settled_at = ?
     WHERE run_id = ? AND number = ? AND state IN ('accepted', 'processing', 'completed') AND ${MY_EPOCH}`,
    at,
    runId,
    batch,
    epoch,
  );
  if (changed !== 1) throw new DefectError(`batch ${batch} can not be settled: it is not open, or not ours`);
  note(sql, { runId, at, epoch, batch, kind: 'settled', detail: why });
}

function finish(sql: Sql, epoch: number, runId: number, at: number): void {
  const changed = sql.run(
    `UPDATE run SET state = 'finished', finished_at = ? WHERE id = ? AND state = 'open' AND ${MY_EPOCH}`,
    at,
    runId,
    epoch,
  );
  if (changed !== 1) throw new DefectError(`run ${runId} can not be finished: it is not open, or not ours`);
  note(sql, { runId, at, epoch, kind: 'finished', detail: '' });
}
