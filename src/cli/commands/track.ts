import type { ExitCode } from '../../core/exit-code.ts';
import { InputError } from '../../core/error.ts';
import type { Ledger } from '../../core/ledger.ts';
import type { Provider } from '../../core/provider.ts';
import { isUnfinished, type Run } from '../../core/run.ts';
import { refreshRun } from '../../run/refresh.ts';
import { addCampaignOptions, WATCH_OPTIONS } from '../campaign-options.ts';
import type { Arguments, Command } from '../command.ts';
import { chooseWorld, openLedger, openLedgerForReading, openProvider } from '../compose.ts';
import type { Context } from '../context.ts';
import { findRun } from '../find-run.ts';
import { driveAndReport, exitOfFinished, reportRun, tellTwins } from '../finish-run.ts';
import { count } from '../screen/figures.ts';
import type { ResolvedOptions } from '../settings/resolve.ts';
import { describeWrongWorld, readWatchRequest, toTracking } from '../watch-request.ts';

/** `campaign track [RUN]`: poll and report, submit nothing. A finished run is read once more for late news. */
export const track: Command = {
  builder: (yargs) =>
    addCampaignOptions(
      yargs
        .positional('run', {
          type: 'string',
          describe: 'a run (default: the latest unfinished one, else the latest)',
        })
        .option('sandbox', { type: 'boolean', default: false, describe: 'a run of the embedded sandbox' })
        .example('$0 track', 'follow what `run --no-wait` left')
        .example('$0 track spring-sale --track-for 96h', 'wait longer for receipts that are late'),
      WATCH_OPTIONS,
    ),
  handle: trackRun,
};

async function trackRun(context: Context, argv: Arguments): Promise<ExitCode> {
  const request = readWatchRequest(context, argv);
  const word = argv['run'];
  const isSandboxRun = await isOfSandbox(context, typeof word === 'string' ? word : undefined);
  const isSandbox = argv['sandbox'] === true || (word !== undefined && isSandboxRun);
  const world = await chooseWorld(context, isSandbox);
  const ledger = await openLedger(context);
  try {
    const run = await findRun(ledger, typeof word === 'string' ? word : undefined);
    const wrong = describeWrongWorld(run, world);
    if (wrong !== null) throw new InputError([{ where: run.name, found: wrong, remedy: 'Nothing was read' }]);
    const provider = await openProvider(context, {
      isSandbox,
      requestTimeoutMs: request.values.requestTimeout,
      senders: run.senders,
    });
    try {
      return await follow(context, ledger, provider, run, request);
    } finally {
      await provider.close();
    }
  } finally {
    await ledger.close();
  }
}

/** Whether the run is one of the embedded sandbox. A wrong name is told before credentials are asked for. */
async function isOfSandbox(context: Context, word: string | undefined): Promise<boolean> {
  const ledger = await openLedgerForReading(context);
  try {
    return (await findRun(ledger, word)).world === 'sandbox';
  } finally {
    await ledger?.close();
  }
}

async function follow(
  context: Context,
  ledger: Ledger,
  provider: Provider,
  run: Run,
  request: ResolvedOptions,
): Promise<ExitCode> {
  await ledger.updateTracking(run.id, toTracking(run, request));
  if (isUnfinished(run)) {
    return driveAndReport(context, ledger, provider, run, {
      isSubmitting: false,
      isWaiting: true,
      isPatient: context.isInteractive,
    });
  }
  if (run.purgedAt === null) {
    const changed = await refreshRun({ ledger, provider, clock: context.clock }, run);
    context.say(`${run.name} is ${run.state}; ${count(changed)} messages have changed since`);
  } else context.say(`${run.name} is purged: its messages are not read again`);
  const summary = await reportRun(context, ledger, run.name, { isJson: context.flags.json });
  await ledger.markReported(run.id, context.clock.now());
  if (summary.incidents.length > 0) context.warn(await tellTwins(ledger, run));
  return exitOfFinished(ledger, run, summary);
}
