import { mkdir } from 'node:fs/promises';
import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { messagesAMinute } from '../../core/sender.ts';
import type { SenderNumber, SenderRegistration } from '../../core/provider.ts';
import { addCampaignOptions } from '../campaign-options.ts';
import type { Arguments, Command } from '../command.ts';
import { chooseWorld, openProvider } from '../compose.ts';
import type { Context } from '../context.ts';
import { formatRegistration, formatTier, readRegistrations } from '../registrations.ts';
import { formatTable } from '../table.ts';
import { readWatchRequest } from '../watch-request.ts';

/**
 * `campaign numbers`: the numbers of the signed-in extension, those first that may send A2P messages, and how these are
 * registered. Registrations that can't be read are unknown, not a failure of the command.
 */
export const numbers: Command = {
  builder: (yargs) =>
    addCampaignOptions(
      yargs
        .option('sandbox', {
          type: 'boolean',
          default: false,
          describe: 'the numbers of the embedded sandbox',
        })
        .example('$0 numbers', 'what to put into `from`, and whether it is registered')
        .example('$0 numbers --json', 'with ids and features, for scripts'),
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
    const { known, problems } = await readRegistrations(provider, found);
    for (const problem of problems) context.warn(`warning: ${problem}`);
    const registrationOf = ({ phone }: SenderNumber) => known.get(phone) ?? null;
    if (context.flags.json) {
      const entries = found.map((number) => toEntry(number, registrationOf(number)));
      context.print(JSON.stringify({ schema: 'campaign-numbers/1', numbers: entries }, null, 2));
    } else {
      const rows = found.map((number) => toRow(number, registrationOf(number)));
      context.print(formatTable(COLUMNS, rows));
    }
    return EXIT.ok;
  } finally {
    await provider.close();
  }
}

const COLUMNS = ['NUMBER', 'A2P', 'TYPE', 'RATE', 'TIER', 'REGISTRATION', 'STATUS', 'LABEL'];

function toEntry(number: SenderNumber, registration: SenderRegistration | null) {
  return {
    number: number.phone,
    mayCampaign: number.isA2p,
    type: number.isTollFree ? 'toll-free' : 'long code',
    messagesAMinute: number.isA2p ? messagesAMinute(number.phone) : null,
    // Tells "linked to no campaign" from "could not be read", and from a number that isn't asked about.
    registrationKnown: registration !== null,
    tier: registration?.tier ?? null,
    campaignId: registration?.campaignId ?? null,
    campaignStatus: registration?.campaignStatus ?? null,
    brandStatus: registration?.brandStatus ?? null,
    status: number.status,
    label: number.label,
    features: number.features,
  };
}

function toRow(number: SenderNumber, registration: SenderRegistration | null): string[] {
  const entry = toEntry(number, registration);
  return [
    entry.number,
    entry.mayCampaign ? 'yes' : 'no',
    entry.type,
    entry.messagesAMinute === null ? '-' : `${entry.messagesAMinute}/min`,
    formatTier(number, registration),
    formatRegistration(number, registration),
    entry.status ?? '-',
    entry.label ?? '',
  ];
}
