import { TAKEN_STATES } from '../core/batch.ts';
import type { PurgeHold, PurgeReader, PurgeSurvey } from '../core/purge.ts';
import { isUnfinished, type Run } from '../core/run.ts';
import { inTurn } from './in-turn.ts';
import { toRun, type RunRow } from './rows.ts';
import type { Sql } from './sql.ts';

/** Looks at what is old enough to be purged. */
export function purgeReader(sql: Sql): PurgeReader {
  return { purgeSurvey: (cut, now) => inTurn(() => survey(sql, cut, now)) };
}

function survey(sql: Sql, cut: number, now: number): PurgeSurvey {
  const old = sql
    .all<RunRow>(
      `SELECT * FROM run WHERE state <> 'draft' AND purged_at IS NULL
         AND coalesce(finished_at, last_submit_at, planned_at) < ? ORDER BY id`,
      cut,
    )
    .map(toRun)
    .map((run) => ({ run, hold: holdOf(sql, run, now) }));
  return {
    due: old
      .filter(({ run, hold }) => hold === null && newestReceipt(sql, run.id) < cut)
      .map(({ run }) => run),
    held: old.flatMap(({ run, hold }) => (hold === null ? [] : [{ run, hold }])),
    ...readLeftovers(sql, cut),
    isErasing: sql.get('SELECT 1 AS yes FROM erasure') !== null,
  };
}

/** What has no run of its own, or outlives it. */
export function readLeftovers(sql: Sql, cut: number): Pick<PurgeSurvey, 'badNumbers' | 'drafts'> {
  const row = sql.get<{ badNumbers: number; drafts: number }>(
    `SELECT (SELECT count(*) FROM bad_number WHERE at < ?) AS badNumbers,
       (SELECT count(*) FROM run WHERE state = 'draft') AS drafts`,
    cut,
  );
  return row ?? { badNumbers: 0, drafts: 0 };
}

/** Why a run must keep its numbers and texts; null where it needn't. */
export function holdOf(sql: Sql, run: Run, now: number): PurgeHold | null {
  if (isUnfinished(run)) return { why: 'unfinished' };
  const batches = countOf(sql, DOUBTFUL, run.id);
  if (batches > 0) return { why: 'in-doubt', batches };
  const messages = countOf(sql, NOT_FINAL, run.id, now - run.tracking.settleAfterMs);
  return messages > 0 ? { why: 'not-final', messages } : null;
}

const DOUBTFUL = "SELECT count(*) AS n FROM batch WHERE run_id = ?1 AND state IN ('submitting', 'in_doubt')";
/** `isFinal` of core/message.ts, and batches whose messages are still followed. Parameter 2: the newest `Sent` that counts. */
const NOT_FINAL = `SELECT (SELECT count(*) FROM message WHERE run_id = ?1
    AND status NOT IN ('Delivered', 'DeliveryFailed', 'SendingFailed')
    AND NOT (status = 'Sent' AND updated_at IS NOT NULL AND updated_at <= ?2))
  + (SELECT coalesce(sum(recipients), 0) FROM batch WHERE run_id = ?1 AND settled_at IS NULL
    AND state IN (${TAKEN_STATES.map((state) => `'${state}'`).join(', ')})) AS n`;

function countOf(sql: Sql, query: string, ...values: readonly number[]): number {
  return sql.get<{ n: number }>(query, ...values)?.n ?? 0;
}

function newestReceipt(sql: Sql, runId: number): number {
  return countOf(sql, 'SELECT coalesce(max(updated_at), 0) AS n FROM message WHERE run_id = ?1', runId);
}
