import { EXIT, type ExitCode } from '../core/exit-code.ts';
import { isUnfinished } from '../core/run.ts';
import { formatSummary } from '../report/format-summary.ts';
import { buildSummary } from '../report/summary.ts';
import { HEALTHY } from '../run/health.ts';
import { readView } from '../run/view.ts';
import { openLedgerForReading } from './compose.ts';
import type { Context } from './context.ts';
import { findRun } from './find-run.ts';
import { readFigures, takeIn, type Figures } from './screen/figures.ts';
import { openDisplay } from './screen/run-screen.ts';
import { speedOf } from './world-speed.ts';

const EVERY_MS = 2000;
/** A ledger of millions takes a while to read: at most a tenth of the time is spent on it. */
const PAUSE_TO_READ = 9;

/**
 * Shows a run until it ends, or until Ctrl-C, read beside whoever drives it: no lock, no call. On a terminal with the
 * screen of `run`, elsewhere with a line every ten seconds; with --json a document of `summary.json` a line, whenever
 * it has changed.
 *
 * @param word the run, as `findRun` takes it.
 * @throws InputError when there is no such run.
 */
export async function watchRun(context: Context, word: string | undefined): Promise<ExitCode> {
  const { clock, flags, io } = context;
  const display = flags.json ? null : openDisplay(context);
  let seen: Figures | null = null;
  let document = '';
  try {
    for (;;) {
      const beganAt = clock.monotonic();
      const look = await lookAtRun(context, seen?.run.name ?? word, seen);
      seen = look.figures;
      display?.refresh(seen);
      if (flags.json && look.document !== document) context.print(look.document);
      document = look.document;
      if (!isUnfinished(seen.run)) break;
      const tookMs = clock.monotonic() - beganAt;
      await clock.sleep(Math.max(EVERY_MS, tookMs * PAUSE_TO_READ), io.interrupt);
      if (io.interrupt.aborted) break;
    }
  } finally {
    if (seen !== null) display?.close(seen);
  }
  if (io.interrupt.aborted) return io.interrupt.reason === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
  if (!flags.json) context.print(document);
  return EXIT.ok;
}

/** A look at the run: its figures, and the words or the document that `status` has for it now. */
async function lookAtRun(
  context: Context,
  word: string | undefined,
  before: Figures | null,
): Promise<{ readonly figures: Figures; readonly document: string }> {
  const ledger = await openLedgerForReading(context);
  try {
    const run = await findRun(ledger, word);
    if (ledger === null) throw new Error('a run without a ledger');
    const now = context.clock.now();
    const figures = await readFigures(ledger, run, speedOf(run.world));
    if (before !== null) Object.assign(figures.traces, before.traces);
    const mode = { isSubmitting: true, isWaiting: true, isPatient: true };
    const view = await readView(ledger, run.name, mode, HEALTHY, now);
    takeIn(figures, { kind: 'view', view }, now);
    const isNeeded = context.flags.json || !isUnfinished(run);
    if (!isNeeded) return { figures, document: '' };
    const summary = await buildSummary(ledger, run);
    return {
      figures,
      document: context.flags.json ? JSON.stringify(summary) : formatSummary(summary).trimEnd(),
    };
  } finally {
    await ledger?.close();
  }
}
