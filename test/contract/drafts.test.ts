import { describe } from 'vitest';
import { startHere } from '../fakes/draft-thread.ts';
import { useDirectories } from '../fakes/workspace.ts';
import { useBench } from './ledger/bench.ts';
import { describeEpochs } from './ledger/epochs.ts';
import { describePlans } from './ledger/plans.ts';
import { describeReading } from './ledger/reading.ts';
import { sqliteHome } from './sqlite-home.ts';

const newDirectory = useDirectories();

describe('the ledger in SQLite, whose drafts a second thread writes', () => {
  const bench = useBench(() => sqliteHome(newDirectory(), { startThread: startHere, rowsAlone: 0 }));
  describePlans(bench);
  describeEpochs(bench);
  describeReading(bench);
});
