import { InputError } from '../../core/error.ts';
import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { formatSummary } from '../../report/format-summary.ts';
import { formatJson } from '../../report/json.ts';
import { writeReports } from '../../report/write.ts';
import type { Arguments, Command } from '../command.ts';
import { openLedgerForReading } from '../compose.ts';
import type { Context } from '../context.ts';
import { findRun } from '../find-run.ts';
import { reportDirectory } from '../finish-run.ts';
import { stateMonth } from '../state-month.ts';

/**
 * `campaign report [RUN]`: write the reports again, from the ledger alone: the same bytes. `--month`: the statement of a
 * month over all runs.
 */
export const report: Command = {
  builder: (yargs) =>
    yargs
      .positional('run', {
        type: 'string',
        describe: 'a run (default: the latest unfinished one, else the latest)',
      })
      .option('messages-json', { type: 'boolean', default: false, describe: 'write messages.json as well' })
      .option('xlsx', { type: 'boolean', default: false, describe: 'write a workbook as well' })
      .option('month', { type: 'string', describe: 'YYYY-MM: the statement of a month (UTC) over all runs' })
      .option('sandbox', {
        type: 'boolean',
        default: false,
        describe: 'with --month: over the runs of the sandbox instead of the real ones',
      })
      .example('$0 report spring-sale', 'the latest run of a campaign: the same files again')
      .example('$0 report spring-sale --xlsx', 'with a workbook beside the CSV files')
      .example('$0 report --month 2026-03', 'reports/statement-2026-03.csv and .json'),
  handle: (context, argv) =>
    argv['month'] === undefined ? writeAgain(context, argv) : writeMonth(context, argv),
};

async function writeAgain(context: Context, argv: Arguments): Promise<ExitCode> {
  if (argv['sandbox'] === true)
    refuse('--sandbox', 'it belongs to --month', 'A run knows its world: leave it out');
  const ledger = await openLedgerForReading(context);
  try {
    const word = argv['run'];
    const run = await findRun(ledger, typeof word === 'string' ? word : undefined);
    if (ledger === null) return EXIT.ok;
    const options = { hasMessagesJson: argv['messages-json'] === true, isXlsx: argv['xlsx'] === true };
    const { summary, directory, files } = await writeReports(
      ledger,
      run,
      reportDirectory(context, run),
      options,
    );
    if (context.flags.json) context.print(formatJson(summary).trimEnd());
    context.say(formatSummary(summary).trimEnd());
    context.say(`  reports   ${directory} (${files.join(', ')})`);
    return summary.controls.every((control) => control.ok) ? EXIT.ok : EXIT.control;
  } finally {
    await ledger?.close();
  }
}

async function writeMonth(context: Context, argv: Arguments): Promise<ExitCode> {
  const { month, run } = argv;
  if (typeof run === 'string') refuse(run, 'a month is over all runs', 'Leave the run or --month out');
  if (argv['messages-json'] === true) {
    refuse('--messages-json', 'a month lists no messages', 'Leave it out, or name a run in place of --month');
  }
  if (typeof month !== 'string') refuse('--month', 'it is given more than once', 'Give one month a call');
  await stateMonth(context, month, { isSandbox: argv['sandbox'] === true, isXlsx: argv['xlsx'] === true });
  return EXIT.ok;
}

function refuse(where: string, found: string, remedy: string): never {
  throw new InputError([{ where, found, remedy }]);
}
