import type { Spend } from '../core/pacing.ts';
import type { Sql } from './sql.ts';

/** What a run has cost, and what it may cost yet, from the sums that its batches carry. */
export function readSpend(sql: Sql, runId: number): Spend {
  interface Row {
    readonly spent: string;
    readonly priced: number;
    readonly segments: number;
    readonly open: string;
    readonly messages: number;
  }
  const row = sql.get<Row>(
    `SELECT CAST(coalesce(sum(spent), 0) AS TEXT) AS spent, coalesce(sum(priced_segments), 0) AS priced,
       coalesce(sum(open_segments), 0) AS segments, CAST(coalesce(sum(open_segments * price), 0) AS TEXT) AS open,
       coalesce(sum(recipients - withheld) FILTER (WHERE state NOT IN ('planned', 'refused')
         AND NOT (state = 'abandoned' AND doubted_at IS NULL)), 0) AS messages
     FROM batch WHERE run_id = ?`,
    runId,
  );
  return {
    spent: BigInt(row?.spent ?? 0),
    pricedSegments: row?.priced ?? 0,
    openSegments: row?.segments ?? 0,
    open: BigInt(row?.open ?? 0),
    messages: row?.messages ?? 0,
  };
}

/**
 * Sums up what a batch has cost, and the segments of it that have no price: of recipients whose message is there without
 * one, or not there at all. A price of zero may be one that is not known yet: it counts only where the plan says that
 * nothing is paid. Neither a rejected recipient nor a message that never left is expected to cost anything. Counted from
 * the whole batch downwards: an offer has few that are left out, and no message yet.
 */
export function updateSpend(sql: Sql, runId: number, batch: number): void {
  // Handed in, not named in the query: a subquery that depends on the row outside is run again for each recipient.
  const { price } = sql.get<{ price: number }>(
    'SELECT price FROM batch WHERE run_id = ? AND number = ?',
    runId,
    batch,
  ) ?? { price: 0 };
  sql.run(
    `UPDATE batch SET
       spent = (SELECT coalesce(sum(m.cost), 0) FROM message m WHERE m.run_id = ?1 AND m.batch = ?2),
       priced_segments = (SELECT coalesce(sum(m.segments), 0) FROM message m
         WHERE m.run_id = ?1 AND m.batch = ?2 AND m.cost > 0),
       open_segments = segments - (SELECT coalesce(sum(r.segments), 0) FROM recipient r
         WHERE r.run_id = ?1 AND r.batch = ?2 AND r.position IN (
           SELECT m.position FROM message m WHERE m.run_id = ?1 AND m.batch = ?2
             AND (m.cost > 0 OR (m.cost = 0 AND ?3 = 0) OR m.status = 'SendingFailed')
           UNION SELECT p.position FROM provider_rejection p WHERE p.run_id = ?1 AND p.batch = ?2
           UNION SELECT w.position FROM withheld w WHERE w.run_id = ?1 AND w.batch = ?2))
     WHERE run_id = ?1 AND number = ?2`,
    runId,
    batch,
    price,
  );
}

/** A batch that the provider certainly does not have costs nothing. */
export function clearSpend(sql: Sql, runId: number, batch: number): void {
  sql.run('UPDATE batch SET spent = 0, open_segments = 0 WHERE run_id = ? AND number = ?', runId, batch);
}
