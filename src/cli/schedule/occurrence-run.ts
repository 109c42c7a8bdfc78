import { InputError } from '../../core/error.ts';
import { isUnfinished } from '../../core/run.ts';
import type { Begun } from '../../schedule/schedule.ts';
import { requestCampaign } from '../campaign-options.ts';
import { openLedgerForReading } from '../compose.ts';
import type { Context } from '../context.ts';
import type { Schedule } from './schedule-file.ts';

/** The highest id of a run in the ledger; 0 where there is none. */
export async function findLastRun(context: Context): Promise<number> {
  const ledger = await openLedgerForReading(context);
  try {
    const runs = ledger === null ? [] : await ledger.listRuns();
    return Math.max(0, ...runs.map((run) => run.id));
  } finally {
    await ledger?.close();
  }
}

/** The run that was planned for an occurrence, whatever its file holds by now; null where none was. */
export async function findRunOf(
  context: Context,
  schedule: Schedule,
  { afterRun, campaign }: Begun,
): Promise<{ readonly name: string; readonly isUnfinished: boolean } | null> {
  const ledger = await openLedgerForReading(context);
  try {
    const runs = ledger === null ? [] : await ledger.listRuns({ campaign });
    const run = runs
      .filter(({ id, isTest, retryOf }) => id > afterRun && !isTest && retryOf === null)
      .find(({ world }) => (world === 'sandbox') === schedule.sandbox);
    return run === undefined ? null : { name: run.name, isUnfinished: isUnfinished(run) };
  } finally {
    await ledger?.close();
  }
}

/** What the campaign of a schedule is called now; empty where it can't be read, which the run itself will tell. */
export function nameCampaignOf(context: Context, schedule: Schedule): string {
  const inWorkspace = { ...context, io: { ...context.io, cwd: context.workspace.directory } };
  try {
    return requestCampaign(inWorkspace, schedule.file, schedule.options).name;
  } catch (error) {
    if (error instanceof InputError) return '';
    throw error;
  }
}
