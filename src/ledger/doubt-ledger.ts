import { TAKEN_STATES, type BatchState } from '../core/batch.ts';
import { DefectError } from '../core/error.ts';
import type { Act, Decision, DoubtLook, ResentBatch } from '../core/doubt.ts';
import type { RunLedger } from '../core/ledger.ts';
import type { RemoteBatch } from '../core/provider.ts';
import { inTurn } from './in-turn.ts';
import { note } from './journal.ts';
import { restoreOffered } from './offer-guard.ts';
import { NOT_WITHHELD } from './recipients.ts';
import { isOwned, own, type Evidence } from './remote-batches.ts';
import { BATCH_COLUMNS, toBatch, type BatchRow } from './rows.ts';
import { updateSpend } from './spend.ts';
import type { Sql } from './sql.ts';
import { openWrite } from './write.ts';

type DoubtLedger = Pick<
  RunLedger,
  | 'isOwned'
  | 'adoptFound'
  | 'markDuplicated'
  | 'recordDoubtLook'
  | 'decide'
  | 'resentBatches'
  | 'recordNoTwin'
  | 'recordLostRejections'
>;

/** The way of a batch out of `in_doubt`. */
export function doubtLedger(sql: Sql, epoch: number): DoubtLedger {
  const write = openWrite(sql, epoch);
  return {
    isOwned: (batchId) => inTurn(() => isOwned(sql, batchId)),
    adoptFound: (runId, batch, found, at) =>
      write(() => {
        adopt(sql, runId, batch, { found, how: 'found', at });
        note(sql, { runId, at, epoch, batch, kind: 'found', detail: found.id });
      }),
    markDuplicated: (runId, batch, batchIds, at) =>
      write(() => markDuplicated(sql, epoch, runId, batch, batchIds, at)),
    recordDoubtLook: (runId, batch, look) => write(() => recordDoubtLook(sql, epoch, runId, batch, look)),
    decide: (runId, batch, decision, act) => write(() => decide(sql, epoch, runId, batch, decision, act)),
    resentBatches: (runId) => inTurn(() => resentBatches(sql, runId)),
    recordNoTwin: (runId, batch, at) =>
      write(() => {
        assertTaken(sql, runId, batch);
        sql.run('UPDATE batch SET verified_at = ? WHERE run_id = ? AND number = ?', at, runId, batch);
        note(sql, { runId, at, epoch, batch, kind: 'no-twin', detail: 'only the known batch is there' });
      }),
    recordLostRejections: (runId, batch, at) =>
      write(() => recordLostRejections(sql, epoch, runId, batch, at)),
  };
}

function adopt(
  sql: Sql,
  runId: number,
  batch: number,
  { found, how, at }: { readonly found: RemoteBatch; readonly how: Evidence; readonly at: number },
): void {
  const changed = sql.run(
    `UPDATE batch SET state = 'accepted', batch_id = ?, remote_status = ?, idle_looks = 0, looked_at = NULL,
       problem = NULL
     WHERE run_id = ? AND number = ? AND state = 'in_doubt'`,
    found.id,
    found.status,
    runId,
    batch,
  );
  if (changed !== 1) throw new DefectError(`batch ${batch} can not be adopted: it is not in doubt`);
  own(sql, runId, batch, { batchId: found.id, how, at });
  restoreOffered(sql, runId, batch);
  updateSpend(sql, runId, batch);
}

const MAY_BE_DUPLICATED: readonly BatchState[] = [
  'in_doubt',
  ...TAKEN_STATES.filter((state) => state !== 'duplicated'),
];

function markDuplicated(
  sql: Sql,
  epoch: number,
  runId: number,
  batch: number,
  batchIds: readonly string[],
  at: number,
): void {
  const known = sql.get<{ batch_id: string | null; state: BatchState }>(
    'SELECT batch_id, state FROM batch WHERE run_id = ? AND number = ?',
    runId,
    batch,
  );
  if (known === null || !MAY_BE_DUPLICATED.includes(known.state)) {
    throw new DefectError(`batch ${batch} is neither in doubt nor taken`);
  }
  const all = [...new Set([...(known.batch_id === null ? [] : [known.batch_id]), ...batchIds])];
  const detail = `the provider has this batch ${all.length} times: ${all.join(', ')}`;
  sql.run(
    `UPDATE batch SET state = 'duplicated', batch_id = ?, problem = ?, settled_at = NULL, looked_at = NULL,
       idle_looks = 0
     WHERE run_id = ? AND number = ?`,
    all[0] ?? null,
    detail,
    runId,
    batch,
  );
  for (const batchId of all) {
    if (batchId !== known.batch_id) own(sql, runId, batch, { batchId, how: 'found', at });
  }
  restoreOffered(sql, runId, batch);
  note(sql, { runId, at, epoch, batch, kind: 'duplicated', detail });
}

