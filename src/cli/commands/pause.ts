import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { InputError } from '../../core/error.ts';
import type { ControlLedger } from '../../core/ledger.ts';
import type { Run } from '../../core/run.ts';
import { formatJson } from '../../report/json.ts';
import { positional, type Arguments, type Command } from '../command.ts';
import { commandFor } from '../command-for.ts';
import { openLedgerForControl } from '../compose.ts';
import type { Context } from '../context.ts';
import { toInstant } from '../doubt-text.ts';
import { findRun } from '../find-run.ts';
import { isWaiting, listBatches } from '../list-batches.ts';
import { count } from '../screen/figures.ts';
import { whoIs } from '../who.ts';

/** `campaign pause RUN`: stop submitting, also in a process that is at it; tracking goes on. */
export const pause: Command = {
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'the run' })
      .example('$0 pause spring-sale', 'from another terminal, while it is sending')
      .example('$0 resume spring-sale', 'the way back: lets it go on'),
  handle: pauseRun,
};

async function pauseRun(context: Context, argv: Arguments): Promise<ExitCode> {
  const word = positional(argv, 'run');
  const ledger = await openLedgerForControl(context);
  try {
    const run = await findRun(ledger, word);
    if (ledger === null || run.state !== 'open') {
      throw new InputError([
        { where: run.name, found: `it is ${run.state}`, remedy: 'There is nothing to pause' },
      ]);
    }
    await ledger.pause(run.id, { at: context.clock.now(), who: whoIs(context) });
    const paused = (await ledger.findRun(run.name)) ?? run;
    context.say(await tellPause(ledger, paused));
    if (context.flags.json) context.print(formatJson(toDocument(paused)).trimEnd());
    return EXIT.ok;
  } finally {
    await ledger?.close();
  }
}

async function tellPause(ledger: ControlLedger, run: Run): Promise<string> {
  const since = run.pausedAt === null ? '' : ` since ${toInstant(run.pausedAt)}`;
  const waiting = await listBatches(ledger, run, isWaiting);
  return [
    `${run.name} is paused${since}: ${count(waiting.length)} of ${count(run.batches)} batches are not submitted.`,
    'One that is on its way right now still goes out; what was submitted is followed as before.',
    `Only this lets it go on, a resume without its name does not: ${commandFor('resume', run)}`,
  ].join('\n');
}

function toDocument(run: Run) {
  const pausedAt = run.pausedAt === null ? null : new Date(run.pausedAt).toISOString();
  return { schema: 'campaign-pause/1', run: run.name, pausedAt };
}
