import { InputError } from '../../../core/error.ts';
import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import { MOST_PHONES, type StoredMessageQuery } from '../../../core/high-volume-store.ts';
import type { ReplyLedger } from '../../../core/reply.ts';
import type { Run } from '../../../core/run.ts';
import type { Arguments, Command } from '../../command.ts';
import { openLedgerForReading, type OpenStores } from '../../compose.ts';
import type { Context } from '../../context.ts';
import { findRun } from '../../find-run.ts';
import { repeatedNumber } from '../../phone-arguments.ts';
import { asDuration, asText } from '../../settings/values.ts';
import { openReader } from '../../store/argument-reader.ts';
import { addDateOptions, readWindow, type SaidWindow } from '../../store/date-window.ts';
import { addFormOption, readForm, type Form } from '../../store/form.ts';
import { matchAll, matchRun, REPLIES, repliesOf } from '../../store/inbox.ts';
import { readPhoneFilter } from '../../store/message-filter.ts';
import { printPages } from '../../store/print-pages.ts';
import { addStoreOptions, useStores } from '../../store/use-stores.ts';
import { readInbox, watchInbox } from '../../store/watch-inbox.ts';
import { tellPrinted, tellWindow } from '../../store/words.ts';

/** `campaign store inbox`: what people answered; with `--run` the recipients of a run, beside a process that drives it. */
export const inbox: Command = {
  builder: (yargs) =>
    addStoreOptions(
      addDateOptions(
        addFormOption(yargs)
          .option('run', {
            type: 'string',
            describe: 'only replies of the recipients of this run, since it began',
          })
          .option('watch', { type: 'boolean', default: false, describe: 'go on, and show each new reply' })
          .option('every', { type: 'string', describe: 'how often to look, with --watch (default: 15s)' })
          .option('phone', repeatedNumber(`from or to this number, E.164; repeat it, up to ${MOST_PHONES}`)),
      ),
    )
      .example('$0 store inbox --run spring-sale', 'who answered, and who wants no more texts')
      .example('$0 store inbox --run spring-sale --watch', 'beside the campaign, until Ctrl-C'),
  handle: showInbox,
};

const EVERY_MS = 15_000;
const LEAST_MS = 2000;
const MOST_MS = 60 * 60 * 1000;
const SKEW_MS = 60_000;

interface InboxQuestion {
  readonly form: Form;
  readonly window: SaidWindow;
  readonly phones: readonly string[];
  /** Null: no watch. */
  readonly everyMs: number | null;
  readonly run: Run | null;
}

async function showInbox(context: Context, argv: Arguments): Promise<ExitCode> {
  const form = readForm(context, argv);
  const reader = openReader(argv);
  const window = readWindow(reader, context.clock.now());
  const phones = readPhoneFilter(reader);
  const everyMs = reader.one('every', (raw) => asDuration(raw, LEAST_MS, MOST_MS)) ?? EVERY_MS;
  const word = reader.one('run', asText);
  if (argv['watch'] === true && window.isToSaid) {
    const remedy = 'Leave it out: --watch goes on until it is stopped';
    reader.refuse({ where: '--date-to', found: 'it is given with --watch', remedy });
  }
  reader.finish();
  const run = word === undefined ? null : await readLedger(context, (ledger) => findRun(ledger, word));
  const question = { form, window, phones, run, everyMs: argv['watch'] === true ? everyMs : null };
  const isSandbox = argv['sandbox'] === true || run?.world === 'sandbox';
  return useStores(context, { ...argv, sandbox: isSandbox }, async (stores) => {
    await show(context, stores, question);
    return EXIT.ok;
  });
}

async function show(context: Context, { highVolume }: OpenStores, question: InboxQuestion): Promise<void> {
  const { form, run, everyMs } = question;
  const window = await toRunWindow(context, question);
  if (window === null) {
    context.say(`nothing of ${run?.name ?? ''} was offered yet: nobody can have answered`);
    return;
  }
  tellWindow(context, window);
  const query = toQuery(window, question);
  const listing = run === null ? REPLIES : repliesOf(run);
  const match = run === null ? matchAll : matchRun(run, (use) => readLedger(context, use));
  const wish = { limit: null, isOnePage: false, window };
  if (everyMs === null) {
    const pages = readInbox(highVolume, query, match);
    tellPrinted(context, 'replies', await printPages(context, form, listing, pages, wish), window);
    return;
  }
  const { interrupt, unread } = context.io;
  const end = AbortSignal.any(unread === undefined ? [interrupt] : [interrupt, unread]);
  const onTrouble = (error: Error): void => context.warn(`${error.message}; the next look comes`);
  const ports = { highVolume, clock: context.clock, onTrouble };
  await printPages(context, form, listing, watchInbox(ports, query, match, { everyMs, end }), wish);
  interrupt.throwIfAborted();
}

/** Of a run, what came since its first offer unless more is asked for; null where there was none. */
async function toRunWindow(context: Context, { run, window }: InboxQuestion): Promise<SaidWindow | null> {
  if (run === null) return window;
  const firstAt = await readLedger(context, (ledger) => ledger.firstOfferAt(run.id));
  if (firstAt === null) return null;
  const dateFrom = window.isFromSaid ? window.dateFrom : Math.min(firstAt - SKEW_MS, window.dateTo);
  return { ...window, dateFrom, isFromSaid: true };
}

/** What came to the senders of a run is what its recipients can have written. */
function toQuery(window: SaidWindow, { run, phones }: InboxQuestion): StoredMessageQuery {
  const senders = run !== null && run.senders.length <= MOST_PHONES ? run.senders : [];
  const { dateFrom, dateTo } = window;
  const phoneNumbers = phones.length > 0 ? phones : senders;
  return { dateFrom, dateTo, directions: ['Inbound'], phoneNumbers, isDetailed: true };
}

type RunReader = ReplyLedger & Parameters<typeof findRun>[0];

/** The ledger for one question, beside whoever writes it. */
async function readLedger<T>(
  context: Context,
  use: (ledger: NonNullable<RunReader>) => Promise<T>,
): Promise<T> {
  const ledger = await openLedgerForReading(context);
  if (ledger === null) {
    const remedy = 'Start one with `campaign run FILE`, or name the workspace that has it with --workspace';
    throw new InputError([{ where: '--run', found: 'there is no run in this workspace yet', remedy }]);
  }
  try {
    return await use(ledger);
  } finally {
    await ledger.close();
  }
}
