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
import type { RunSummary } from '../report/summary.ts';
import { writeReports } from '../report/write.ts';
import type { Context } from './context.ts';
import { readFigures } from './screen/figures.ts';
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
  const screen = openRunScreen(context, await readFigures(ledger, run));
  const { interrupt } = context.io;
  const stopWaiting = (): void => void provider.close();
  interrupt.addEventListener('abort', stopWaiting, { once: true });
  let end: RunEnd;
  try {
    end = await driveRun(
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
  return reportEnd(context, ledger, run, end);
}

/** Reports a start's end. That the reports can't be written must not hide why the run stopped. */
async function reportEnd(context: Context, ledger: Ledger, run: Run, end: RunEnd): Promise<ExitCode> {
  const stopped = exitOfStop(end, context.io.interrupt.reason as unknown);
  try {
    const summary = await reportRun(context, ledger, run.name, { isJson: context.flags.json });
    await ledger.markReported(run.id, context.clock.now());
    explain(context, run, end);
    return stopped ?? (await exitOfReported(ledger, run, end, summary));
  } catch (error) {
    explain(context, run, end);
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
  const { summary } = await writeReports(ledger, run, directory);
  context.say(formatSummary(summary).trimEnd());
  context.say(`  reports   ${directory}`);
  if (isJson) context.print(formatJson(summary).trimEnd());
  return summary;
}

/** The command that goes on with a run, as it must be typed. */
export function commandFor(command: 'resume' | 'track', run: Run): string {
  return `campaign ${command} ${run.name}${run.world === 'sandbox' ? ' --sandbox' : ''}`;
}

function explain(context: Context, run: Run, end: RunEnd): void {
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
      context.warn(
        'A batch is in doubt: whether RingCentral took it is not known, so it is not offered again.\n' +
          `Its recipients are marked InDoubt in messages.csv. Look for it again with: ${again}`,
      );
      return;
    case 'duplicated':
      context.warn(
        'STOPPED: RingCentral has a batch twice. Nothing more is sent; see the journal and batches.csv.',
      );
      return;
    case 'interrupted':
      context.warn(`interrupted; everything is on disk. Go on with: ${again}`);
      return;
    case 'submitted':
      context.say(`messages are still under way. Follow them with: ${commandFor('track', run)}`);
      return;
    case 'finished':
    case 'cancelled':
  }
}

/** The exit code of a start that stopped before the end; null where the report decides. */
function exitOfStop(end: RunEnd, signal: unknown): ExitCode | null {
  switch (end.why) {
    case 'refused':
      return EXIT.refused;
    case 'provider-unreachable':
      return EXIT.notFinished;
    case 'in-doubt':
    case 'duplicated':
      return EXIT.inDoubt;
    case 'interrupted':
      return signal === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
    case 'cancelled':
      return EXIT.nothingToDo;
    case 'submitted':
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
  if (end.why === 'submitted') return summary.messages.notSent > 0 ? EXIT.notFinished : EXIT.ok;
  return exitOfFinished(ledger, run, summary);
}

/** Whether batches were closed by the deadline over messages that are still under way. */
async function isLate(ledger: ReportLedger, run: Run, { messages }: RunSummary): Promise<boolean> {
  if (messages.queued + messages.sent + messages.unknown === 0) return false;
  const journal = await ledger.journal(run.id);
  return journal.some((entry) => entry.kind === 'settled' && entry.detail === 'deadline');
}

/** The exit code of a finished run, from the ledger alone. */
export async function exitOfFinished(ledger: ReportLedger, run: Run, summary: RunSummary): Promise<ExitCode> {
  if (summary.controls.some((control) => !control.ok)) return EXIT.control;
  if (summary.messages.notSent > 0) return EXIT.refused;
  if (await isLate(ledger, run, summary)) return EXIT.notFinished;
  const least = run.tracking.minDeliveredPercent;
  const share = (summary.messages.delivered * 100) / Math.max(1, summary.recipients);
  return least !== null && share < least ? EXIT.belowMinimum : EXIT.ok;
}
