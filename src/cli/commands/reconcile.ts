import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { InputError } from '../../core/error.ts';
import type { Ledger, ReportLedger } from '../../core/ledger.ts';
import type { Provider } from '../../core/provider.ts';
import { isUnfinished, type Run } from '../../core/run.ts';
import type { RunPorts } from '../../run/ports.ts';
import { reconcileRun, type Wish } from '../../run/reconcile.ts';
import { ask } from '../ask.ts';
import { addCampaignOptions, WATCH_OPTIONS } from '../campaign-options.ts';
import type { Arguments, Command } from '../command.ts';
import { commandFor } from '../command-for.ts';
import { chooseWorld, openLedger, openLedgerForReading, openProvider } from '../compose.ts';
import type { Context } from '../context.ts';
import { tellDoubts } from '../doubt-text.ts';
import { findRun } from '../find-run.ts';
import { reportRun, tellTwins } from '../finish-run.ts';
import { isDoubtful, listBatches } from '../list-batches.ts';
import { isWarning, tellEvent } from '../screen/words.ts';
import { describeWrongWorld, readWatchRequest } from '../watch-request.ts';
import { whoIs } from '../who.ts';
import { readWishes } from '../wishes.ts';

/** `campaign reconcile [RUN]`: look for batches in doubt at the provider, and let a person decide about the rest. */
export const reconcile: Command = {
  builder: (yargs) =>
    addCampaignOptions(
      yargs
        .positional('run', { type: 'string', describe: 'a run (default: the one with a batch in doubt)' })
        .option('adopt', {
          type: 'array',
          string: true,
          requiresArg: true,
          describe: "N=BATCHID: batch N was taken, with this id in RingCentral's records",
        })
        .option('resend', {
          type: 'array',
          string: true,
          requiresArg: true,
          describe: 'N: batch N was not taken; offer it again with the next resume',
        })
        .option('assume-sent', {
          type: 'array',
          string: true,
          requiresArg: true,
          describe: 'N: count batch N as sent, never offer it again',
        })
        .option('yes', { type: 'boolean', default: false, describe: 'do not ask before --resend' })
        .option('sandbox', { type: 'boolean', default: false, describe: 'a run of the embedded sandbox' })
        .example('$0 reconcile spring-sale', 'look again, and see what can be done')
        .example('$0 reconcile spring-sale --adopt 3=7129', 'batch 3 was taken: its id is 7129')
        .example('$0 reconcile spring-sale --resend 3', 'offer batch 3 again'),
      WATCH_OPTIONS.filter((name) => name === 'requestTimeout'),
    ),
  handle: reconcileDoubts,
};

async function reconcileDoubts(context: Context, argv: Arguments): Promise<ExitCode> {
  const wishes = readWishes(argv);
  const word = typeof argv['run'] === 'string' ? argv['run'] : undefined;
  const chosen = await chooseRun(context, word);
  refuseStrayWishes(wishes, chosen);
  if (chosen === null) return EXIT.ok;
  const { run } = chosen;
  const isSandbox = argv['sandbox'] === true || run.world === 'sandbox';
  const wrong = describeWrongWorld(run, await chooseWorld(context, isSandbox));
  if (wrong !== null) throw new InputError([{ where: run.name, found: wrong, remedy: 'Nothing was read' }]);
  await approve(context, wishes, argv['yes'] === true);
  const requestTimeoutMs = readWatchRequest(context, argv).values.requestTimeout;
  const ledger = await openLedger(context);
  try {
    const provider = await openProvider(context, { isSandbox, requestTimeoutMs, senders: run.senders });
    try {
      const done = await reconcileRun(openPorts(context, ledger, provider), run, wishes, {
        who: whoIs(context),
      });
      for (const wish of wishes) context.say(done.includes(wish) ? tellDone(wish) : tellNeedless(wish));
    } finally {
      await provider.close();
    }
    return await conclude(context, ledger, run);
  } finally {
    await ledger.close();
  }
}

function openPorts(context: Context, ledger: Ledger, provider: Provider): RunPorts {
  return {
    ledger,
    provider,
    clock: context.clock,
    signal: context.io.interrupt,
    emit: (event) => {
      const words = tellEvent(event);
      if (words !== null) (isWarning(event) ? context.warn : context.say)(words);
    },
  };
}

/** A run with the numbers of its batches that are in doubt. */
interface Doubtful {
  readonly run: Run;
  readonly batches: readonly number[];
}

