import type { DoubtfulBatch, DoubtSighting } from '../core/doubt.ts';
import type { World } from '../core/run.ts';
import { BATCH_COLUMNS, toBatch, type BatchRow } from './rows.ts';
import type { Sql } from './sql.ts';

type DoubtRow = BatchRow & {
  readonly doubted_at: number;
  readonly clean_looks: number;
  readonly looked_at: number | null;
  readonly differs: number;
  readonly seen: string | null;
  readonly resend_at: number | null;
};

/** The batches in doubt, with what was done to settle them. */
export function doubtfulBatches(sql: Sql, runId: number): DoubtfulBatch[] {
  return sql
    .all<DoubtRow>(
      `SELECT ${BATCH_COLUMNS}, clean_looks, looked_at, differs, seen, resend_at FROM batch
       WHERE run_id = ? AND state = 'in_doubt' ORDER BY number`,
      runId,
    )
    .map((row) => ({
      ...toBatch(row),
      doubtedAt: row.doubted_at,
      cleanLooks: row.clean_looks,
      lookedAt: row.looked_at,
      hasDiffered: row.differs === 1,
      seen: row.seen === null ? null : (JSON.parse(row.seen) as DoubtSighting),
      resendAt: row.resend_at,
    }));
}

/**
 * The worst time from an offer to its sight in an index, over the batches that a look had missed before. The sight is
 * only as good as the looks: where nobody looked for long after a miss (a run that was resumed days later), the time
 * until the miss, doubled, stands for it. One that was missed and never seen counts for as long as it was missed.
 */
export function worstLagMs(sql: Sql, world: World): number {
  const row = sql.get<{ worst: number | null }>(
    `SELECT max(max(${lagOf('list')}, ${lagOf('messages')})) AS worst
     FROM batch b JOIN run r ON r.id = b.run_id
     WHERE r.world = ? AND b.submitted_at IS NOT NULL AND b.batch_id IS NOT NULL`,
    world,
  );
  return Math.max(row?.worst ?? 0, 0);
}

function lagOf(index: 'list' | 'messages'): string {
  const missedAt = `${index}_missed_at`;
  const seenAt = `coalesce(${index}_seen_at, ${missedAt})`;
  const waited = `(${missedAt} - submitted_at)`;
  // A miss before this offer was of the one before it, which may never have been taken.
  return `CASE WHEN ${missedAt} > submitted_at
    THEN ${waited} + min(${seenAt} - ${missedAt}, ${waited}) ELSE 0 END`;
}
