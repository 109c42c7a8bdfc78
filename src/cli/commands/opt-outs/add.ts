import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import type { Arguments, Command } from '../../command.ts';
import { openOptOuts } from '../../compose.ts';
import type { Context } from '../../context.ts';
import { tellChange } from '../../opt-out-text.ts';
import { readPhones, repeatedNumber, toDigits } from '../../phone-arguments.ts';
import { whoIs } from '../../who.ts';

/** `campaign opt-outs add +1…`: what was said on the phone, in a mail or across the counter. */
export const add: Command = {
  builder: (yargs) =>
    yargs
      .positional('phone', {
        type: 'string',
        array: true,
        demandOption: true,
        describe: 'who has opted out, E.164',
      })
      .option(
        'from',
        repeatedNumber('number of ours that it was said to, E.164; may be repeated (default: all of ours)'),
      )
      .example('$0 opt-outs add +14155550123', 'from now on nobody texts this number from here')
      .example('$0 opt-outs add +14155550123 --from +16505550100', 'said to one of our numbers only'),
  handle: addNumbers,
};

async function addNumbers(context: Context, argv: Arguments): Promise<ExitCode> {
  const [phones = [], senders = []] = readPhones(argv, [
    { where: 'PHONE', name: 'phone' },
    { where: '--from', name: 'from' },
  ]);
  const froms = senders.length === 0 ? [0] : senders.map(toDigits);
  const entries = phones.flatMap((phone) =>
    froms.map((from) => ({ phone: toDigits(phone), from, world: 'any', source: 'manual' }) as const),
  );
  const ledger = await openOptOuts(context);
  try {
    const change = await ledger.addOptOuts(entries, { at: context.clock.now(), who: whoIs(context) });
    tellChange(context, { schema: 'campaign-opt-outs-add/1', ...change });
    return EXIT.ok;
  } finally {
    await ledger.close();
  }
}
