import { DefectError } from '../core/error.ts';
import type { OptOutGuard, Withholding } from '../core/opt-out.ts';
import { note } from './journal.ts';
import { optOutRecorder } from './opt-out-recorder.ts';
import { OPTED_OUT_NOW } from './opt-out-records.ts';
import type { Sql } from './sql.ts';
import { openWrite } from './write.ts';

/** Keeps those who opted out away from every offer. */
export function optOutGuard(sql: Sql, epoch: number): OptOutGuard {
  const write = openWrite(sql, epoch);
  return {
    ...optOutRecorder(sql, write),
    withholdOptedOut: (runId, batch, at) => write(() => withholdOptedOut(sql, epoch, runId, batch, at)),
  };
}

function withholdOptedOut(sql: Sql, epoch: number, runId: number, batch: number, at: number): Withholding {
  const head = sql.get<{ state: string; attempts: number; recipients: number; withheld: number }>(
    'SELECT state, attempts, recipients, withheld FROM batch WHERE run_id = ? AND number = ?',
    runId,
    batch,
  );
  if (head?.state !== 'planned' && head?.state !== 'in_doubt') {
    throw new DefectError(`batch ${batch} is neither planned nor in doubt: nobody can be withheld from it`);
  }
  const added = sql.run(
    `INSERT INTO withheld (run_id, batch, position, at, was_offered)
     SELECT r.run_id, r.batch, r.position, ?3, b.state = 'in_doubt' ${OPTED_OUT_NOW}`,
    runId,
    batch,
    at,
  );
  const withheld = head.withheld + added;
  const left = head.recipients - withheld;
  if (added > 0) {
    sql.run('UPDATE batch SET withheld = ? WHERE run_id = ? AND number = ?', withheld, runId, batch);
    note(sql, { runId, at, epoch, batch, kind: 'withheld', detail: `${added} opted out before the offer` });
  }
  if (left === 0) {
    sql.run(
      "UPDATE batch SET state = 'abandoned', settled_at = ? WHERE run_id = ? AND number = ?",
      at,
      runId,
      batch,
    );
    note(sql, { runId, at, epoch, batch, kind: 'abandoned', detail: 'everybody in it has opted out' });
  }
  return { withheld, left };
}

/** Whether somebody who is not withheld has opted out by now: asked in the transaction of the offer. */
export function hasOptedOut(sql: Sql, runId: number, batch: number): boolean {
  return sql.get(`SELECT 1 AS yes ${OPTED_OUT_NOW} LIMIT 1`, runId, batch) !== null;
}

/**
 * A batch that turns out to have been taken at its first offer had those as well who were withheld from a later one:
 * they are recipients like the others.
 */
export function restoreOffered(sql: Sql, runId: number, batch: number): void {
  const restored = sql.run(
    'DELETE FROM withheld WHERE run_id = ? AND batch = ? AND was_offered = 1',
    runId,
    batch,
  );
  if (restored === 0) return;
  sql.run('UPDATE batch SET withheld = withheld - ? WHERE run_id = ? AND number = ?', restored, runId, batch);
}
