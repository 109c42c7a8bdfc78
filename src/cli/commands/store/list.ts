import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import { DIRECTIONS } from '../../../core/high-volume-store.ts';
import {
  AVAILABILITIES,
  EXTENSION_TYPES,
  MESSAGE_TYPES,
  READ_STATUSES,
} from '../../../core/message-store.ts';
import type { Arguments, Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { count } from '../../screen/figures.ts';
import { asInteger, asText } from '../../settings/values.ts';
import { openReader, type ArgumentReader } from '../../store/argument-reader.ts';
import { parseWord } from '../../store/choice.ts';
import { addDateOptions, readWindow } from '../../store/date-window.ts';
import { parseE164 } from '../../store/e164.ts';
import { addFormOption, readForm } from '../../store/form.ts';
import { MAILBOX } from '../../store/mailbox/listing.ts';
import { addSizeOptions, readSize } from '../../store/page-options.ts';
import { printPages } from '../../store/print-pages.ts';
import { addStoreOptions, useStores } from '../../store/use-stores.ts';
import { tellWindow } from '../../store/words.ts';

/** `campaign store list`: the messages of the signed-in extension, newest first. */
export const list: Command = {
  builder: (yargs) =>
    addStoreOptions(addSizeOptions(addFilters(addDateOptions(addFormOption(yargs)))))
      .example('$0 store list --direction Inbound --read-status Unread', 'what nobody has looked at')
      .example('$0 store list --phone-number +14155550123 --date-from 30d --csv', 'a month with one person'),
  handle: listMessages,
};

const MOST = 1_000_000_000;

function addFilters(yargs: Argv): Argv {
  const words = (describe: string, known: readonly string[]) =>
    ({
      type: 'array',
      string: true,
      nargs: 1,
      describe: `${describe}: ${known.join(', ')}; may be repeated`,
    }) as const;
  return yargs
    .option('availability', words('those that are', [...AVAILABILITIES, '(default: Alive)']))
    .option('conversation-id', { type: 'string', describe: 'those of one conversation' })
    .option('direction', words('one way only', DIRECTIONS))
    .option('distinct-conversations', {
      ...{ type: 'boolean', default: false },
      describe: 'only the latest of each conversation',
    })
    .option('message-type', words('of a type', MESSAGE_TYPES))
    .option('owner-extension-type', {
      ...{ type: 'array', string: true, nargs: 1 },
      describe: 'shared ones, of owners of a type: User, Department …; may be repeated',
    })
    .option('read-status', words('of a read status', READ_STATUSES))
    .option('phone-number', { type: 'string', describe: 'with one number, E.164' })
    .option('page', { type: 'string', describe: 'only this page, from 1 (default: all)' });
}

async function listMessages(context: Context, argv: Arguments): Promise<ExitCode> {
  const form = readForm(context, argv);
  const reader = openReader(argv);
  const window = readWindow(reader, context.clock.now());
  const filter = readFilter(reader, argv);
  const { limit, page: size } = readSize(reader, filter.page !== undefined);
  reader.finish();
  return useStores(context, argv, async ({ messages }) => {
    tellWindow(context, window);
    const { dateFrom, dateTo } = window;
    const pages = messages.list({ dateFrom, dateTo, ...filter, ...size });
    const portion = { limit, isOnePage: filter.page !== undefined, window };
    const { records, nextPageToken } = await printPages(context, form, MAILBOX, pages, portion);
    if (records === 0) context.say('no messages there');
    if (nextPageToken !== null)
      context.say(`${count(records)} messages; the next page: --page ${nextPageToken}`);
    return EXIT.ok;
  });
}

function readFilter(reader: ArgumentReader, argv: Arguments) {
  const words = (name: string, known: readonly string[]) =>
    reader.each(name, (text) => parseWord(text, known));
  const page = reader.one('page', (raw) => asInteger(raw, 1, MOST));
  const conversationId = reader.one('conversation-id', asText);
  const phoneNumber = reader.one('phone-number', (raw) => parseE164(asText(raw)));
  return {
    availabilities: words('availability', AVAILABILITIES),
    directions: words('direction', DIRECTIONS),
    messageTypes: words('message-type', MESSAGE_TYPES),
    ownerExtensionTypes: words('owner-extension-type', EXTENSION_TYPES),
    readStatuses: words('read-status', READ_STATUSES),
    isDistinct: argv['distinct-conversations'] === true,
    ...(page === undefined ? {} : { page }),
    ...(conversationId === undefined ? {} : { conversationId }),
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
  };
}
