import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import { ProviderError } from '../../../core/error.ts';
import type { OptOutEditor } from '../../../core/opt-out.ts';
import type { Provider } from '../../../core/provider.ts';
import { maskPhone } from '../../../core/recipient.ts';
import type { World } from '../../../core/run.ts';
import { formatJson } from '../../../report/json.ts';
import { pushOptOuts, type PushOutcome } from '../../../run/push-opt-outs.ts';
import { addCampaignOptions } from '../../campaign-options.ts';
import type { Arguments, Command } from '../../command.ts';
import { checkSenders, chooseWorld, openOptOuts, openProvider } from '../../compose.ts';
import type { Context } from '../../context.ts';
import { countOptOuts } from '../../opt-out-text.ts';
import { readPhones, repeatedNumber } from '../../phone-arguments.ts';
import { count } from '../../screen/figures.ts';
import { readWorkspaceOptions } from '../../watch-request.ts';
import { whoIs } from '../../who.ts';

/** `campaign opt-outs push`: the provider hears of the opt-outs that were learned elsewhere. Nobody is opted in. */
export const push: Command = {
  builder: (yargs) =>
    addCampaignOptions(
      yargs
        .option(
          'from',
          repeatedNumber(
            'number of ours that they opted out of, E.164; may be repeated (default: all that may send)',
          ),
        )
        .option('sandbox', { type: 'boolean', default: false, describe: 'tell the embedded sandbox' })
        .example('$0 opt-outs push', 'after an import: RingCentral then blocks these numbers as well')
        .example('$0 opt-outs push --from +16505550100', 'for one of our numbers only'),
      ['requestTimeout', 'tunnelMethods'],
    ),
  handle: pushList,
};

async function pushList(context: Context, argv: Arguments): Promise<ExitCode> {
  const isSandbox = argv['sandbox'] === true;
  const { values } = readWorkspaceOptions(context, argv, ['requestTimeout', 'tunnelMethods']);
  const [requestTimeoutMs, isTunneling] = [values.requestTimeout, values.tunnelMethods];
  const [wanted = []] = readPhones(argv, [{ where: '--from', name: 'from' }]);
  const world = await chooseWorld(context, isSandbox);
  const ledger = await openOptOuts(context);
  try {
    const provider = await openProvider(context, {
      isSandbox,
      requestTimeoutMs,
      isTunneling,
      senders: wanted,
    });
    try {
      return await pushFrom(context, ledger, provider, world, await chooseNumbers(provider, wanted));
    } finally {
      await provider.close();
    }
  } finally {
    await ledger.close();
  }
}

/** @throws ProviderError when a number may not send, or none may. */
async function chooseNumbers(provider: Provider, wanted: readonly string[]): Promise<readonly string[]> {
  const able = (await checkSenders(provider, wanted, '--from')).filter((number) => number.isA2p);
  if (wanted.length > 0) return wanted;
  if (able.length > 0) return able.map((number) => number.phone);
  const message = 'no number of this user may send A2P messages: there is none to opt anybody out of';
  throw new ProviderError(message, { failure: 'forbidden', call: 'GET phone-number' });
}

async function pushFrom(
  context: Context,
  ledger: OptOutEditor,
  provider: Provider,
  world: World,
  numbers: readonly string[],
): Promise<ExitCode> {
  const addOptOuts: typeof provider.addOptOuts = async (from, phones) => {
    context.io.interrupt.throwIfAborted();
    return provider.addOptOuts(from, phones);
  };
  const ports = { ledger, provider: { addOptOuts }, clock: context.clock };
  const outcomes: PushOutcome[] = [];
  for (const from of numbers) {
    const outcome = await pushOptOuts(ports, world, from, whoIs(context));
    tell(context, outcome);
    outcomes.push(outcome);
  }
  if (context.flags.json) context.print(formatJson(toDocument(world, outcomes)).trimEnd());
  return outcomes.every(({ failed }) => failed.length === 0) ? EXIT.ok : EXIT.notFinished;
}

const SHOWN = 10;

function tell(context: Context, { from, told, failed }: PushOutcome): void {
  const own = maskPhone(from);
  if (told > 0) context.say(`${own}: ${countOptOuts(told)} told`);
  else if (failed.length === 0) context.say(`${own}: nothing new to tell`);
  if (failed.length === 0) return;
  const lines = failed.slice(0, SHOWN).map(({ phone, reason }) => `  ${maskPhone(phone)}: ${reason}`);
  const rest = failed.length > SHOWN ? [`  and ${count(failed.length - SHOWN)} more, see --json`] : [];
  const still = 'Here they count all the same. The next push tries again';
  context.warn([`${own}: ${countOptOuts(failed.length)} not taken. ${still}`, ...lines, ...rest].join('\n'));
}

function toDocument(world: World, outcomes: readonly PushOutcome[]) {
  return { schema: 'campaign-opt-outs-push/1', world, numbers: outcomes };
}
