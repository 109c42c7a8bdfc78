import { describe } from 'vitest';
import { useBench, type LedgerHome } from './ledger/bench.ts';
import { describeContactGuard } from './ledger/contact-guard.ts';
import { describeContacts } from './ledger/contacts.ts';
import { describeControl } from './ledger/control.ts';
import { describeDoubt } from './ledger/doubt.ts';
import { describeEpochs } from './ledger/epochs.ts';
import { describeFailures } from './ledger/failures.ts';
import { describeLag } from './ledger/lag.ts';
import { describeMessages } from './ledger/messages.ts';
import { describeMoves } from './ledger/moves.ts';
import { describePacing } from './ledger/pacing.ts';
import { describeOptOutReadings } from './ledger/opt-out-readings.ts';
import { describeOptOuts } from './ledger/opt-outs.ts';
import { describePlans } from './ledger/plans.ts';
import { describePurge } from './ledger/purge.ts';
import { describeReading } from './ledger/reading.ts';
import { describeRejections } from './ledger/rejections.ts';
import { describeReplies } from './ledger/replies.ts';
import { describeResends } from './ledger/resends.ts';
import { describeSpending } from './ledger/spending.ts';
import { describeStatements } from './ledger/statements.ts';
import { describeStates } from './ledger/states.ts';
import { describeTracking } from './ledger/tracking.ts';

/** What every implementation of the Ledger port must do. `newHome` gives each test an empty place of its own. */
export function describeLedger(name: string, newHome: () => LedgerHome): void {
  describe(name, () => {
    const bench = useBench(newHome);
    describePacing(bench);
    describeSpending(bench);
    describePlans(bench);
    describeStates(bench);
    describeStatements(bench);
    describeMoves(bench);
    describeEpochs(bench);
    describeRejections(bench);
    describeDoubt(bench);
    describeResends(bench);
    describeLag(bench);
    describeControl(bench);
    describeContactGuard(bench);
    describeContacts(bench);
    describeOptOuts(bench);
    describeOptOutReadings(bench);
    describeTracking(bench);
    describeMessages(bench);
    describeReading(bench);
    describeFailures(bench);
    describePurge(bench);
    describeReplies(bench);
  });
}
