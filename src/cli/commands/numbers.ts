import { mkdir } from 'node:fs/promises';
import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { messagesAMinute } from '../../core/sender.ts';
import type { SenderNumber } from '../../core/provider.ts';
import { addCampaignOptions } from '../campaign-options.ts';
import type { Arguments, Command } from '../command.ts';
import { chooseWorld, openProvider } from '../compose.ts';
import type { Context } from '../context.ts';
import { formatTable } from '../table.ts';
import { readWatchRequest } from '../watch-request.ts';

/** `campaign numbers`: the numbers of the signed-in extension, those first that may send A2P messages. */
export const numbers: Command = {
  builder: (yargs) =>
    addCampaignOptions(
      yargs.option('sandbox', {
        type: 'boolean',
        default: false,
        describe: 'the numbers of the embedded sandbox',
      }),
      ['requestTimeout'],
    ),
  handle: listNumbers,
};

async function listNumbers(context: Context, argv: Arguments): Promise<ExitCode> {
  const isSandbox = argv['sandbox'] === true;
  const requestTimeoutMs = readWatchRequest(context, argv).values.requestTimeout;
  await chooseWorld(context, isSandbox);
  await mkdir(context.workspace.state, { recursive: true, mode: 0o700 });
  const provider = await openProvider(context, { isSandbox, requestTimeoutMs, senders: [] });
  try {
    const found = [...(await provider.listNumbers())].sort((a, b) => Number(b.isA2p) - Number(a.isA2p));
    if (context.flags.json) {
      context.print(JSON.stringify({ schema: 'campaign-numbers/1', numbers: found.map(toEntry) }, null, 2));
    } else {
      context.print(formatTable(['NUMBER', 'A2P', 'TYPE', 'RATE', 'STATUS', 'LABEL'], found.map(toRow)));
    }
    return EXIT.ok;
  } finally {
    await provider.close();
  }
}

function toEntry(number: SenderNumber) {
  return {
    number: number.phone,
    mayCampaign: number.isA2p,
    type: number.isTollFree ? 'toll-free' : 'long code',
    messagesAMinute: number.isA2p ? messagesAMinute(number.phone) : null,
    status: number.status,
    label: number.label,
    features: number.features,
  };
}

function toRow(number: SenderNumber): string[] {
  const entry = toEntry(number);
  return [
    entry.number,
    entry.mayCampaign ? 'yes' : 'no',
    entry.type,
    entry.messagesAMinute === null ? '-' : `${entry.messagesAMinute}/min`,
    entry.status ?? '-',
    entry.label ?? '',
  ];
}
