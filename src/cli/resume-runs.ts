import { InputError } from '../core/error.ts';
import { EXIT, type ExitCode } from '../core/exit-code.ts';
import type { Ledger } from '../core/ledger.ts';
import type { Provider } from '../core/provider.ts';
import { isUnfinished, type Run, type World } from '../core/run.ts';
import { formatJson } from '../report/json.ts';
import { buildSummary, type RunSummary } from '../report/summary.ts';
import type { RunEnd } from '../run/loop.ts';
import { takeTurns } from '../run/take-turns.ts';
import type { Mode } from '../run/view.ts';
import { completeReports } from './complete-reports.ts';
import { loadProvider, openProvider, type LedgerClaim } from './compose.ts';
import type { Context } from './context.ts';
import { findRun } from './find-run.ts';
import { driveAndReport, driveOnScreen } from './finish-run.ts';
import type { ResolvedOptions } from './settings/resolve.ts';
import { findStrangers } from './settings/strangers.ts';
import { describeWrongWorld, toChangedLimits, toTracking } from './watch-request.ts';
import { whoIs } from './who.ts';

/** What `resume` was asked to go on with. */
export interface Resuming {
  /** The run that was named; undefined: all unfinished ones. */
  readonly word: string | undefined;
  readonly world: World;
  readonly isPauseKept: boolean;
  readonly request: ResolvedOptions;
}

/** Goes on with the runs that were asked for, after the reports that a killed start owes. */
export async function resumeRuns(
  context: Context,
  claim: LedgerClaim,
  { word, world, isPauseKept, request }: Resuming,
): Promise<ExitCode> {
  const [ledger] = await Promise.all([claim.open(), loadProvider()]);
  try {
    for (const run of await ledger.listRuns()) await completeReports(context, ledger, run);
    const runs = await chooseRuns(context, ledger, word, world);
    if (runs.length === 0) return EXIT.ok;
    refuseStrangers(request, runs);
    if (word !== undefined && !isPauseKept) await goOn(context, ledger, runs);
    const provider = await openProvider(context, {
      isSandbox: world === 'sandbox',
      requestTimeoutMs: request.values.requestTimeout,
      senders: runs.flatMap((run) => run.senders),
    });
    try {
      return await resumeAll(context, ledger, provider, runs, request);
    } finally {
      await provider.close();
    }
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
  if (isUnfinished(run)) return [run];
  context.say(`${run.name} is ${run.state}: nothing to do`);
  return [];
}

/** No run is changed by a start that says something of a number which none of its runs sends from. */
function refuseStrangers(request: ResolvedOptions, runs: readonly Run[]): void {
  const senders = [...new Set(runs.flatMap((run) => run.senders))];
  const problems = findStrangers(request, senders);
  if (problems.length > 0) throw new InputError(problems);
}

/** Who names a run means it to go on. */
async function goOn(context: Context, ledger: Ledger, runs: readonly Run[]): Promise<void> {
  for (const run of runs) {
    const act = { at: context.clock.now(), who: whoIs(context) };
    if (await ledger.unpause(run.id, act)) context.say(`${run.name} is no longer paused`);
  }
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

/** One document for several runs, or for none. */
export function printReports(context: Context, runs: readonly RunSummary[]): void {
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
