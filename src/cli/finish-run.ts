import { join } from 'node:path';
import { InputError } from '../core/error.ts';
import { EXIT, type ExitCode } from '../core/exit-code.ts';
import type { Ledger, ReportLedger } from '../core/ledger.ts';
import type { Provider } from '../core/provider.ts';
import type { Run } from '../core/run.ts';
import { driveRun, type RunEnd } from '../run/loop.ts';
import type { Mode } from '../run/view.ts';
import { formatJson } from '../report/json.ts';
import { formatSummary } from '../report/format-summary.ts';
import { countUnsent, type RunSummary } from '../report/summary.ts';
import type { ReportFiles } from '../report/write.ts';
import { commandFor } from './command-for.ts';
import type { Context } from './context.ts';
import { tellDoubts } from './doubt-text.ts';
import { formatEnd } from './end-text.ts';
import { tellHold } from './hold-text.ts';
import { speedOf } from './world-speed.ts';
import { count, readFigures } from './screen/figures.ts';
import { openRunScreen } from './screen/run-screen.ts';

/** Where the reports of a run are. */
export function reportDirectory(context: Context, run: Run): string {
  return join(context.workspace.reports, run.campaign, run.name);
}

/** Drives a run with a screen, then writes its reports, whatever the end. */
export async function driveAndReport(
  context: Context,
  ledger: Ledger,
  provider: Provider,
  run: Run,
  mode: Mode,
): Promise<ExitCode> {
  return reportEnd(context, ledger, run, await driveOnScreen(context, ledger, provider, run, mode));
}

/** Drives a run with a screen. */
export async function driveOnScreen(
  context: Context,
  ledger: Ledger,
  provider: Provider,
  run: Run,
  mode: Mode,
): Promise<RunEnd> {
  const screen = openRunScreen(context, await readFigures(ledger, run, speedOf(run.world)));
  const { interrupt } = context.io;
  const stopWaiting = (): void => void provider.close();
  interrupt.addEventListener('abort', stopWaiting, { once: true });
  try {
    return await driveRun(
      {
        ledger,
        provider,
        clock: context.clock,
        signal: interrupt,
        emit: screen.listener,
      },
      run.name,
      mode,
    );
  } finally {
    interrupt.removeEventListener('abort', stopWaiting);
    screen.close();
  }
}

/** Reports a start's end. That the reports can't be written must not hide why the run stopped. */
async function reportEnd(context: Context, ledger: Ledger, before: Run, end: RunEnd): Promise<ExitCode> {
  const run = (await ledger.findRun(before.name)) ?? before;
  const stopped = exitOfStop(end, run, context.io.interrupt.reason as unknown);
  try {
    const directory = reportDirectory(context, run);
    const files = await writeAll(ledger, run, directory);
    await ledger.markReported(run.id, context.clock.now());
    const code = stopped ?? (await exitOfReported(ledger, run, end, files.summary));
    context.say(formatEnd({ ...files, run, code, cwd: context.io.cwd }));
    if (context.flags.json) context.print(formatJson(files.summary).trimEnd());
    await explain(context, ledger, run, end);
    return code;
  } catch (error) {
    await explain(context, ledger, run, end);
    if (stopped === null || !(error instanceof InputError)) throw error;
    context.warn(`error: ${error.message}`);
    return stopped;
  }
}

/** Writes the reports of a run as the ledger has it now, and shows the summary. */
export async function reportRun(
  context: Context,
  ledger: ReportLedger,
  runName: string,
  { isJson }: { readonly isJson: boolean },
): Promise<RunSummary> {
  const run = await ledger.findRun(runName);
  if (run === null) throw new Error(`there is no run ${runName}`);
  const directory = reportDirectory(context, run);
  const { summary } = await writeAll(ledger, run, directory);
  context.say(formatSummary(summary).trimEnd());
  context.say(`  reports   ${directory}`);
  if (isJson) context.print(formatJson(summary).trimEnd());
  return summary;
}

/** What writes reports is loaded when it is needed: its many files would hold up a start's first call. */
async function writeAll(ledger: ReportLedger, run: Run, directory: string): Promise<ReportFiles> {
  const { writeReports } = await import('../report/write.ts');
  return writeReports(ledger, run, directory);
}

