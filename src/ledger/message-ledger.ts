import type { RunLedger } from '../core/ledger.ts';
import { isFinal } from '../core/message.ts';
import type { ErrorCounts } from '../core/pacing.ts';
import type { RemoteMessage } from '../core/provider.ts';
import { recordVerdict, type CodedFailure } from './code-verdict.ts';
import { recordErrorCounts } from './pacing-ledger.ts';
import { findPositionOfPhone } from './rejections.ts';
import { assertNotPurged } from './recipients.ts';
import { readRun, tallyMessages } from './report-ledger.ts';
import { updateSpend } from './spend.ts';
import type { Sql } from './sql.ts';

/** One page of messages, inserted or updated by message id. Returns how many were new or changed. */
export function recordMessages(
  sql: Sql,
  runId: number,
  batch: number,
  messages: readonly RemoteMessage[],
): number {
  const run = readRun(sql, runId);
  if (run !== null) assertNotPurged(run);
  return messages.reduce((sum, message) => {
    const changed = recordMessage(sql, runId, batch, message);
    if (changed > 0 && message.errorCode !== null) {
      recordVerdict(sql, runId, batch, toFailure(message, message.errorCode));
    }
    return sum + changed;
  }, 0);
}

function recordMessage(sql: Sql, runId: number, batch: number, message: RemoteMessage): number {
  return sql.run(
    `INSERT INTO message (run_id, batch, message_id, batch_id, position, phone, status, error_code, segments, cost,
       created_at, updated_at)
     VALUES (?1, ?2, ?3, (SELECT ?4 FROM batch b WHERE b.run_id = ?1 AND b.number = ?2 AND b.batch_id IS NOT ?4),
       ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
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
    message.batchId,
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

function toFailure({ to, updatedAt, createdAt }: RemoteMessage, errorCode: string): CodedFailure {
  return { phone: Number((to ?? '').replaceAll(/\D/g, '')), errorCode, at: updatedAt ?? createdAt ?? 0 };
}

/** What the batch's messages came to, by the messages themselves. */
function countErrors(sql: Sql, runId: number, batch: number): ErrorCounts {
  const tallies = tallyMessages(sql, runId, batch);
  const codes: Record<string, number> = {};
  for (const { errorCode, count } of tallies) {
    if (errorCode !== null) codes[errorCode] = (codes[errorCode] ?? 0) + count;
  }
  const final = tallies.filter(({ status }) => isFinal(status, null, 0, 0));
  return { final: final.reduce((sum, tally) => sum + tally.count, 0), codes };
}

type LookRecord = Parameters<RunLedger['recordLook']>[2];

/** A look at a batch: when the next one is due, and what its messages add up to by now. */
export function recordLook(sql: Sql, runId: number, batch: number, look: LookRecord): void {
  sql.run(
    `UPDATE batch SET looked_at = ?1, idle_looks = CASE WHEN ?2 THEN idle_looks + 1 ELSE idle_looks / 2 END,
       final_seen = coalesce(?5, final_seen), cost_seen = coalesce(?6, cost_seen)
     WHERE run_id = ?3 AND number = ?4`,
    look.at,
    look.isIdle ? 1 : 0,
    runId,
    batch,
    look.finalSeen ?? null,
    look.costSeen ?? null,
  );
  if (look.isMissing !== null) noteLag(sql, runId, batch, look.at, look.isMissing);
  updateSpend(sql, runId, batch);
  recordErrorCounts(sql, runId, batch, look.errors ?? countErrors(sql, runId, batch), look.at);
}

function noteLag(sql: Sql, runId: number, batch: number, at: number, isMissing: boolean): void {
  sql.run(
    `UPDATE batch SET ${isMissing ? 'messages_missed_at' : 'messages_seen_at'} = ?
     WHERE run_id = ? AND number = ? AND messages_seen_at IS NULL`,
    at,
    runId,
    batch,
  );
}