// A look that differs where none did before takes back what a person decided without knowing of it.
function recordDoubtLook(sql: Sql, epoch: number, runId: number, batch: number, look: DoubtLook): void {
  const { at, ...seen } = look;
  const isDiffering = seen.differing.length > 0 ? 1 : 0;
  const changed = sql.run(
    `UPDATE batch SET looked_at = ?1, clean_looks = clean_looks + 1, seen = ?2, differs = max(differs, ?3),
       resend_at = CASE WHEN ?3 > differs THEN NULL ELSE resend_at END, list_missed_at = ?1, messages_missed_at = ?1
     WHERE run_id = ?4 AND number = ?5 AND state = 'in_doubt'`,
    at,
    JSON.stringify(seen),
    isDiffering,
    runId,
    batch,
  );
  if (changed !== 1) throw new DefectError(`batch ${batch} was looked for, but is not in doubt`);
  note(sql, { runId, at, epoch, batch, kind: 'not-found', detail: JSON.stringify(seen) });
}

function decide(
  sql: Sql,
  epoch: number,
  runId: number,
  batch: number,
  decision: Decision,
  { at, who }: Act,
): void {
  const detail = decision.kind === 'adopt' ? decision.batch.id : '';
  if (decision.kind === 'adopt') adopt(sql, runId, batch, { found: decision.batch, how: 'adopted', at });
  else {
    const changed = sql.run(
      decision.kind === 'resend'
        ? "UPDATE batch SET resend_at = ? WHERE run_id = ? AND number = ? AND state = 'in_doubt'"
        : "UPDATE batch SET state = 'abandoned', settled_at = ? WHERE run_id = ? AND number = ? AND state = 'in_doubt'",
      at,
      runId,
      batch,
    );
    if (changed !== 1) throw new DefectError(`batch ${batch} is not in doubt: there is nothing to decide`);
  }
  note(sql, { runId, at, epoch, batch, who, kind: `decided-${decision.kind}`, detail });
}

function resentBatches(sql: Sql, runId: number): ResentBatch[] {
  return sql
    .all<BatchRow & { readonly verified_at: number | null }>(
      `SELECT ${BATCH_COLUMNS}, verified_at FROM batch WHERE run_id = ? AND presumed_at IS NOT NULL
         AND state IN ('accepted', 'processing', 'completed', 'settled') ORDER BY number`,
      runId,
    )
    .map((row) => ({ ...toBatch(row), verifiedAt: row.verified_at }));
}

/** What is only known of a batch that the provider has, and has once. */
function assertTaken(sql: Sql, runId: number, batch: number): void {
  const found = sql.get(
    `SELECT 1 AS yes FROM batch WHERE run_id = ? AND number = ?
       AND state IN ('accepted', 'processing', 'completed', 'settled')`,
    runId,
    batch,
  );
  if (found === null) throw new DefectError(`batch ${batch} is not taken, or more than once`);
}

function recordLostRejections(sql: Sql, epoch: number, runId: number, batch: number, at: number): number {
  assertTaken(sql, runId, batch);
  const lost = sql.run(
    `INSERT INTO provider_rejection (run_id, batch, ordinal, position, phone, error_code, description)
     SELECT run_id, batch, position, position, '+' || phone, NULL, NULL FROM recipient r
     WHERE run_id = ?1 AND batch = ?2 AND NOT EXISTS (
         SELECT 1 FROM message m WHERE m.run_id = ?1 AND m.batch = ?2 AND m.position = r.position)
       AND NOT EXISTS (
         SELECT 1 FROM provider_rejection p WHERE p.run_id = ?1 AND p.batch = ?2 AND p.position = r.position)
       AND ${NOT_WITHHELD}`,
    runId,
    batch,
  );
  if (lost > 0) {
    const detail = `${lost} recipients have no message: rejected, the reasons were in the lost reply`;
    note(sql, { runId, at, epoch, batch, kind: 'rejections-lost', detail });
  }
  return lost;
}
