import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import type { Arguments, Command } from '../command.ts';
import { openLedgerForReading } from '../compose.ts';
import type { Context } from '../context.ts';
import { findRun } from '../find-run.ts';
import { reportDirectory } from '../finish-run.ts';
import { formatSummary } from '../../report/format-summary.ts';
import { writeReports } from '../../report/write.ts';

/** `campaign report [RUN]`: write the reports again, from the ledger alone: the same bytes. */
export const report: Command = {
  builder: (yargs) =>
    yargs
      .positional('run', {
        type: 'string',
        describe: 'a run (default: the latest unfinished one, else the latest)',
      })
      .option('messages-json', { type: 'boolean', default: false, describe: 'write messages.json as well' })
      .example('$0 report spring-sale', 'the latest run of a campaign: the same files again')
      .example('$0 report --messages-json', 'for a program that reads JSON rather than CSV'),
  handle: writeAgain,
};

async function writeAgain(context: Context, argv: Arguments): Promise<ExitCode> {
  const ledger = await openLedgerForReading(context);
  try {
    const word = argv['run'];
    const run = await findRun(ledger, typeof word === 'string' ? word : undefined);
    if (ledger === null) return EXIT.ok;
    const options = { hasMessagesJson: argv['messages-json'] === true };
    const { summary, directory, files } = await writeReports(
      ledger,
      run,
      reportDirectory(context, run),
      options,
    );
    if (context.flags.json) context.print(JSON.stringify(summary, null, 2));
    context.say(formatSummary(summary).trimEnd());
    context.say(`  reports   ${directory} (${files.join(', ')})`);
    return summary.controls.every((control) => control.ok) ? EXIT.ok : EXIT.control;
  } finally {
    await ledger?.close();
  }
}