/** The run that is named; else the one that has a batch in doubt. Null, and said, when nothing is. */
async function chooseRun(context: Context, word: string | undefined): Promise<Doubtful | null> {
  const ledger = await openLedgerForReading(context);
  try {
    const named = word === undefined ? null : await findRun(ledger, word);
    const runs = named === null ? ((await ledger?.listRuns()) ?? []).filter(isUnfinished) : [named];
    const all = await Promise.all(
      runs.map(async (run) => ({ run, batches: await listDoubtful(ledger, run) })),
    );
    const [one, another] = all.filter(({ batches }) => batches.length > 0);
    if (one !== undefined && another === undefined) return one;
    if (one === undefined) {
      context.say(named === null ? 'nothing is in doubt' : `nothing of ${named.name} is in doubt`);
      if (ledger !== null) await tellAllTwins(context, ledger, runs);
      return null;
    }
    const names = all.filter(({ batches }) => batches.length > 0).map(({ run }) => run.name);
    const found = `${names.length} runs have batches in doubt: ${names.join(', ')}`;
    throw new InputError([{ where: 'RUN', found, remedy: 'Name one' }]);
  } finally {
    await ledger?.close();
  }
}

async function listDoubtful(ledger: ReportLedger | null, run: Run): Promise<readonly number[]> {
  return ledger === null ? [] : listBatches(ledger, run, isDoubtful);
}

/** A batch that is there twice has the same exit code as a doubt, and no decision can mend it. */
async function tellAllTwins(context: Context, ledger: ReportLedger, runs: readonly Run[]): Promise<void> {
  for (const run of runs) {
    const twins = await listBatches(ledger, run, ({ state }) => state === 'duplicated');
    if (twins.length > 0) context.warn(await tellTwins(ledger, run));
  }
}

/** Refuses what is said of batches that are not in doubt, before anybody is asked or anything is called. */
function refuseStrayWishes(wishes: readonly Wish[], chosen: Doubtful | null): void {
  const numbers = chosen?.batches ?? [];
  const stray = wishes.filter((wish) => !numbers.includes(wish.batch));
  if (stray.length === 0) return;
  const remedy = numbers.length === 0 ? 'Nothing was changed' : `In doubt: ${numbers.join(', ')}`;
  throw new InputError(
    stray.map((wish) => ({ where: `--${wish.kind}`, found: `batch ${wish.batch} is not in doubt`, remedy })),
  );
}

async function approve(context: Context, wishes: readonly Wish[], isYes: boolean): Promise<void> {
  const again = wishes.filter((wish) => wish.kind === 'resend').map((wish) => wish.batch);
  if (again.length === 0 || isYes) return;
  const which = again.length === 1 ? `batch ${again.join()}` : `batches ${again.join(', ')}`;
  const question = `Offer ${which} again? If RingCentral took it after all, its recipients are texted twice.`;
  if (context.isInteractive && (await ask(context, question))) return;
  const remedy = context.isInteractive ? 'Nothing was changed' : 'Say --yes to decide without a terminal';
  throw new InputError([{ where: '--resend', found: 'not approved', remedy }]);
}

function tellDone(wish: Wish): string {
  switch (wish.kind) {
    case 'adopt':
      return `batch ${wish.batch}: adopted as ${wish.batchId}`;
    case 'resend':
      return `batch ${wish.batch}: will be offered again by the next resume, unless its look finds it`;
    case 'assume-sent':
      return `batch ${wish.batch}: counts as sent and is never offered again`;
  }
}

/** Whatever a person knows, a look that found the batch knows it better. */
function tellNeedless({ kind, batch }: Wish): string {
  return `batch ${batch}: --${kind} was not needed, the look has settled it`;
}

async function conclude(context: Context, ledger: Ledger, chosen: Run): Promise<ExitCode> {
  const run = (await ledger.findRun(chosen.name)) ?? chosen;
  await reportRun(context, ledger, run.name, { isJson: context.flags.json });
  const doubts = await ledger.doubtfulBatches(run.id);
  const isUndecided = doubts.some((batch) => batch.resendAt === null);
  const words = await tellDoubts(ledger, run, context.clock.now());
  if (words !== '') (isUndecided ? context.warn : context.say)(words);
  if (words === '' && isUnfinished(run)) context.say(`go on with: ${commandFor('resume', run)}`);
  return isUndecided ? EXIT.inDoubt : EXIT.ok;
}
