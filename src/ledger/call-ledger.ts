import type { CallCounts } from '../core/calls.ts';
import type { RunLedger } from '../core/ledger.ts';
import type { Sql } from './sql.ts';
import { openWrite } from './write.ts';

/** Counting the calls to the API that were made for a run. */
export function callLedger(sql: Sql, epoch: number): Pick<RunLedger, 'recordCalls'> {
  const write = openWrite(sql, epoch);
  return {
    recordCalls: (runId, calls) =>
      write(() => {
        for (const [endpoint, count] of calls) {
          sql.run(
            `INSERT INTO api_call (run_id, endpoint, calls) VALUES (?, ?, ?)
             ON CONFLICT (run_id, endpoint) DO UPDATE SET calls = calls + excluded.calls`,
            runId,
            endpoint,
            count,
          );
        }
      }),
  };
}

/** In order of the endpoint; null for a run that began before calls were counted. */
export function countCalls(sql: Sql, runId: number): CallCounts | null {
  const run = sql.get<{ counted: number }>(
    'SELECT are_calls_counted AS counted FROM run WHERE id = ?',
    runId,
  );
  if (run?.counted !== 1) return null;
  return new Map(
    sql
      .all<{ endpoint: string; calls: number }>(
        'SELECT endpoint, calls FROM api_call WHERE run_id = ? ORDER BY endpoint',
        runId,
      )
      .map(({ endpoint, calls }) => [endpoint, calls]),
  );
}
