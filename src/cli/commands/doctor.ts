import type { ExitCode } from '../../core/exit-code.ts';
import type { Arguments, Command } from '../command.ts';
import type { Context } from '../context.ts';
import { createChecks } from '../doctor/checks.ts';
import { formatChecks, formatDocument } from '../doctor/format.ts';
import { openProbes } from '../doctor/probe/system.ts';
import { exitOf, runChecks } from '../doctor/run-checks.ts';

/**
 * `campaign doctor`: whether a campaign could start here, and if not, what to mend first. Sends no message, writes
 * nothing to the ledger and takes no lock, so it may run beside a campaign.
 */
export const doctor: Command = {
  builder: (yargs) =>
    yargs
      .option('sandbox', {
        type: 'boolean',
        default: false,
        describe: 'check the embedded sandbox instead of the account: no credentials are needed',
      })
      .example('$0 doctor', 'before the first campaign, and when something is wrong')
      .example('$0 doctor --json', 'for a monitor: one document, and an exit code'),
  handle: examine,
};

async function examine(context: Context, argv: Arguments): Promise<ExitCode> {
  const found = await runChecks(createChecks(openProbes(context, argv['sandbox'] === true)));
  context.print(context.flags.json ? formatDocument(found) : formatChecks(found));
  return exitOf(found);
}
