import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import type { BatchRecord, ReportLedger } from '../../core/ledger.ts';
import type { Run } from '../../core/run.ts';
import { formatSummary } from '../../report/format-summary.ts';
import { buildSummary, type RunSummary } from '../../report/summary.ts';
import { tellAudit } from '../audit-text.ts';
import type { Arguments, Command } from '../command.ts';
import { openLedgerForReading } from '../compose.ts';
import type { Context } from '../context.ts';
import { commandFor } from '../command-for.ts';
import { tellDoubts, toInstant } from '../doubt-text.ts';
import { findRun } from '../find-run.ts';

/** `campaign status [RUN]`: where a run stands, read beside whoever is driving it. */
export const status: Command = {
  builder: (yargs) =>
    yargs
      .positional('run', {
        type: 'string',
        describe: 'a run (default: the latest unfinished one, else the latest)',
      })
      .option('watch', {
        type: 'boolean',
        default: false,
        describe: 'stay and show it until it ends; with --json a document a line, at each change',
      })
      .example('$0 status', 'where the latest run stands, and what holds it up')
      .example('$0 status --json', 'the same document as summary.json')
      .example('$0 status --watch', 'look on while another process, or cron, is at it'),
  handle: showStatus,
};

async function showStatus(context: Context, argv: Arguments): Promise<ExitCode> {
  const word = argv['run'];
  if (argv['watch'] === true) {
    const { watchRun } = await import('../watch-run.ts');
    return watchRun(context, typeof word === 'string' ? word : undefined);
  }
  const ledger = await openLedgerForReading(context);
  try {
    const run = await findRun(ledger, typeof word === 'string' ? word : undefined);
    if (ledger === null) return EXIT.ok;
    const summary = await buildSummary(ledger, run);
    if (context.flags.json) context.print(JSON.stringify(summary, null, 2));
    else for (const part of await tellStatus(context, ledger, run, summary)) context.print(part);
    return EXIT.ok;
  } finally {
    await ledger?.close();
  }
}

/** The figures, what holds the run up, who decided what, and what a person has to decide now. */
async function tellStatus(
  context: Context,
  ledger: ReportLedger,
  run: Run,
  summary: RunSummary,
): Promise<readonly string[]> {
  const parts = [formatSummary(summary).trimEnd()];
  for await (const batch of ledger.batchRecords(run.id)) {
    if (batch.problem !== null && isHeldUp(batch)) {
      parts.push(`  batch ${batch.number} ${batch.state}: ${batch.problem}`);
    }
  }
  if (run.state === 'open' && run.pausedAt !== null) {
    parts.push(
      `Paused since ${toInstant(run.pausedAt)}: nothing more is submitted. Go on with: ${commandFor('resume', run)}`,
    );
  }
  const audit = await tellAudit(ledger, run);
  const doubts = await tellDoubts(ledger, run, context.clock.now());
  return [...parts, audit, doubts].filter((part) => part !== '');
}

/** Whether a batch's problem still says something: doubts have a text of their own, and given-up ones are decided. */
function isHeldUp({ state }: BatchRecord): boolean {
  return state !== 'in_doubt' && state !== 'abandoned';
}
