import type { BatchState } from '../core/batch.ts';
import { DefectError } from '../core/error.ts';
import type { Act } from '../core/doubt.ts';
import type { RunLedger, SettleReason, TrackedBatch } from '../core/ledger.ts';
import type { RemoteBatch } from '../core/provider.ts';
import { listContacts } from './contacts-under-way.ts';
import { note } from './journal.ts';
import { recordLook, recordMessages } from './message-ledger.ts';
import { tallyMessages } from './report-ledger.ts';
import { BATCH_COLUMNS, toBatch, toNanos, type BatchRow } from './rows.ts';
import { ownedIds } from './remote-batches.ts';
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
  | 'recordProviderCost'
  | 'settle'
  | 'markReported'
  | 'updateTracking'
  | 'unpause'
  | 'finish'
>;

/** The way of a batch from `accepted` to `settled`, and the end of a run. */
export function trackLedger(sql: Sql, epoch: number): TrackLedger {
  const write = openWrite(sql, epoch);
  return {
    trackedBatches: (runId) => inTurn(() => trackedBatches(sql, runId)),
    lastListedAt: (runId, from) => inTurn(() => lastListedAt(sql, runId, from)),
    recordRemoteBatches: (runId, from, list) => write(() => recordRemoteBatches(sql, runId, from, list)),
    tallyMessages: (runId, batch) => inTurn(() => tallyMessages(sql, runId, batch)),
    recordMessages: (runId, batch, messages) => write(() => recordMessages(sql, runId, batch, messages)),
    recordProviderCost: (runId, batch, cost) =>
      write(() => {
        sql.run(
          'UPDATE batch SET provider_cost = coalesce(?, provider_cost) WHERE run_id = ? AND number = ?',
          cost,
          runId,
          batch,
        );
      }),
    recordLook: (runId, batch, look) => write(() => recordLook(sql, runId, batch, look)),
    settle: (runId, batch, at, why) => write(() => settle(sql, epoch, runId, batch, at, why)),
    markReported: (runId, at) =>
      write(() => {
        sql.run("UPDATE run SET reported_at = ? WHERE id = ? AND state <> 'open'", at, runId);
      }),
    updateTracking: (runId, tracking) =>
      write(() => {
        sql.run(
          `UPDATE run SET settle_after_ms = ?, track_for_ms = ?, min_delivered_percent = ?, in_doubt = ?,
             in_doubt_grace_ms = ? WHERE id = ?`,
          tracking.settleAfterMs,
          tracking.trackForMs,
          tracking.minDeliveredPercent,
          tracking.inDoubt,
          tracking.inDoubtGraceMs,
          runId,
        );
      }),
    unpause: (runId, act) => write(() => unpause(sql, epoch, runId, act)),
    finish: async (runId, at) => {
      for (let after: number | null = 0; after !== null;) {
        const last: number = after;
        after = await write(() => listContacts(sql, runId, last));
      }
      await write(() => finish(sql, epoch, runId, at));
    },
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
  readonly glanced_at: number | null;
  readonly idle_looks: number;
  readonly through_at: number | null;
  readonly final_seen: number | null;
  readonly cost_seen: number | null;
};

function trackedBatches(sql: Sql, runId: number): TrackedBatch[] {
  return sql
    .all<TrackedRow>(
      `SELECT ${BATCH_COLUMNS}, remote_status, processed, provider_cost, looked_at, glanced_at, idle_looks, through_at, final_seen, cost_seen,
         (SELECT count(DISTINCT coalesce(p.position, -p.ordinal)) FROM provider_rejection p WHERE p.run_id = b.run_id AND p.batch = b.number) AS rejected,
         EXISTS (SELECT 1 FROM remote_batch r WHERE r.batch_id = b.batch_id AND r.how <> 'reply') AS is_found
       FROM batch b WHERE run_id = ? AND (state IN ('accepted', 'processing', 'completed')
         OR (state = 'duplicated' AND settled_at IS NULL)) ORDER BY number`,
      runId,
    )
    .map((row) => ({
      ...toBatch(row),
      batchId: row.batch_id,
      remoteStatus: row.remote_status,
      processed: row.processed,
      providerCost: toNanos(row.provider_cost),
      accepted: row.recipients - row.withheld - row.rejected,
      isFound: row.is_found === 1,
      batchIds: row.state === 'duplicated' ? ownedIds(sql, runId, row.number) : [row.batch_id],
      lookedAt: row.looked_at,
      glancedAt: row.glanced_at,
      idleLooks: row.idle_looks,
      throughAt: row.through_at,
      finalSeen: row.final_seen,
      costSeen: toNanos(row.cost_seen),
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

type List = Parameters<RunLedger['recordRemoteBatches']>[2];

function recordRemoteBatches(sql: Sql, runId: number, from: string, list: List): number {
  const { batches, missing, at, skewMs = null } = list;
  sql.run(
    `INSERT INTO listing (run_id, sender, listed_at) VALUES (?, ?, ?)
     ON CONFLICT (run_id, sender) DO UPDATE SET listed_at = excluded.listed_at`,
    runId,
    from,
    at,
  );
  for (const id of missing) {
    sql.run(
      'UPDATE batch SET list_missed_at = ? WHERE run_id = ? AND batch_id = ? AND list_seen_at IS NULL',
      at,
      runId,
      id,
    );
  }
  return batches.reduce((sum, batch) => sum + recordRemoteBatch(sql, runId, batch, { at, skewMs }), 0);
}

function recordRemoteBatch(
  sql: Sql,
  runId: number,
  remote: RemoteBatch,
  { at, skewMs }: { readonly at: number; readonly skewMs: number | null },
): number {
  const found = sql.get<{ number: number; state: BatchState }>(
    "SELECT number, state FROM batch WHERE run_id = ? AND batch_id = ? AND state <> 'duplicated'",
    runId,
    remote.id,
  );
  if (found === null) return 0;
  sql.run(
    'UPDATE batch SET list_seen_at = ? WHERE run_id = ? AND number = ? AND list_seen_at IS NULL',
    at,
    runId,
    found.number,
  );
  const state = nextState(found.state, remote.status);
  const changed = sql.run(
    `UPDATE batch SET state = ?1, remote_status = ?2, processed = ?3, provider_cost = coalesce(?4, provider_cost),
       completed_at = CASE WHEN ?1 = 'completed' THEN coalesce(completed_at, ?5) ELSE completed_at END,
       through_at = CASE WHEN ?1 = 'completed' THEN coalesce(through_at, ?9) ELSE through_at END
     WHERE run_id = ?6 AND number = ?7 AND state = ?8
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
    throughAt(remote.updatedAt, at, skewMs),
  );
  return changed;
}

/** The provider's clock tells how long ago a queue was through, and may be wrong: it is believed for five minutes. */
const BELIEVED_MS = 5 * 60_000;

function throughAt(updatedAt: number | null, at: number, skewMs: number | null): number {
  if (updatedAt === null) return at;
  return Math.min(at, Math.max(at - BELIEVED_MS, updatedAt - (skewMs ?? 0)));
}

// `Completed` is the queue's end, not the messages'. A word we don't know leaves the state where it is.
function nextState(state: BatchState, remoteStatus: string): BatchState {
  if (state === 'settled' || state === 'completed') return state;
  if (remoteStatus === 'Completed' || remoteStatus === 'Sent') return 'completed';
  return remoteStatus === 'Processing' ? 'processing' : state;
}

// A batch that is there twice stays `duplicated`: only its messages come to an end.
function settle(sql: Sql, epoch: number, runId: number, batch: number, at: number, why: SettleReason): void {
  const changed = sql.run(
    `UPDATE batch SET state = CASE state WHEN 'duplicated' THEN state ELSE 'settled' END, settled_at = ?
     WHERE run_id = ? AND number = ? AND settled_at IS NULL
       AND state IN ('accepted', 'processing', 'completed', 'duplicated')`,
    at,
    runId,
    batch,
  );
  if (changed !== 1) throw new DefectError(`batch ${batch} can not be settled: it is not open`);
  note(sql, { runId, at, epoch, batch, kind: 'settled', detail: why });
}

function finish(sql: Sql, epoch: number, runId: number, at: number): void {
  const changed = sql.run(
    `UPDATE run SET state = CASE state WHEN 'open' THEN 'finished' ELSE state END, finished_at = ?,
       reported_at = NULL
     WHERE id = ? AND state IN ('open', 'cancelled') AND finished_at IS NULL`,
    at,
    runId,
  );
  if (changed !== 1) throw new DefectError(`run ${runId} can not be finished: it is over already`);
  // What came back not taken after a person had cancelled the run.
  sql.run(
    `UPDATE batch SET state = 'abandoned', settled_at = ?
     WHERE run_id = ? AND state IN ('planned', 'refused') AND (SELECT state FROM run WHERE id = run_id) = 'cancelled'`,
    at,
    runId,
  );
  note(sql, { runId, at, epoch, kind: 'finished', detail: '' });
}

function unpause(sql: Sql, epoch: number, runId: number, { at, who }: Act): boolean {
  const changed = sql.run(
    `UPDATE run SET paused_at = NULL, pause_reason = NULL, pause_detail = NULL,
       watched_from = CASE WHEN pause_reason IS NULL THEN watched_from ELSE ? END
     WHERE id = ? AND state = 'open' AND paused_at IS NOT NULL`,
    at,
    runId,
  );
  if (changed === 1) note(sql, { runId, at, epoch, who, kind: 'resumed', detail: '' });
  return changed === 1;
}
