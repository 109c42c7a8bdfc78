import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import type { HighVolumeStore, StoredMessageFilter } from '../../../core/high-volume-store.ts';
import { ProviderError } from '../../../core/error.ts';
import type { Arguments, Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { asText } from '../../settings/values.ts';
import { openReader } from '../../store/argument-reader.ts';
import { parseWord } from '../../store/choice.ts';
import { addFormOption, readForm, type Form } from '../../store/form.ts';
import {
  addMessageFilters,
  readMessageFilter,
  widenToBatch,
  type SaidFilter,
} from '../../store/message-filter.ts';
import { DETAILED_MESSAGES, MESSAGES } from '../../store/message-listing.ts';
import { addPageOptions, readPortion, type Portion } from '../../store/page-options.ts';
import { printPages, type Printed } from '../../store/print-pages.ts';
import { openListProgress, type ListProgress } from '../../store/progress.ts';
import { addStoreOptions, useStores } from '../../store/use-stores.ts';
import { tellPrinted, tellWhereItBroke, tellWindow } from '../../store/words.ts';

const VIEWS = ['Simple', 'Detailed'] as const;

/** `campaign store messages`: the messages of the account, both ways, page by page in flat memory. */
export const messages: Command = {
  builder: (yargs) =>
    addStoreOptions(
      addPageOptions(
        addMessageFilters(
          addFormOption(yargs).option('view', {
            type: 'string',
            describe: 'Simple or Detailed, which has the texts (default: Simple)',
          }),
        ),
      ),
    )
      .example('$0 store messages --phone +14155550123 --date-from 30d', 'what this number got, and answered')
      .example('$0 store messages --batch-id ID --csv > batch.csv', 'all messages of a batch'),
  handle: listMessages,
};

async function listMessages(context: Context, argv: Arguments): Promise<ExitCode> {
  const form = readForm(context, argv);
  const reader = openReader(argv);
  const said = readMessageFilter(reader, context.clock.now());
  const portion = readPortion(reader, said.window);
  const view = reader.one('view', (raw) => parseWord(asText(raw), VIEWS)) ?? 'Simple';
  reader.finish();
  const question: MessageQuestion = { form, said, portion, isDetailed: view === 'Detailed' };
  return useStores(context, argv, async ({ highVolume }) => {
    await streamMessages(context, highVolume, question);
    return EXIT.ok;
  });
}

interface MessageQuestion {
  readonly form: Form;
  readonly said: SaidFilter;
  readonly portion: Portion;
  readonly isDetailed: boolean;
}

async function streamMessages(
  context: Context,
  highVolume: HighVolumeStore,
  { form, said, portion, isDetailed }: MessageQuestion,
): Promise<void> {
  const { filter, window } = await widenToBatch(highVolume, said);
  tellWindow(context, window);
  const pages = highVolume.messages({ ...filter, ...portion.page, isDetailed });
  const listing = isDetailed ? DETAILED_MESSAGES : MESSAGES;
  const progress = openListProgress(context, 'messages');
  let last: Printed = { records: 0, nextPageToken: null };
  const onPage = async (printed: Printed): Promise<void> => {
    const hasMore = printed.nextPageToken !== null;
    if (last.records === 0 && hasMore) await expectAll(highVolume, filter, portion, progress);
    last = printed;
    progress.progress(printed.records);
  };
  try {
    last = await printPages(context, form, listing, pages, { ...portion, window: filter, onPage });
  } catch (error) {
    progress.close();
    if (error instanceof ProviderError) tellWhereItBroke(context, 'messages', last, filter);
    throw error;
  } finally {
    progress.close();
  }
  tellPrinted(context, 'messages', last, filter);
}

/** Asks how many there are, once it shows that one page isn't all. A list goes on without knowing. */
async function expectAll(
  highVolume: HighVolumeStore,
  filter: StoredMessageFilter,
  { limit }: Portion,
  progress: ListProgress,
): Promise<void> {
  try {
    const groups = await highVolume.statuses(filter);
    const all = groups.reduce((sum, group) => sum + group.count, 0);
    progress.expect(limit === null ? all : Math.min(all, limit));
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
  }
}
