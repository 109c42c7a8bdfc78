import type { Sql } from './sql.ts';

/** How a batch of the provider's came to be known as ours. */
export type Evidence = 'reply' | 'found' | 'adopted';

/** The ids that the provider has for a batch of ours, the one it is known by first. */
export function ownedIds(sql: Sql, runId: number, batch: number): string[] {
  return sql
    .all<{ id: string }>(
      `SELECT r.batch_id AS id FROM remote_batch r JOIN batch b ON b.run_id = r.run_id AND b.number = r.batch
       WHERE r.run_id = ? AND r.batch = ? ORDER BY r.batch_id IS NOT b.batch_id, r.at, r.batch_id`,
      runId,
      batch,
    )
    .map((row) => row.id);
}

export function isOwned(sql: Sql, batchId: string): boolean {
  return sql.get('SELECT 1 AS yes FROM remote_batch WHERE batch_id = ?', batchId) !== null;
}

/** Links a batch of the provider's to one of ours, for good. It fails where the id is another's already. */
export function own(
  sql: Sql,
  runId: number,
  batch: number,
  link: { readonly batchId: string; readonly how: Evidence; readonly at: number },
): void {
  sql.run(
    'INSERT INTO remote_batch (batch_id, run_id, batch, how, at) VALUES (?, ?, ?, ?, ?)',
    link.batchId,
    runId,
    batch,
    link.how,
    link.at,
  );
}
