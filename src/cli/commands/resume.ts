import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { isUnfinished, type Run } from '../../core/run.ts';
import { addCampaignOptions, PACE_OPTIONS, WATCH_OPTIONS } from '../campaign-options.ts';
import type { Arguments, Command } from '../command.ts';
import { lacksReports } from '../complete-reports.ts';
import { chooseWorld, claimLedger, openLedgerForReading } from '../compose.ts';
import type { Context } from '../context.ts';
import { findRun } from '../find-run.ts';
import { LIVES_IN_SANDBOX, readWatchRequest } from '../watch-request.ts';

/**
 * `campaign resume [RUN]`: go on with one unfinished run, or with all. Nothing unfinished is nothing to do. Only a run
 * that is named leaves its pause: cron calls this without a name.
 */
export const resume: Command = {
  builder: (yargs) =>
    addCampaignOptions(
      yargs
        .positional('run', { type: 'string', describe: 'a run (default: all unfinished ones)' })
        .option('sandbox', { type: 'boolean', default: false, describe: 'runs of the embedded sandbox' })
        .option('keep-pause', {
          type: 'boolean',
          default: false,
          describe: 'leave a run that is paused as it is, though it is named',
        })
        .example('$0 resume', 'what cron calls: a no-op when nothing is unfinished')
        .example('$0 resume spring-sale', 'one run; if it is paused, let it go on')
        .example('$0 resume spring-sale --max-cost 250', 'raise the limit that it stopped at'),
      [...WATCH_OPTIONS, ...PACE_OPTIONS, 'wait'],
    ),
  handle: resumePending,
};

async function resumePending(context: Context, argv: Arguments): Promise<ExitCode> {
  const request = readWatchRequest(context, argv);
  const word = typeof argv['run'] === 'string' ? argv['run'] : undefined;
  const pending = await findPending(context, word);
  const isSandbox = argv['sandbox'] === true || (word !== undefined && isAllSandbox(pending));
  if (pending.length === 0 || (!isSandbox && isAllSandbox(pending))) {
    for (const run of pending) context.say(`${run.name} is left alone: ${LIVES_IN_SANDBOX}`);
    context.say('nothing is unfinished');
    if (context.flags.json) (await import('../resume-runs.ts')).printReports(context, []);
    return EXIT.ok;
  }
  const world = await chooseWorld(context, isSandbox);
  const claim = await claimLedger(context);
  try {
    // Loaded while the ledger is looked at, as all that is only needed from here on.
    const { resumeRuns } = await import('../resume-runs.ts');
    const isPauseKept = argv['keep-pause'] === true;
    return await resumeRuns(context, claim, { word, world, isPauseKept, request });
  } finally {
    await claim.release();
  }
}

function isAllSandbox(runs: readonly Run[]): boolean {
  return runs.length > 0 && runs.every((run) => run.world === 'sandbox');
}

/**
 * The runs that are asked for, or that need something. Asked before anything is opened for writing, so that an idle
 * cron line needs neither credentials nor the lock.
 */
async function findPending(context: Context, word: string | undefined): Promise<readonly Run[]> {
  const ledger = await openLedgerForReading(context);
  try {
    if (word !== undefined) return [await findRun(ledger, word)];
    const all = ledger === null ? [] : await ledger.listRuns();
    return all.filter((run) => isUnfinished(run) || lacksReports(run));
  } finally {
    await ledger?.close();
  }
}
