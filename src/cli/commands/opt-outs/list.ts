import { InputError } from '../../../core/error.ts';
import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import type { BadNumber, HistoryLedger } from '../../../core/history.ts';
import type { OptOut } from '../../../core/opt-out.ts';
import { formatPhone } from '../../../core/recipient.ts';
import type { World } from '../../../core/run.ts';
import { toSmsCode } from '../../../core/sms-code.ts';
import type { Cell } from '../../../report/cell.ts';
import type { Arguments, Command } from '../../command.ts';
import { openLedgerForReading } from '../../compose.ts';
import type { Context } from '../../context.ts';
import { OPT_OUT_COLUMNS, toOptOutCells } from '../../opt-out-text.ts';
import { printRecords, type Listing } from '../../print-records.ts';

/** `campaign opt-outs list`: the list as it counts now, streamed from the ledger. */
export const list: Command = {
  builder: (yargs) =>
    yargs
      .option('csv', { type: 'boolean', default: false, describe: 'CSV on stdout, which --exclude takes' })
      .option('bad-numbers', {
        type: 'boolean',
        default: false,
        describe: 'the numbers at which messages failed as ones that can not be texted',
      })
      .example('$0 opt-outs list --csv > opt-outs.csv', 'for another system')
      .example('$0 opt-outs list --bad-numbers', 'numbers to correct in your own records'),
  handle: printList,
};

async function printList(context: Context, argv: Arguments): Promise<ExitCode> {
  const isCsv = argv['csv'] === true;
  if (isCsv && context.flags.json) {
    const problem = { where: '--csv', found: 'it is given with --json', remedy: 'Give one of the two' };
    throw new InputError([problem]);
  }
  const form = isCsv ? 'csv' : context.flags.json ? 'json' : 'table';
  const ledger = await openLedgerForReading(context);
  try {
    const printed =
      argv['bad-numbers'] === true
        ? await printRecords(context, form, BAD_NUMBERS, badNumbers(ledger))
        : await printRecords(context, form, OPT_OUTS, optOuts(ledger));
    if (printed === 0) context.say(argv['bad-numbers'] === true ? NO_BAD : NOBODY);
    return EXIT.ok;
  } finally {
    await ledger?.close();
  }
}

const NOBODY = 'nobody is on the list of this workspace. `campaign opt-outs pull` reads the provider’s';
const NO_BAD = 'no message from here has failed for its number yet';

const OPT_OUTS: Listing<OptOut> = {
  schema: 'campaign-opt-outs/1',
  key: 'optOuts',
  columns: OPT_OUT_COLUMNS,
  widths: [12, 12, 8, 11, 24, 11],
  toCells: toOptOutCells,
};

const BAD_NUMBERS: Listing<BadNumber & { readonly world: World }> = {
  schema: 'campaign-bad-numbers/1',
  key: 'badNumbers',
  columns: ['phone', 'code', 'meaning', 'at', 'world'],
  widths: [12, 11, 40, 24, 8],
  toCells: ({ phone, code, at, world }): readonly Cell[] => [
    ...[formatPhone(phone), code, toSmsCode(code).meaning, new Date(at), world],
  ],
};

async function* optOuts(ledger: HistoryLedger | null): AsyncGenerator<OptOut> {
  if (ledger !== null) for await (const chunk of ledger.optOuts('any')) yield* chunk;
}

const WORLDS: readonly World[] = ['live', 'loopback', 'sandbox'];

async function* badNumbers(
  ledger: HistoryLedger | null,
): AsyncGenerator<BadNumber & { readonly world: World }> {
  for (const world of WORLDS) {
    if (ledger === null) return;
    for await (const chunk of ledger.badNumbers(world)) for (const bad of chunk) yield { ...bad, world };
  }
}
