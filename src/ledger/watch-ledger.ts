import type { WatchLedger } from '../core/watch.ts';
import { doubtLedger } from './doubt-ledger.ts';
import type { KeyHolder } from './hash-key.ts';
import { pacingLedger } from './pacing-ledger.ts';
import { reportLedger } from './report-ledger.ts';
import { runLedger } from './run-ledger.ts';
import type { Sql } from './sql.ts';
import { trackLedger } from './track-ledger.ts';

/** No process ever has it: whatever would write is refused. */
const NO_EPOCH = 0;

/** What a run's next action is decided from, read beside whoever drives it. */
export function watchLedger(sql: Sql, keys: KeyHolder): WatchLedger {
  return {
    ...reportLedger(sql, keys),
    ...runLedger(sql, NO_EPOCH, keys),
    ...trackLedger(sql, NO_EPOCH),
    ...doubtLedger(sql, NO_EPOCH),
    ...pacingLedger(sql, NO_EPOCH),
  };
}
