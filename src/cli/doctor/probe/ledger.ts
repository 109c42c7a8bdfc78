import { hostname } from 'node:os';
import type { Holder } from '../../../core/journal.ts';
import type { ReportLedger } from '../../../core/ledger.ts';
import type { OptOutReader } from '../../../core/opt-out.ts';
import { isUnfinished, type Run, type World } from '../../../core/run.ts';
import { commandFor } from '../../command-for.ts';
import type { LedgerFacts, UnfinishedRun } from '../judge/ledger.ts';
import type { OptOutList } from '../judge/opt-outs.ts';

/**
 * Reads what waits for somebody, beside whoever is writing.
 *
 * @param holder who opened the ledger last; it has it still when its process is alive
 */
export async function probeLedger(ledger: ReportLedger, holder: Holder | null): Promise<LedgerFacts> {
  const runs = await ledger.listRuns();
  const unfinished: UnfinishedRun[] = [];
  for (const run of runs.filter(isUnfinished)) unfinished.push(await describeRun(ledger, run));
  return { runs: runs.length, unfinished, user: holder !== null && isAlive(holder) ? holder : null };
}

/** The list of opt-outs as it counts in a world. */
export async function probeOptOuts(ledger: OptOutReader, world: World): Promise<OptOutList> {
  let entries = 0;
  for await (const chunk of ledger.optOuts(world)) entries += chunk.length;
  return { entries, readAt: await ledger.optOutsReadAt(world) };
}

async function describeRun(ledger: ReportLedger, run: Run): Promise<UnfinishedRun> {
  const doubts = await ledger.doubtfulBatches(run.id);
  return {
    name: run.name,
    isPaused: run.pausedAt !== null,
    batchesInDoubt: doubts.length,
    resume: commandFor(run.state === 'cancelled' ? 'track' : 'resume', run),
    reconcile: commandFor('reconcile', run),
  };
}

/** The lock itself is not tried: that would be in the way of a start. */
function isAlive({ pid, host }: Holder): boolean {
  if (host !== hostname()) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
