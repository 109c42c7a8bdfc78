import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { InputError } from '../../core/error.ts';
import type { Ledger } from '../../core/ledger.ts';
import type { Provider } from '../../core/provider.ts';
import type { Run } from '../../core/run.ts';
import { refreshRun } from '../../run/refresh.ts';
import { addCampaignOptions, WATCH_OPTIONS } from '../campaign-options.ts';
import type { Arguments, Command } from '../command.ts';
import { chooseWorld, openLedger, openLedgerForReading, openProvider } from '../compose.ts';
import type { Context } from '../context.ts';
import { findRun } from '../find-run.ts';
import { driveAndReport, reportRun } from '../finish-run.ts';
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
        .example('$0 track', 'follow what `run --no-wait` left'),
      WATCH_OPTIONS,
    ),
  handle: trackRun,
};

async function trackRun(context: Context, argv: Arguments): Promise<ExitCode> {
  const request = readWatchRequest(context, argv);
  const word = argv['run'];
  await assertRun(context, typeof word === 'string' ? word : undefined);
  const isSandbox = argv['sandbox'] === true;
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

/** A wrong name is told before credentials are asked for and a ledger is made. */
async function assertRun(context: Context, word: string | undefined): Promise<void> {
  const ledger = await openLedgerForReading(context);
  try {
    await findRun(ledger, word);
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
  if (run.state === 'open') {
    return driveAndReport(context, ledger, provider, run, { isSubmitting: false, isWaiting: true });
  }
  const changed = await refreshRun({ ledger, provider, clock: context.clock }, run);
  context.say(`${run.name} is ${run.state}; ${count(changed)} messages have changed since`);
  await reportRun(context, ledger, run.name, { isJson: context.flags.json });
  await ledger.markReported(run.id, context.clock.now());
  return EXIT.ok;
}
