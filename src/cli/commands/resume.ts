import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { InputError } from '../../core/error.ts';
import type { Ledger } from '../../core/ledger.ts';
import type { Provider } from '../../core/provider.ts';
import { isUnfinished, type Run, type World } from '../../core/run.ts';
import { addCampaignOptions, PACE_OPTIONS, WATCH_OPTIONS } from '../campaign-options.ts';
import type { Arguments, Command } from '../command.ts';
import { completeReports, lacksReports } from '../complete-reports.ts';
import { chooseWorld, openLedger, openLedgerForReading, openProvider } from '../compose.ts';
import type { Context } from '../context.ts';
import { findRun } from '../find-run.ts';
import { takeTurns } from '../../run/take-turns.ts';
import { driveAndReport, driveOnScreen } from '../finish-run.ts';
import type { ResolvedOptions } from '../settings/resolve.ts';
import { formatJson } from '../../report/json.ts';
import { buildSummary, type RunSummary } from '../../report/summary.ts';
import type { RunEnd } from '../../run/loop.ts';
import type { Mode } from '../../run/view.ts';
import { whoIs } from '../who.ts';
import {
  describeWrongWorld,
  LIVES_IN_SANDBOX,
  readWatchRequest,
  toChangedLimits,
  toTracking,
} from '../watch-request.ts';

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
  handle: resumeRuns,
};

async function resumeRuns(context: Context, argv: Arguments): Promise<ExitCode> {
  const request = readWatchRequest(context, argv);
  const word = typeof argv['run'] === 'string' ? argv['run'] : undefined;
  const pending = await findPending(context, word);
  const isSandbox = argv['sandbox'] === true || (word !== undefined && isAllSandbox(pending));
  if (pending.length === 0 || (!isSandbox && isAllSandbox(pending))) {
    for (const run of pending) context.say(`${run.name} is left alone: ${LIVES_IN_SANDBOX}`);
    context.say('nothing is unfinished');
    if (context.flags.json) printReports(context, []);
    return EXIT.ok;
  }
  const world = await chooseWorld(context, isSandbox);
  const ledger = await openLedger(context);
  try {
    for (const run of await ledger.listRuns()) await completeReports(context, ledger, run);
    const runs = await chooseRuns(context, ledger, word, world, argv['keep-pause'] === true);
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

async function chooseRuns(
  context: Context,
  ledger: Ledger,
  word: string | undefined,
  world: World,
  isPauseKept: boolean,
): Promise<readonly Run[]> {
  if (word === undefined) {
    const open = (await ledger.listRuns()).filter(isUnfinished);
    for (const run of open) {
      const wrong = describeWrongWorld(run, world);
      if (wrong !== null) context.say(`${run.name} is left alone: ${wrong}`);
    }
    return open.filter((run) => run.world === world);
  }
  const run = await findRun(ledger, word);
  const wrong = describeWrongWorld(run, world);
  if (wrong !== null) throw new InputError([{ where: run.name, found: wrong, remedy: 'Nothing was sent' }]);
  if (isUnfinished(run)) {
    const act = { at: context.clock.now(), who: whoIs(context) };
    if (!isPauseKept && (await ledger.unpause(run.id, act))) context.say(`${run.name} is no longer paused`);
    return [run];
  }
  context.say(`${run.name} is ${run.state}: nothing to do`);
  return [];
}

/** First everything is submitted, the runs in turns, then each is followed to its end. */
async function resumeAll(
  context: Context,
  ledger: Ledger,
  provider: Provider,
  runs: readonly Run[],
  request: ResolvedOptions,
): Promise<ExitCode> {
  const isOne = runs.length === 1;
  // One document on stdout: of several runs it is printed once, at the end.
  const each = isOne ? context : { ...context, flags: { ...context.flags, json: false } };
  const exits = new Map<string, ExitCode>();
  for (const run of runs) {
    await ledger.updateTracking(run.id, toTracking(run, request));
    await ledger.updateLimits(run.id, toChangedLimits(run, request));
  }
  const mode = {
    isSubmitting: true,
    isWaiting: request.values.wait,
    isPatient: isOne && context.isInteractive,
  };
  if (!isOne && mode.isWaiting) {
    const drive = (run: Run, turn: Mode): Promise<RunEnd> => driveOnScreen(each, ledger, provider, run, turn);
    await takeTurns(runs, drive, context.clock, context.io.interrupt);
  }
  for (const run of runs) {
    if (context.io.interrupt.aborted && exits.size > 0) break;
    const current = (await ledger.findRun(run.name)) ?? run;
    exits.set(run.name, await driveAndReport(each, ledger, provider, current, mode));
  }
  if (context.flags.json && !isOne) printReports(context, await buildSummaries(ledger, runs));
  return WORST_FIRST.find((code) => [...exits.values()].includes(code)) ?? EXIT.ok;
}

async function buildSummaries(ledger: Ledger, runs: readonly Run[]): Promise<RunSummary[]> {
  const summaries: RunSummary[] = [];
  for (const run of runs) {
    summaries.push(await buildSummary(ledger, (await ledger.findRun(run.name)) ?? run));
  }
  return summaries;
}

function printReports(context: Context, runs: readonly RunSummary[]): void {
  context.print(formatJson({ schema: 'campaign-reports/1', runs }).trimEnd());
}

/** Of several runs' ends, the one that needs a person most. */
const WORST_FIRST: readonly ExitCode[] = [
  EXIT.terminated,
  EXIT.interrupted,
  EXIT.inDoubt,
  EXIT.refused,
  EXIT.control,
  EXIT.limit,
  EXIT.outsideWindow,
  EXIT.notFinished,
  EXIT.belowMinimum,
];
