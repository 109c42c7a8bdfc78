import type { ExitCode } from '../../core/exit-code.ts';
import { addCampaignOptions, WATCH_OPTIONS } from '../campaign-options.ts';
import type { Arguments, Command } from '../command.ts';
import { chooseWorld, claimLedger, openLedgerForReading } from '../compose.ts';
import type { Context } from '../context.ts';
import { findRun } from '../find-run.ts';
import { readWatchRequest } from '../watch-request.ts';

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
  handle: trackFound,
};

async function trackFound(context: Context, argv: Arguments): Promise<ExitCode> {
  const request = readWatchRequest(context, argv);
  const word = typeof argv['run'] === 'string' ? argv['run'] : undefined;
  const isSandboxRun = await isOfSandbox(context, word);
  const isSandbox = argv['sandbox'] === true || (word !== undefined && isSandboxRun);
  const world = await chooseWorld(context, isSandbox);
  const claim = await claimLedger(context);
  try {
    // Loaded while the ledger is looked at, as all that is only needed from here on.
    const { trackRun } = await import('../track-run.ts');
    return await trackRun(context, claim, { word, world, request });
  } finally {
    await claim.release();
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
