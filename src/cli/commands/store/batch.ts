import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import { positional, type Arguments, type Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { BATCHES } from '../../store/batch-listing.ts';
import { addFormOption, readForm } from '../../store/form.ts';
import { printOne } from '../../store/print-one.ts';
import { addStoreOptions, useStores } from '../../store/use-stores.ts';

/** `campaign store batch ID`: one batch, of whatever age. */
export const batch: Command = {
  builder: (yargs) =>
    addStoreOptions(
      addFormOption(yargs).positional('id', { type: 'string', describe: 'its id at RingCentral' }),
    ).example('$0 store batch ID --json', 'how far it is, for a script'),
  handle: readBatch,
};

const BATCH = { ...BATCHES, schema: 'campaign-store-batch/1', key: 'batch' };

async function readBatch(context: Context, argv: Arguments): Promise<ExitCode> {
  const form = readForm(context, argv);
  return useStores(context, argv, async ({ highVolume }) => {
    printOne(context, form, BATCH, await highVolume.batch(positional(argv, 'id')));
    return EXIT.ok;
  });
}
