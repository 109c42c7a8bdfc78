import type { Ledger } from '../core/ledger.ts';
import { isUnfinished, type Run } from '../core/run.ts';
import type { Context } from './context.ts';
import { reportRun } from './finish-run.ts';

/** Whether a run ended without its reports: a process can die after its last commit and before them. */
export function lacksReports(run: Run): boolean {
  return !isUnfinished(run) && run.reportedAt === null;
}

/** Writes the reports of a finished run where that was not done at its end. */
export async function completeReports(context: Context, ledger: Ledger, run: Run): Promise<void> {
  if (!lacksReports(run)) return;
  await reportRun(context, ledger, run.name, { isJson: false });
  await ledger.markReported(run.id, context.clock.now());
}
