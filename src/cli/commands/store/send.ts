import { InputError, ProviderError } from '../../../core/error.ts';
import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import type { MailboxMessage, StandardSms } from '../../../core/message-store.ts';
import { maskPhone } from '../../../core/recipient.ts';
import { ask } from '../../ask.ts';
import type { Arguments, Command } from '../../command.ts';
import { chooseWorld, openLedgerForControl, type OpenStores } from '../../compose.ts';
import type { Context } from '../../context.ts';
import { toDigits } from '../../phone-arguments.ts';
import { printRecords } from '../../print-records.ts';
import { MAILBOX } from '../../store/mailbox/listing.ts';
import { findTwins, searchSms } from '../../store/sms/find-sms.ts';
import { followSms, isFinal } from '../../store/sms/follow-sms.ts';
import { readSmsRequest, type SmsRequest } from '../../store/sms/request.ts';
import { addStoreOptions, useStores } from '../../store/use-stores.ts';

/** `campaign store send`: one standard SMS, with one POST that nothing repeats. */
export const send: Command = {
  builder: (yargs) =>
    addStoreOptions(
      yargs
        .option('from', { type: 'string', demandOption: true, describe: 'your standard number, E.164' })
        .option('to', { type: 'string', demandOption: true, describe: 'who gets it, E.164' })
        .option('text', {
          type: 'string',
          demandOption: true,
          describe: 'the message, at most 1000 characters',
        })
        .option('country', { type: 'string', describe: "the recipient's country: US, CA …" })
        .option('track-for', { type: 'string', describe: 'how long its status is followed (default: 2m)' })
        .option('wait', {
          type: 'boolean',
          default: true,
          describe: 'follow its status; --no-wait leaves at once',
        })
        .option('yes', {
          type: 'boolean',
          default: false,
          describe: 'do not ask; needed without a terminal',
        }),
    ).example(
      '$0 store send --from +16505550102 --to +14155550123 --text "We open at 9."',
      'shows it, asks, sends it once and follows it',
    ),
  handle: sendOne,
};

async function sendOne(context: Context, argv: Arguments): Promise<ExitCode> {
  const request = readSmsRequest(argv);
  await refuseOptedOut(context, argv['sandbox'] === true, request.sms);
  await approve(context, argv['yes'] === true, request.sms);
  return useStores(context, argv, (stores) => deliver(context, stores, request, argv['wait'] !== false));
}

/** @throws InputError for somebody on the workspace's list, whichever of our numbers they said it to. */
async function refuseOptedOut(context: Context, isSandbox: boolean, { to }: StandardSms): Promise<void> {
  const world = await chooseWorld(context, isSandbox);
  const ledger = await openLedgerForControl(context);
  try {
    const entries = (await ledger?.findOptOuts([toDigits(to)])) ?? [];
    if (!entries.some((entry) => entry.world === 'any' || entry.world === world)) return;
    const found = `${maskPhone(to)} has opted out`;
    const remedy = 'Nothing was sent. See campaign opt-outs list';
    throw new InputError([{ where: '--to', found, remedy }]);
  } finally {
    await ledger?.close();
  }
}

async function approve(context: Context, isYes: boolean, { from, to, text }: StandardSms): Promise<void> {
  context.say(`one standard SMS from ${from} to ${to}:\n  ${text.replaceAll('\n', '\n  ')}`);
  if (isYes || (context.isInteractive && (await ask(context, 'Send it?')))) return;
  const remedy = context.isInteractive
    ? 'Nothing was sent'
    : 'Nothing was sent. Say --yes to send without a terminal';
  throw new InputError([{ where: 'campaign store send', found: 'not approved', remedy }]);
}

async function deliver(
  context: Context,
  stores: OpenStores,
  { sms, trackForMs }: SmsRequest,
  isWaiting: boolean,
): Promise<ExitCode> {
  const { messages } = stores;
  const now = context.clock.now();
  const before = new Set((await findTwins(messages, sms, now)).map(({ id }) => id));
  context.io.interrupt.throwIfAborted();
  const answer = await messages.send(sms);
  if (answer.kind === 'not-sent') throw await explain(stores, sms, answer.error);
  let sent: MailboxMessage;
  if (answer.kind === 'sent') sent = answer.message;
  else {
    context.warn(`the answer was lost (${answer.reason}): looking for the message in the store`);
    const search = await searchSms(messages, sms, { before, now }, context.clock, context.io.interrupt);
    if (search.kind !== 'found') {
      tellDoubt(context, sms, search.kind === 'several' ? search.ids : []);
      return EXIT.inDoubt;
    }
    context.warn('it is there: it was sent, once');
    sent = search.message;
  }
  return finish(context, messages, sent, isWaiting ? trackForMs : null);
}

/** A refused sender that is a high volume number gets the reason that people look for longest. */
async function explain(
  stores: OpenStores,
  { from }: StandardSms,
  error: ProviderError,
): Promise<ProviderError> {
  if (!['refused', 'forbidden'].includes(error.detail.failure)) return error;
  const numbers = await stores.listNumbers().catch(() => []);
  if (!numbers.some(({ phone, isA2p }) => phone === from && isA2p)) return error;
  const why = `${from} is a high volume number, and a number is either standard or high volume, never both: campaign run sends from it`;
  return new ProviderError(`${error.message}. ${why}`, error.detail);
}

function tellDoubt(context: Context, { to }: StandardSms, ids: readonly string[]): void {
  const seen =
    ids.length === 0
      ? 'It is not in the store so far, which is no proof: it may show up late'
      : `The store has ${ids.join(' and ')}, and each may be it`;
  context.warn(
    `in doubt: the SMS may have been sent. ${seen}.\n` +
      'Do not send it again before you know. Look in some minutes:\n' +
      `  campaign store list --direction Outbound --phone-number ${to} --date-from 2h`,
  );
}

async function finish(
  context: Context,
  messages: OpenStores['messages'],
  sent: MailboxMessage,
  trackForMs: number | null,
): Promise<ExitCode> {
  const tell = ({ id, status, errorCode }: MailboxMessage): void =>
    context.say(
      `message ${id}: ${[status ?? 'no status', errorCode].filter((part) => part !== null).join(' ')}`,
    );
  const { clock, io } = context;
  if (trackForMs === null) tell(sent);
  const last =
    trackForMs === null
      ? sent
      : await followSms(messages, sent, trackForMs, { clock, interrupt: io.interrupt }, tell);
  if (io.interrupt.aborted) {
    context.warn(`interrupted: it was sent; campaign store get ${last.id} tells how it goes on`);
    return io.interrupt.reason === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
  }
  await printRecords(context, context.flags.json ? 'json' : 'table', SENT, once(last));
  return trackForMs === null ? EXIT.ok : toExitCode(context, last);
}

const SENT = { ...MAILBOX, schema: 'campaign-store-send/1' };

// eslint-disable-next-line @typescript-eslint/require-await -- a list of one, as printRecords takes it
async function* once(message: MailboxMessage): AsyncGenerator<MailboxMessage> {
  yield message;
}

function toExitCode(context: Context, message: MailboxMessage): ExitCode {
  if (isFinal(message)) return message.status?.endsWith('Failed') === true ? EXIT.belowMinimum : EXIT.ok;
  if (message.status === 'Sent') {
    context.say('it is with the carrier, which has sent no receipt so far; many never send one');
    return EXIT.ok;
  }
  context.warn(`it has no end yet; campaign store get ${message.id} tells how it goes on`);
  return EXIT.notFinished;
}
