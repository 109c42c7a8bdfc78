import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { formatSummary } from '../../report/format-summary.ts';
import { buildSummary } from '../../report/summary.ts';
import type { Arguments, Command } from '../command.ts';
import { openLedgerForReading } from '../compose.ts';
import type { Context } from '../context.ts';
import { findRun } from '../find-run.ts';

/** `campaign status [RUN]`: where a run stands, read beside whoever is driving it. */
export const status: Command = {
  builder: (yargs) =>
    yargs
      .positional('run', {
        type: 'string',
        describe: 'a run (default: the latest unfinished one, else the latest)',
      })
      .example('$0 status --json', 'the same document as summary.json'),
  handle: showStatus,
};

async function showStatus(context: Context, argv: Arguments): Promise<ExitCode> {
  const ledger = await openLedgerForReading(context);
  try {
    const word = argv['run'];
    const run = await findRun(ledger, typeof word === 'string' ? word : undefined);
    if (ledger === null) return EXIT.ok;
    const summary = await buildSummary(ledger, run);
    context.print(context.flags.json ? JSON.stringify(summary, null, 2) : formatSummary(summary).trimEnd());
    for await (const batch of ledger.batchRecords(run.id)) {
      if (batch.problem !== null && !context.flags.json) {
        context.print(`  batch ${batch.number} ${batch.state}: ${batch.problem}`);
      }
    }
    return EXIT.ok;
  } finally {
    await ledger?.close();
  }
}
