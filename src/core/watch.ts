import type { RunLedger } from './ledger.ts';

/** All that a run's next action is decided from: what drives a run reads it, and what only watches one. */
export type WatchLedger = Pick<
  RunLedger,
  | 'findRun'
  | 'countStates'
  | 'plannedHeads'
  | 'readSpend'
  | 'queuedBatches'
  | 'offeredSince'
  | 'limitedAt'
  | 'errorCounts'
  | 'trackedBatches'
  | 'lastListedAt'
  | 'doubtfulBatches'
  | 'resentBatches'
  | 'worstLagMs'
>;
