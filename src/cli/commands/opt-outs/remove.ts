import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import { InputError } from '../../../core/error.ts';
import type { OptOut } from '../../../core/opt-out.ts';
import { formatPhone, maskPhone } from '../../../core/recipient.ts';
import { formatJson } from '../../../report/json.ts';
import { ask } from '../../ask.ts';
import type { Arguments, Command } from '../../command.ts';
import { openLedgerForControl } from '../../compose.ts';
import type { Context } from '../../context.ts';
import { readPhones, toDigits } from '../../phone-arguments.ts';
import { count } from '../../screen/figures.ts';
import { whoIs } from '../../who.ts';

/** `campaign opt-outs remove +1…`: for people who asked for texts again. The provider is never touched. */
export const remove: Command = {
  builder: (yargs) =>
    yargs
      .positional('phone', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'who wants texts again, E.164',
      })
      .option('yes', { type: 'boolean', default: false, describe: 'do not ask; needed without a terminal' })
      .example('$0 opt-outs remove +14155550123', 'shows what would go, and asks')
      .example('$0 opt-outs remove +14155550123 +12125550188 --yes', 'two at once, without asking'),
  handle: removeNumbers,
};

async function removeNumbers(context: Context, argv: Arguments): Promise<ExitCode> {
  const [phones = []] = readPhones(argv, [{ where: 'PHONE', name: 'phone' }]);
  const ledger = await openLedgerForControl(context);
  try {
    const found = ledger === null ? [] : await ledger.findOptOuts(phones.map(toDigits));
    const strangers = phones.filter((phone) => !found.some((entry) => formatPhone(entry.phone) === phone));
    if (ledger === null || strangers.length > 0) throw notListed(strangers);
    context.warn(describe(found));
    await approve(context, argv['yes'] === true);
    const act = { at: context.clock.now(), who: whoIs(context) };
    const removed = await ledger.removeOptOuts(phones.map(toDigits), act);
    context.say(`${count(removed)} ${removed === 1 ? 'entry is' : 'entries are'} gone, by ${act.who}`);
    const schema = 'campaign-opt-outs-remove/1';
    if (context.flags.json) context.print(formatJson({ schema, removed }).trimEnd());
    return EXIT.ok;
  } finally {
    await ledger?.close();
  }
}

function notListed(phones: readonly string[]): InputError {
  const remedy = 'Nothing was changed. See campaign opt-outs list';
  return new InputError(
    phones.map((phone) => ({ where: 'PHONE', found: `${maskPhone(phone)} is not on the list`, remedy })),
  );
}

function describe(entries: readonly OptOut[]): string {
  const lines = entries.map(({ phone, from, world, source, at }) => {
    const own = from === 0 ? 'all of our numbers' : maskPhone(formatPhone(from));
    const scope = world === 'any' ? '' : `, ${world}`;
    return `  ${maskPhone(formatPhone(phone))}, said to ${own}${scope}, from ${source}, since ${new Date(at).toISOString()}`;
  });
  const isAtProvider = entries.some((entry) => entry.seenAt !== null);
  return [
    'these opt-outs go, and whoever they are about may be texted again:',
    ...lines,
    'Texting somebody who opted out is against the law, unless they asked for it again and you can show that.',
    ...(isAtProvider
      ? [
          'RingCentral keeps its own list: it still blocks them, and the next reading brings them back, until they text START.',
        ]
      : []),
  ].join('\n');
}

async function approve(context: Context, isYes: boolean): Promise<void> {
  if (isYes) return;
  if (context.isInteractive && (await ask(context, 'Did they ask for it?'))) return;
  const remedy = context.isInteractive
    ? 'Nothing was changed'
    : 'Nothing was changed. Say --yes to remove without a terminal';
  throw new InputError([{ where: 'campaign opt-outs remove', found: 'not approved', remedy }]);
}