async function explain(context: Context, ledger: ReportLedger, run: Run, end: RunEnd): Promise<void> {
  const again = commandFor('resume', run);
  switch (end.why) {
    case 'refused':
      context.warn(
        `stopped: ${end.problem ?? 'the provider refused'}\nMend the cause with RingCentral, then: ${again}`,
      );
      return;
    case 'provider-unreachable':
      context.warn(
        `stopped for now: ${end.problem ?? 'the provider can not be reached'}\nGo on with: ${again}`,
      );
      return;
    case 'in-doubt':
      context.warn(await tellDoubts(ledger, run, context.clock.now()));
      context.warn(`A person must decide. Nothing of it is offered again before. Then go on with: ${again}`);
      return;
    case 'grace':
      context.warn(await tellDoubts(ledger, run, context.clock.now()));
      context.warn(`not finished: the grace of a batch in doubt still runs. Go on with: ${again}`);
      return;
    case 'duplicated':
      context.warn(await tellTwins(ledger, run));
      return;
    case 'alarm':
      context.warn(
        `STOPPED, and paused: ${end.problem ?? 'its messages fail'}\nNothing more is submitted until a person has looked. Then go on with: ${again}`,
      );
      return;
    case 'outside-window':
    case 'limit':
      context.warn(`${tellHold(end.hold, run)}\nGo on with: ${again}`);
      return;
    case 'paused':
      context.warn(`paused: nothing more is submitted until the run is resumed by its name: ${again}`);
      return;
    case 'interrupted':
      context.warn(`interrupted; everything is on disk. Go on with: ${again}`);
      return;
    case 'submitted':
    case 'queue':
      context.say(`messages are still under way. Follow them with: ${commandFor('track', run)}`);
      return;
    case 'finished':
    case 'cancelled':
  }
}

/** What a batch that is there twice means, and the one way on. */
export async function tellTwins(ledger: ReportLedger, run: Run): Promise<string> {
  const lines = ['STOPPED: RingCentral has a batch more than once. Nothing more is sent from this run.'];
  for await (const batch of ledger.batchRecords(run.id)) {
    if (batch.state !== 'duplicated') continue;
    lines.push(
      `  batch ${batch.number}: ${count(batch.recipients)} recipients, as ${batch.batchIds.join(' and ')}`,
    );
  }
  return [
    ...lines,
    'Its recipients may have been texted as often, and each of their messages is in messages.csv with what it cost.',
    'There is no calling it back.' +
      (run.state === 'open' ? ` Give up what was not submitted with: ${commandFor('cancel', run)}` : ''),
  ].join('\n');
}

/** The exit code of a start that stopped before the end; null where the report decides. */
function exitOfStop(end: RunEnd, run: Run, signal: unknown): ExitCode | null {
  switch (end.why) {
    case 'refused':
      return EXIT.refused;
    case 'alarm':
      return run.alarm?.reason === 'spam' ? EXIT.limit : EXIT.refused;
    case 'outside-window':
      return EXIT.outsideWindow;
    case 'limit':
      return EXIT.limit;
    case 'provider-unreachable':
    case 'grace':
    case 'paused':
      return EXIT.notFinished;
    case 'in-doubt':
    case 'duplicated':
      return EXIT.inDoubt;
    case 'interrupted':
      return signal === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
    case 'cancelled':
    case 'submitted':
    case 'queue':
    case 'finished':
      return null;
  }
}

async function exitOfReported(
  ledger: ReportLedger,
  run: Run,
  end: RunEnd,
  summary: RunSummary,
): Promise<ExitCode> {
  const { inDoubt, assumedSent } = summary.messages;
  const isOpen = countUnsent(summary.messages) + inDoubt > assumedSent;
  if (end.why === 'submitted') return isOpen ? EXIT.notFinished : EXIT.ok;
  return exitOfFinished(ledger, run, summary);
}

/** Whether batches were closed by the deadline over messages that are still under way. */
async function isLate(ledger: ReportLedger, run: Run, { batches }: RunSummary): Promise<boolean> {
  const underWay = batches.filter(
    ({ queued, sent, unknown }) => (queued ?? 0) + (sent ?? 0) + (unknown ?? 0) > 0,
  );
  if (underWay.length === 0) return false;
  const numbers = new Set<number | null>(underWay.map((batch) => batch.batch));
  const journal = await ledger.journal(run.id);
  return journal.some(
    ({ kind, detail, batch }) => kind === 'settled' && detail === 'deadline' && numbers.has(batch),
  );
}

/** The exit code of a finished run, from the ledger alone. */
export async function exitOfFinished(ledger: ReportLedger, run: Run, summary: RunSummary): Promise<ExitCode> {
  if (summary.incidents.length > 0) return EXIT.inDoubt;
  if (summary.controls.some((control) => !control.ok)) return EXIT.control;
  if (run.state !== 'cancelled' && countUnsent(summary.messages) > 0) return EXIT.refused;
  if (await isLate(ledger, run, summary)) return EXIT.notFinished;
  const least = run.tracking.minDeliveredPercent;
  const share = (summary.messages.delivered * 100) / Math.max(1, summary.recipients);
  return least !== null && share < least ? EXIT.belowMinimum : EXIT.ok;
}
