import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { InputError } from '../../core/error.ts';
import type { BatchRecord, ControlLedger } from '../../core/ledger.ts';
import { isUnfinished, type Run } from '../../core/run.ts';
import { formatJson } from '../../report/json.ts';
import { ask } from '../ask.ts';
import { positional, type Arguments, type Command } from '../command.ts';
import { commandFor } from '../command-for.ts';
import { openLedgerForControl } from '../compose.ts';
import type { Context } from '../context.ts';
import { tellDoubts, toInstant } from '../doubt-text.ts';
import { findRun } from '../find-run.ts';
import { isWaiting, listBatches } from '../list-batches.ts';
import { count } from '../screen/figures.ts';
import { whoIs } from '../who.ts';

/** `campaign cancel RUN`: abandon what isn't submitted yet, for good, also beside a process that is at it. */
export const cancel: Command = {
  builder: (yargs) =>
    yargs
      .positional('run', { type: 'string', demandOption: true, describe: 'the run' })
      .option('yes', { type: 'boolean', default: false, describe: 'do not ask; needed without a terminal' })
      .example('$0 cancel spring-sale', 'shows what would be given up, and asks')
      .example('$0 cancel spring-sale --yes', 'give up what was not submitted'),
  handle: cancelRun,
};

async function cancelRun(context: Context, argv: Arguments): Promise<ExitCode> {
  const word = positional(argv, 'run');
  const ledger = await openLedgerForControl(context);
  try {
    const run = await findRun(ledger, word);
    if (ledger === null || run.state === 'finished') {
      const remedy = 'There is nothing to cancel';
      throw new InputError([{ where: run.name, found: `it is ${run.state}`, remedy }]);
    }
    if (run.state === 'open') {
      await approve(context, ledger, run, argv['yes'] === true);
      await giveUp(context, ledger, run);
    }
    return await conclude(context, ledger, run);
  } finally {
    await ledger?.close();
  }
}

async function approve(context: Context, ledger: ControlLedger, run: Run, isYes: boolean): Promise<void> {
  if (isYes) return;
  const left = await listBatches(ledger, run, isWaiting);
  const batches = `${count(left.length)} of ${count(run.batches)} batches of ${run.name} are not submitted`;
  if (context.isInteractive && (await ask(context, `${batches}. Give them up for good?`))) return;
  const remedy = context.isInteractive ? 'Nothing was changed' : 'Say --yes to cancel without a terminal';
  throw new InputError([{ where: 'campaign cancel', found: 'not approved', remedy }]);
}

async function giveUp(context: Context, ledger: ControlLedger, run: Run): Promise<void> {
  const abandoned = await ledger.cancel(run.id, { at: context.clock.now(), who: whoIs(context) });
  const now = await ledger.findRun(run.name);
  if (abandoned !== null || now?.state === 'cancelled') return;
  const remedy = 'There is nothing to cancel';
  throw new InputError([{ where: run.name, found: 'it has just ended', remedy }]);
}

/** What is given up, and what isn't: batches that are out stay out, and doubts have to be settled. */
async function conclude(context: Context, ledger: ControlLedger, before: Run): Promise<ExitCode> {
  const run = (await ledger.findRun(before.name)) ?? before;
  const doubtful = await listBatches(ledger, run, ({ state }) => state === 'in_doubt');
  const abandoned = (await listBatches(ledger, run, isGivenUp)).length;
  context.say(tellCancelled(run, abandoned));
  if (doubtful.length > 0) context.warn(await tellDoubts(ledger, run, context.clock.now()));
  if (context.flags.json) {
    const cancelledAt = run.cancelledAt === null ? null : new Date(run.cancelledAt).toISOString();
    const schema = 'campaign-cancel/1';
    context.print(formatJson({ schema, run: run.name, cancelledAt, abandoned, inDoubt: doubtful }).trimEnd());
  }
  return doubtful.length === 0 ? EXIT.ok : EXIT.inDoubt;
}

// A batch in doubt that counts as sent is abandoned as well.
function isGivenUp({ state, doubtedAt }: BatchRecord): boolean {
  return state === 'abandoned' && doubtedAt === null;
}

function tellCancelled(run: Run, abandoned: number): string {
  const since = run.cancelledAt === null ? '' : ` since ${toInstant(run.cancelledAt)}`;
  const given = `${run.name} is cancelled${since}: ${count(abandoned)} of ${count(run.batches)} batches are given up.`;
  const who =
    'Whoever is in them stands as NotSent in messages.csv. Take everybody else out of the file before you send it\n' +
    'as another run: a new run texts everybody in its file.';
  const lines = isUnfinished(run)
    ? [
        'RingCentral takes no batch back. What was submitted is followed to its end by the process that is at it, or by:',
        commandFor('track', run),
      ]
    : [];
  return [given, ...(abandoned > 0 ? [who] : []), ...lines].join('\n');
}
