import { InputError } from '../../../core/error.ts';
import type { ExitCode } from '../../../core/exit-code.ts';
import { ask } from '../../ask.ts';
import type { Arguments, Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { count } from '../../screen/figures.ts';
import { addFormOption, readForm } from '../../store/form.ts';
import { IDS, readIds, tellOutcomes } from '../../store/mailbox/ids.ts';
import { addStoreOptions, useStores } from '../../store/use-stores.ts';

/** `campaign store delete ID…`: only what is named. The API's form without ids, which deletes everything, is not used. */
export const remove: Command = {
  builder: (yargs) =>
    addStoreOptions(
      addFormOption(yargs.positional('id', IDS))
        .option('purge', {
          ...{ type: 'boolean', default: false },
          describe: 'to Purged at once, with all attachments: nothing brings that back',
        })
        .option('yes', {
          type: 'boolean',
          default: false,
          describe: 'do not ask; needed without a terminal',
        }),
    )
      .example('$0 store delete 1724099000001', 'says what goes, and asks')
      .example('$0 store delete 1724099000001 1724099000002 --yes', 'two at once, without asking'),
  handle: deleteMessages,
};

async function deleteMessages(context: Context, argv: Arguments): Promise<ExitCode> {
  const form = readForm(context, argv);
  const ids = readIds(argv);
  const isPurge = argv['purge'] === true;
  context.warn(describe(ids, isPurge));
  await approve(context, argv['yes'] === true);
  const done = isPurge ? 'purged' : 'deleted';
  const schema = 'campaign-store-delete/1';
  return useStores(context, argv, ({ messages }) =>
    tellOutcomes(context, { schema, form, done }, messages.remove(ids, isPurge)),
  );
}

const MOST_NAMED = 10;

function describe(ids: readonly string[], isPurge: boolean): string {
  const more = ids.length > MOST_NAMED ? ` and ${count(ids.length - MOST_NAMED)} more` : '';
  const what = `${count(ids.length)} ${ids.length === 1 ? 'message' : 'messages'} of the extension’s store`;
  const named = `${ids.slice(0, MOST_NAMED).join(', ')}${more}`;
  const means = isPurge
    ? 'They are purged at once, with all attachments. Nothing brings them back.'
    : 'They are Deleted first, and Purged later; one that is Deleted already is Purged now. Until it is Purged, `campaign store restore` brings a message back.';
  return `${what}: ${named}\n${means}`;
}

async function approve(context: Context, isYes: boolean): Promise<void> {
  if (isYes || (context.isInteractive && (await ask(context, 'Delete them?')))) return;
  const remedy = context.isInteractive
    ? 'Nothing was deleted'
    : 'Nothing was deleted. Say --yes to delete without a terminal';
  throw new InputError([{ where: 'campaign store delete', found: 'not approved', remedy }]);
}
