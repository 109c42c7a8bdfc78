import type { WatchLedger } from '../core/watch.ts';
import { doubtLedger } from './doubt-ledger.ts';
import { pacingLedger } from './pacing-ledger.ts';
import { reportLedger } from './report-ledger.ts';
import { runLedger } from './run-ledger.ts';
import type { Sql } from './sql.ts';
import { trackLedger } from './track-ledger.ts';

/** No process ever has it: whoever watches a run writes nothing. */
const NO_EPOCH = 0;

/** What a run's next action is decided from, read beside whoever drives it. */
export function watchLedger(sql: Sql): WatchLedger {
  const { findRun, doubtfulBatches, worstLagMs } = reportLedger(sql);
  const { countStates } = runLedger(sql, NO_EPOCH);
  const { trackedBatches, lastListedAt } = trackLedger(sql, NO_EPOCH);
  const { resentBatches } = doubtLedger(sql, NO_EPOCH);
  const pacing = pacingLedger(sql, NO_EPOCH);
  const { plannedHeads, readSpend, queuedBatches, offeredSince, limitedAt, errorCounts } = pacing;
  return {
    ...{ findRun, countStates, plannedHeads, readSpend, queuedBatches, offeredSince, limitedAt, errorCounts },
    ...{ trackedBatches, lastListedAt, doubtfulBatches, resentBatches, worstLagMs },
  };
}
