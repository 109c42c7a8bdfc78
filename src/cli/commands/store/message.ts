import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import { positional, type Arguments, type Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { addFormOption, readForm } from '../../store/form.ts';
import { DETAILED_MESSAGES } from '../../store/message-listing.ts';
import { printOne } from '../../store/print-one.ts';
import { addStoreOptions, useStores } from '../../store/use-stores.ts';

/** `campaign store message ID`: one message with its text, of whatever age. */
export const message: Command = {
  builder: (yargs) =>
    addStoreOptions(
      addFormOption(yargs).positional('id', { type: 'string', describe: 'its id at RingCentral' }),
    ).example('$0 store message ID', 'what became of it, and what it said'),
  handle: readMessage,
};

const MESSAGE = { ...DETAILED_MESSAGES, schema: 'campaign-store-message/1', key: 'message' };

async function readMessage(context: Context, argv: Arguments): Promise<ExitCode> {
  const form = readForm(context, argv);
  return useStores(context, argv, async ({ highVolume }) => {
    printOne(context, form, MESSAGE, await highVolume.message(positional(argv, 'id')));
    return EXIT.ok;
  });
}
