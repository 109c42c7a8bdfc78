import { describe } from 'vitest';
import { useBench, type LedgerHome } from './ledger/bench.ts';
import { describeDoubt } from './ledger/doubt.ts';
import { describeEpochs } from './ledger/epochs.ts';
import { describeMessages } from './ledger/messages.ts';
import { describeMoves } from './ledger/moves.ts';
import { describePlans } from './ledger/plans.ts';
import { describeReading } from './ledger/reading.ts';
import { describeRejections } from './ledger/rejections.ts';
import { describeTracking } from './ledger/tracking.ts';

/** What every implementation of the Ledger port must do. `newHome` gives each test an empty place of its own. */
export function describeLedger(name: string, newHome: () => LedgerHome): void {
  describe(name, () => {
    const bench = useBench(newHome);
    describePlans(bench);
    describeMoves(bench);
    describeEpochs(bench);
    describeRejections(bench);
    describeDoubt(bench);
    describeTracking(bench);
    describeMessages(bench);
    describeReading(bench);
  });
}
