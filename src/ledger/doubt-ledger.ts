import { DefectError } from '../core/error.ts';
import type { DoubtfulBatch, RunLedger } from '../core/ledger.ts';
import type { RemoteBatch } from '../core/provider.ts';
import { note } from './journal.ts';
import { BATCH_COLUMNS, toBatch, type BatchRow } from './rows.ts';
import { MY_EPOCH } from './run-ledger.ts';
import { inTurn } from './in-turn.ts';
import type { Sql } from './sql.ts';
import { openWrite } from './write.ts';

type DoubtLedger = Pick<
  RunLedger,
  | 'doubtfulBatches'
  | 'lookAgain'
  | 'isOwned'
  | 'adoptFound'
  | 'markDuplicated'
  | 'recordDoubtLook'
  | 'recordLostRejections'
>;

/** The way of a batch out of `in_doubt`. */
export function doubtLedger(sql: Sql, epoch: number): DoubtLedger {
  const write = openWrite(sql, epoch);
  return {
    doubtfulBatches: (runId) => inTurn(() => doubtfulBatches(sql, runId)),
    lookAgain: (runId) =>
      write(() => sql.run("UPDATE batch SET idle_looks = 0 WHERE run_id = ? AND state = 'in_doubt'", runId)),
    isOwned: (batchId) =>
      inTurn(() => sql.get('SELECT 1 AS yes FROM remote_batch WHERE batch_id = ?', batchId) !== null),
    adoptFound: (runId, batch, found, at) => write(() => adoptFound(sql, epoch, runId, batch, found, at)),
    markDuplicated: (runId, batch, batchIds, at) =>
      write(() => markDuplicated(sql, epoch, runId, batch, batchIds, at)),
    recordDoubtLook: (runId, batch, look) => write(() => recordDoubtLook(sql, epoch, runId, batch, look)),
    recordLostRejections: (runId, batch, at) =>
      write(() => recordLostRejections(sql, epoch, runId, batch, at)),
  };
}

function doubtfulBatches(sql: Sql, runId: number): DoubtfulBatch[] {
  type Row = BatchRow & { readonly idle_looks: number; readonly looked_at: number | null };
  return sql
    .all<Row>(
      `SELECT ${BATCH_COLUMNS}, idle_looks, looked_at FROM batch
       WHERE run_id = ? AND state = 'in_doubt' ORDER BY number`,
      runId,
    )
    .map((row) => ({ ...toBatch(row), cleanLooks: row.idle_looks, lookedAt: row.looked_at }));
}

function adoptFound(
  sql: Sql,
  epoch: number,
  runId: number,
  batch: number,
  found: RemoteBatch,
  at: number,
): void {
  const changed = sql.run(
    `UPDATE batch SET state = 'accepted', batch_id = ?, remote_status = ?, idle_looks = 0, looked_at = NULL,
       problem = NULL
     WHERE run_id = ? AND number = ? AND state = 'in_doubt' AND ${MY_EPOCH}`,
    found.id,
    found.status,
    runId,
    batch,
    epoch,
  );
  if (changed !== 1)
    throw new DefectError(`batch ${batch} can not be adopted: it is not in doubt, or not ours`);
  own(sql, runId, batch, found.id, at);
  note(sql, { runId, at, epoch, batch, kind: 'found', detail: found.id });
}

function markDuplicated(
  sql: Sql,
  epoch: number,
  runId: number,
  batch: number,
  batchIds: readonly string[],
  at: number,
): void {
  const detail = `the provider has this batch ${batchIds.length} times: ${batchIds.join(', ')}`;
  const changed = sql.run(
    `UPDATE batch SET state = 'duplicated', batch_id = ?, problem = ?
     WHERE run_id = ? AND number = ? AND state = 'in_doubt' AND ${MY_EPOCH}`,
    batchIds[0] ?? null,
    detail,
    runId,
    batch,
    epoch,
  );
  if (changed !== 1) throw new DefectError(`batch ${batch} is not in doubt, or not ours`);
  batchIds.forEach((id) => {
    own(sql, runId, batch, id, at);
  });
  note(sql, { runId, at, epoch, batch, kind: 'duplicated', detail });
}

function recordDoubtLook(
  sql: Sql,
  epoch: number,
  runId: number,
  batch: number,
  look: { readonly at: number; readonly seen: string },
): void {
  const changed = sql.run(
    `UPDATE batch SET looked_at = ?, idle_looks = idle_looks + 1
     WHERE run_id = ? AND number = ? AND state = 'in_doubt'`,
    look.at,
    runId,
    batch,
  );
  if (changed !== 1) throw new DefectError(`batch ${batch} was looked for, but is not in doubt`);
  note(sql, { runId, at: look.at, epoch, batch, kind: 'not-found', detail: look.seen });
}

function own(sql: Sql, runId: number, batch: number, batchId: string, at: number): void {
  sql.run(
    "INSERT INTO remote_batch (batch_id, run_id, batch, how, at) VALUES (?, ?, ?, 'found', ?)",
    batchId,
    runId,
    batch,
    at,
  );
}

function recordLostRejections(sql: Sql, epoch: number, runId: number, batch: number, at: number): number {
  const lost = sql.run(
    `INSERT INTO provider_rejection (run_id, batch, ordinal, position, phone, error_code, description)
     SELECT run_id, batch, position, position, '+' || phone, NULL, NULL FROM recipient r
     WHERE run_id = ?1 AND batch = ?2 AND NOT EXISTS (
         SELECT 1 FROM message m WHERE m.run_id = ?1 AND m.batch = ?2 AND m.position = r.position)
       AND NOT EXISTS (
         SELECT 1 FROM provider_rejection p WHERE p.run_id = ?1 AND p.batch = ?2 AND p.position = r.position)`,
    runId,
    batch,
  );
  if (lost > 0) {
    const detail = `${lost} recipients have no message: rejected, the reasons were in the lost reply`;
    note(sql, { runId, at, epoch, batch, kind: 'rejections-lost', detail });
  }
  return lost;
}
