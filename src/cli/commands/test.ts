import { InputError } from '../../core/error.ts';
import type { ExitCode } from '../../core/exit-code.ts';
import type { Ledger } from '../../core/ledger.ts';
import type { Provider } from '../../core/provider.ts';
import { formatPhone, maskPhone } from '../../core/recipient.ts';
import type { World } from '../../core/run.ts';
import { prepareTest, type OwnNumber, type PreparedTest, type TestRequest } from '../../run/prepare-test.ts';
import { maskNumbers } from '../../core/recipient.ts';
import { acceptDraft } from '../accept-draft.ts';
import { askProvider } from '../ask-provider.ts';
import {
  addCampaignOptions,
  readCampaignRequest,
  requireSenders,
  type CampaignRequest,
} from '../campaign-options.ts';
import type { Arguments, Command } from '../command.ts';
import { chooseWorld, openLedger, openProvider } from '../compose.ts';
import { confirmDraft } from '../confirm.ts';
import type { Context } from '../context.ts';
import { driveAndReport } from '../finish-run.ts';
import { readLineNumber, readOwnNumbers } from '../own-numbers.ts';
import { toPrepareRequest, toTrackingSettings } from '../prepare-request.ts';
import type { CampaignOptionName } from '../settings/options.ts';
import { formatTest } from '../test-text.ts';

/** What makes a text and follows it; what chooses among recipients, hours and limits is no matter to a test. */
const TEST_OPTIONS: readonly CampaignOptionName[] = [
  ...(['from', 'text', 'textFile', 'name', 'column', 'defaultCountry', 'delimiter', 'encoding'] as const),
  ...(['smartPunctuation', 'price', 'optOutScope', 'rate', 'dailyCap', 'queueAhead'] as const),
  ...(['inDoubt', 'inDoubtGrace', 'requestTimeout'] as const),
  ...(['settleAfter', 'trackFor', 'minDelivered', 'wait'] as const),
];

/** `campaign test FILE --to +1…`: the text of one row to one's own numbers, as a run of its own. */
export const test: Command = {
  builder: (yargs) =>
    addCampaignOptions(
      yargs
        .positional('file', {
          type: 'string',
          demandOption: true,
          describe: 'CSV of recipients, with a header line',
        })
        .option('to', {
          type: 'array',
          string: true,
          requiresArg: true,
          describe: 'a number of your own that gets the text, E.164; up to 10',
        })
        .option('line', {
          type: 'string',
          requiresArg: true,
          describe: 'line of the file whose text it is (default: the first valid row)',
        })
        .option('yes', { type: 'boolean', default: false, describe: 'do not ask; needed without a terminal' })
        .option('sandbox', {
          type: 'boolean',
          default: false,
          describe: 'text nobody: use the embedded sandbox',
        })
        .example('$0 test campaigns/spring-sale.csv --to +16505550123', 'see it on your own phone first')
        .example('$0 test may.csv --to +16505550123 --line 7', 'the text of one row that worries you'),
      TEST_OPTIONS,
    )
      .option('settle-after', { defaultDescription: '15m; with --sandbox 15s' })
      .option('track-for', { defaultDescription: '1h; with --sandbox 5m' }),
  handle: sendTest,
};

async function sendTest(context: Context, argv: Arguments): Promise<ExitCode> {
  const campaign = readCampaignRequest(context, argv);
  const request = { ...campaign, name: `test-${campaign.name}`.slice(0, MOST_NAME) };
  requireSenders(request);
  const to = readOwnNumbers(argv['to'], request.options.from);
  const line = readLineNumber(argv['line']);
  const isSandbox = argv['sandbox'] === true;
  const world = await chooseWorld(context, isSandbox);
  const ledger = await openLedger(context);
  try {
    const requestTimeoutMs = request.options.requestTimeout;
    const senders = request.options.from;
    const provider = await openProvider(context, { isSandbox, requestTimeoutMs, senders });
    try {
      const asked = toTestRequest(context, ledger, provider, world, { request, to, line });
      const prepared = await prepareTest({ ledger, history: ledger, clock: context.clock }, asked);
      const { draft, row } = await acceptTest(context, ledger, prepared, { request, line });
      const shown = { draft, to: to.map(({ phone }) => formatPhone(phone)), row };
      context.say(formatTest(shown, context));
      const run = await confirmDraft(context, 'campaign test', draft, argv['yes'] === true);
      const mode = {
        isSubmitting: true,
        isWaiting: request.options.wait,
        isPatient: context.isInteractive,
      };
      return await driveAndReport(context, ledger, provider, run, mode);
    } finally {
      await provider.close();
    }
  } finally {
    await ledger.close();
  }
}

/** As long as the name of a campaign may be. */
const MOST_NAME = 64;

interface Asked {
  readonly request: CampaignRequest;
  readonly to: readonly OwnNumber[];
  readonly line: number | null;
}

const NOBODY_EXCLUDED = { exclusions: [], selection: {}, files: [], runs: [] };

/** A text to oneself is asked for at this moment: it needs no window, and no limit of the campaign's. */
function toTestRequest(
  context: Context,
  ledger: Ledger,
  provider: Provider,
  world: World,
  { request, to, line }: Asked,
): TestRequest {
  const limits: TestRequest['limits'] = async () => ({
    ...(await askProvider(context, ledger, provider, world, request)),
    maxCost: null,
    maxMessages: null,
  });
  const common = toPrepareRequest(context, request, world, { ...NOBODY_EXCLUDED, limits });
  const assign = { ...common.assign, window: { kind: 'none' } as const };
  return { ...common, assign, limits, to, line, tracking: toTestTracking(request, world) };
}

const MINUTE_MS = 60_000;

/** Carriers that send no receipt must not hold somebody up for a day who waits for one text. */
function toTestTracking(request: CampaignRequest, world: World): TestRequest['tracking'] {
  const wanted = toTrackingSettings(request, world);
  if (world === 'sandbox') return wanted;
  const { sources } = request;
  return {
    ...wanted,
    ...(sources.settleAfter === 'default' ? { settleAfterMs: 15 * MINUTE_MS } : {}),
    ...(sources.trackFor === 'default' ? { trackForMs: 60 * MINUTE_MS } : {}),
  };
}

/** @throws InputError saying why there is nothing to send, or nobody to send it to. */
async function acceptTest(
  context: Context,
  ledger: Ledger,
  prepared: PreparedTest,
  { request, line }: Omit<Asked, 'to'>,
) {
  const where = request.file.shownAs;
  switch (prepared.kind) {
    case 'draft':
      return { draft: prepared.draft, row: `${where}:${prepared.line}` };
    case 'empty':
      return { draft: await acceptDraft(context, ledger, prepared, request), row: where };
    case 'bad-line': {
      const { row } = prepared;
      const remedy = 'Name a line on which a valid row begins; the header is line 1. Nothing was sent';
      const found = row === null ? 'no row begins on this line' : `${row.code}: ${maskNumbers(row.reason)}`;
      throw new InputError([{ where: `${where}:${String(line)}`, found, remedy }]);
    }
    case 'opted-out':
      throw new InputError(
        prepared.phones.map((phone) => ({
          where: '--to',
          found: `${maskPhone(formatPhone(phone))} has opted out of texts`,
          remedy: 'Name another number. Nothing was sent',
        })),
      );
  }
}
