import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import { BATCH_FILTER_STATUSES } from '../../../core/high-volume-store.ts';
import type { Arguments, Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { parsePhoneNumber } from '../../settings/phone.ts';
import { asText } from '../../settings/values.ts';
import { openReader } from '../../store/argument-reader.ts';
import { BATCHES } from '../../store/batch-listing.ts';
import { parseWord } from '../../store/choice.ts';
import { addDateOptions, readWindow } from '../../store/date-window.ts';
import { addFormOption, readForm } from '../../store/form.ts';
import { addPageOptions, readPortion } from '../../store/page-options.ts';
import { printPages } from '../../store/print-pages.ts';
import { tellPrinted, tellWindow } from '../../store/words.ts';
import { addStoreOptions, useStores } from '../../store/use-stores.ts';

/** `campaign store batches`: the batches of the account, whoever made them. */
export const batches: Command = {
  builder: (yargs) =>
    addStoreOptions(
      addPageOptions(
        addDateOptions(
          addFormOption(yargs)
            .option('from', { type: 'string', describe: 'those of one of your numbers, E.164' })
            .option('status', {
              ...{ type: 'array', string: true, nargs: 1 },
              describe: `those that are ${BATCH_FILTER_STATUSES.join(', ')}; repeat it for several`,
            }),
        ),
      ),
    )
      .example('$0 store batches --date-from 7d', 'what was sent this week')
      .example('$0 store batches --status Processing --json', 'what is still on its way, for a script'),
  handle: listBatches,
};

async function listBatches(context: Context, argv: Arguments): Promise<ExitCode> {
  const form = readForm(context, argv);
  const reader = openReader(argv);
  const window = readWindow(reader, context.clock.now());
  const portion = readPortion(reader, window);
  const from = reader.one('from', (raw) => parsePhoneNumber(asText(raw)));
  const statuses = reader.each('status', (text) => parseWord(text, BATCH_FILTER_STATUSES));
  reader.finish();
  return useStores(context, argv, async ({ highVolume }) => {
    tellWindow(context, window);
    const { dateFrom, dateTo } = window;
    const sender = from === undefined ? {} : { from };
    const pages = highVolume.batches({ dateFrom, dateTo, ...portion.page, ...sender, statuses });
    const printed = await printPages(context, form, BATCHES, pages, { ...portion, window });
    tellPrinted(context, 'batches', printed, window);
    return EXIT.ok;
  });
}
