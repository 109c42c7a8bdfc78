import { resolve } from 'node:path';
import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import { InputError } from '../../../core/error.ts';
import type { OptOutEditor, OptOutChange } from '../../../core/opt-out.ts';
import type { NumbersFileSettings } from '../../../intake/numbers-file.ts';
import { readOptOutFile, type OptOutFile } from '../../../intake/opt-out-file.ts';
import { addCampaignOptions } from '../../campaign-options.ts';
import { listOf, positional, type Arguments, type Command } from '../../command.ts';
import { openOptOuts } from '../../compose.ts';
import type { Context } from '../../context.ts';
import { tellChange } from '../../opt-out-text.ts';
import { count } from '../../screen/figures.ts';
import { asMap } from '../../settings/values.ts';
import { BadValue } from '../../settings/raw.ts';
import { readWorkspaceOptions } from '../../watch-request.ts';
import { whoIs } from '../../who.ts';

/** `campaign opt-outs import FILE`: the opt-outs of another system. It adds, and takes nothing back. */
export const importFile: Command = {
  builder: (yargs) =>
    addCampaignOptions(
      yargs
        .positional('file', { type: 'string', demandOption: true, describe: 'CSV file with a header line' })
        .option('column', {
          type: 'array',
          string: true,
          nargs: 1,
          describe: 'which column holds the numbers: phone=HEADER',
        })
        .example('$0 opt-outs import crm.csv', 'every row is an opt-out')
        .example('$0 opt-outs import consents.csv', "RingCentral's export: its OptOut rows are"),
      ['defaultCountry'],
    ),
  handle: importList,
};

async function importList(context: Context, argv: Arguments): Promise<ExitCode> {
  const file = positional(argv, 'file');
  const settings = readSettings(context, argv);
  const path = resolve(context.io.cwd, file);
  const found = await readOptOutFile(path, file, settings, context.io.interrupt);
  for (const assumption of found.assumptions) context.say(`${file}: ${assumption}`);
  const ledger = await openOptOuts(context);
  try {
    const change = await addAll(context, ledger, found.phones);
    tellSkipped(context, found);
    const { rows, optIns, nobody } = found;
    const figures = { schema: 'campaign-opt-outs-import/1', file, rows, ...change };
    tellChange(context, { ...figures, skippedOptIns: optIns, nobody });
    return EXIT.ok;
  } finally {
    await ledger.close();
  }
}

/** The column is that of this file, and said with it; the country is the workspace's as elsewhere. */
function readSettings(context: Context, argv: Arguments): NumbersFileSettings {
  const { defaultCountry } = readWorkspaceOptions(context, argv, ['defaultCountry']).values;
  const phoneColumn = readColumn(argv);
  return {
    ...(phoneColumn === undefined ? {} : { phoneColumn }),
    ...(defaultCountry === null ? {} : { defaultCountry }),
  };
}

function readColumn(argv: Arguments): string | undefined {
  try {
    return asMap(listOf(argv, 'column'), ['phone'])['phone'];
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    const found = `${error.found} can not be used`;
    throw new InputError([{ where: '--column', found, remedy: error.wanted }]);
  }
}

/** So many at once that a file of the usual size goes in whole, and a process that drives a run never waits long. */
const ENTRIES_A_WRITE = 20_000;
/** SQLite lets those who wait ask every 100 ms: without a pause they might never find the ledger free. */
const PAUSE_MS = 250;

async function addAll(
  context: Context,
  ledger: OptOutEditor,
  phones: readonly number[],
): Promise<OptOutChange> {
  const act = { at: context.clock.now(), who: whoIs(context) };
  let [added, known] = [0, 0];
  for (let start = 0; start < phones.length; start += ENTRIES_A_WRITE) {
    if (start > 0) await context.clock.sleep(PAUSE_MS, context.io.interrupt);
    context.io.interrupt.throwIfAborted();
    const entries = phones
      .slice(start, start + ENTRIES_A_WRITE)
      .map((phone) => ({ phone, from: 0, world: 'any', source: 'import' }) as const);
    const change = await ledger.addOptOuts(entries, act);
    added += change.added;
    known += change.known;
  }
  return { added, known };
}

function tellSkipped(context: Context, { optIns, nobody }: OptOutFile): void {
  if (optIns > 0)
    context.say(
      `${count(optIns)} ${optIns === 1 ? 'row that opts in was' : 'rows that opt in were'} skipped: an import never ` +
        'opts anyone back in',
    );
  if (nobody > 0)
    context.say(
      `${count(nobody)} ${nobody === 1 ? 'row names' : 'rows name'} nobody who could be texted: no number, a foreign ` +
        'one or a short code',
    );
}
