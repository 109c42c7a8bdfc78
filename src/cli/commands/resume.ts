import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { InputError } from '../../core/error.ts';
import type { Ledger } from '../../core/ledger.ts';
import type { Provider } from '../../core/provider.ts';
import type { Run, World } from '../../core/run.ts';
import { addCampaignOptions, WATCH_OPTIONS } from '../campaign-options.ts';
import type { Arguments, Command } from '../command.ts';
import { completeReports, lacksReports } from '../complete-reports.ts';
import { chooseWorld, openLedger, openLedgerForReading, openProvider } from '../compose.ts';
import type { Context } from '../context.ts';
import { findRun } from '../find-run.ts';
import { driveAndReport } from '../finish-run.ts';
import type { ResolvedOptions } from '../settings/resolve.ts';
import { describeWrongWorld, readWatchRequest, toTracking } from '../watch-request.ts';

/** `campaign resume [RUN]`: go on with one unfinished run, or with all. Nothing unfinished is nothing to do. */
export const resume: Command = {
  builder: (yargs) =>
    addCampaignOptions(
      yargs
        .positional('run', { type: 'string', describe: 'a run (default: all unfinished ones)' })
        .option('sandbox', { type: 'boolean', default: false, describe: 'runs of the embedded sandbox' })
        .example('$0 resume', 'what cron calls: a no-op when nothing is unfinished'),
      [...WATCH_OPTIONS, 'wait'],
    ),
  handle: resumeRuns,
};

async function resumeRuns(context: Context, argv: Arguments): Promise<ExitCode> {
  const request = readWatchRequest(context, argv);
  if (!(await hasUnfinished(context))) {
    context.say('nothing is unfinished');
    return EXIT.ok;
  }
  const isSandbox = argv['sandbox'] === true;
  const world = await chooseWorld(context, isSandbox);
  const ledger = await openLedger(context);
  try {
    const word = argv['run'];
    for (const run of await ledger.listRuns()) await completeReports(context, ledger, run);
    const runs = await chooseRuns(context, ledger, typeof word === 'string' ? word : undefined, world);
    if (runs.length === 0) return EXIT.ok;
    const senders = runs.flatMap((run) => run.senders);
    const requestTimeoutMs = request.values.requestTimeout;
    const provider = await openProvider(context, { isSandbox, requestTimeoutMs, senders });
    try {
      return await resumeAll(context, ledger, provider, runs, request);
    } finally {
      await provider.close();
    }
  } finally {
    await ledger.close();
  }
}

/** Asked before anything is opened for writing, so that an idle cron line needs neither credentials nor the lock. */
async function hasUnfinished(context: Context): Promise<boolean> {
  const ledger = await openLedgerForReading(context);
  if (ledger === null) return false;
  try {
    return (await ledger.listRuns()).some((run) => run.state === 'open' || lacksReports(run));
  } finally {
    await ledger.close();
  }
}

async function chooseRuns(
  context: Context,
  ledger: Ledger,
  word: string | undefined,
  world: World,
): Promise<readonly Run[]> {
  if (word === undefined) {
    const open = await ledger.listRuns({ state: 'open' });
    for (const run of open) {
      const wrong = describeWrongWorld(run, world);
      if (wrong !== null) context.say(`${run.name} is left alone: ${wrong}`);
    }
    return open.filter((run) => run.world === world);
  }
  const run = await findRun(ledger, word);
  const wrong = describeWrongWorld(run, world);
  if (wrong !== null) throw new InputError([{ where: run.name, found: wrong, remedy: 'Nothing was sent' }]);
  if (run.state === 'open') return [run];
  context.say(`${run.name} is ${run.state}: nothing to do`);
  return [];
}

/** First everything is submitted, run by run, then everything is followed to its end. */
async function resumeAll(
  context: Context,
  ledger: Ledger,
  provider: Provider,
  runs: readonly Run[],
  request: ResolvedOptions,
): Promise<ExitCode> {
  const isMany = runs.length > 1;
  let worst: ExitCode = EXIT.ok;
  for (const isWaiting of isMany && request.values.wait ? [false, true] : [request.values.wait]) {
    worst = EXIT.ok;
    for (const run of runs) {
      const current = (await ledger.findRun(run.name)) ?? run;
      if (current.state !== 'open') continue;
      await ledger.updateTracking(run.id, toTracking(run, request));
      const exit = await driveAndReport(context, ledger, provider, current, {
        isSubmitting: true,
        isWaiting,
      });
      if (context.io.interrupt.aborted) return exit;
      worst = worst === EXIT.ok ? exit : worst;
    }
  }
  return worst;
}
