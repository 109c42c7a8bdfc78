import type { ReportLedger } from '../../core/ledger.ts';
import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import type { World } from '../../core/run.ts';
import { DefectError } from '../../core/error.ts';
import { prepare } from '../../run/prepare.ts';
import { acceptDraft, writeDraftRejects } from '../accept-draft.ts';
import {
  addCampaignOptions,
  readCampaignRequest,
  requireSenders,
  type CampaignRequest,
} from '../campaign-options.ts';
import type { Arguments, Command } from '../command.ts';
import { chooseWorld, openLedgerForReading, openScratchLedger } from '../compose.ts';
import type { Context } from '../context.ts';
import { NoCredentialsError } from '../failure.ts';
import { formatPlan, toPlanFigures } from '../plan-text.ts';
import { toPrepareRequest } from '../prepare-request.ts';

/** `campaign plan FILE`: everything but sending. Works beside a running campaign and without credentials. */
export const plan: Command = {
  builder: (yargs) =>
    addCampaignOptions(
      yargs
        .positional('file', {
          type: 'string',
          demandOption: true,
          describe: 'CSV of recipients, with a header line',
        })
        .option('sandbox', { type: 'boolean', default: false, describe: 'plan for the embedded sandbox' })
        .example('$0 plan campaigns/spring-sale.csv', 'look before you send'),
    ),
  handle: planCampaign,
};

async function planCampaign(context: Context, argv: Arguments): Promise<ExitCode> {
  const request = readCampaignRequest(context, argv);
  requireSenders(request);
  const world = await planWorld(context, argv['sandbox'] === true);
  const scratch = await openScratchLedger(context);
  try {
    const prepared = await prepare(scratch.ledger, context.clock, toPrepareRequest(context, request, world));
    if (prepared.kind === 'existing') throw new DefectError('a scratch ledger knows a run');
    const draft = await acceptDraft(context, scratch.ledger, prepared, request);
    const now = context.clock.now();
    const figures = toPlanFigures(draft, request, now);
    const shown = context.flags.json
      ? JSON.stringify(figures, null, 2)
      : formatPlan(draft, request, true, now);
    context.print(shown);
    if (figures.rows > figures.recipients) {
      const { header } = prepared;
      const rejects = await writeDraftRejects(context, scratch.ledger, draft, header, request.name);
      context.say(`  rejects   ${rejects}`);
    }
    await tellExisting(context, draft.name, request, world);
    return EXIT.ok;
  } finally {
    await scratch.close();
  }
}

// A plan can be made before there is an account: it is then named as a live one would be.
async function planWorld(context: Context, isSandbox: boolean): Promise<World> {
  try {
    return await chooseWorld(context, isSandbox);
  } catch (error) {
    if (error instanceof NoCredentialsError) return 'live';
    throw error;
  }
}

async function tellExisting(
  context: Context,
  name: string,
  request: CampaignRequest,
  world: World,
): Promise<void> {
  const ledger = await openLedgerForReading(context);
  if (ledger === null) return;
  try {
    const words = await describeExisting(ledger, name, request, world);
    if (words !== null) context.say(words);
  } finally {
    await ledger.close();
  }
}

async function describeExisting(
  ledger: ReportLedger,
  name: string,
  request: CampaignRequest,
  world: World,
): Promise<string | null> {
  const same = await ledger.findRun(name);
  if (same?.state === 'open') return `${name} is unfinished: \`campaign run\` would go on with it.`;
  if (same !== null) return `${name} was sent already: \`campaign run\` would send nothing.`;
  const all = await ledger.listRuns({ campaign: request.name, state: 'open' });
  const open = all.find((run) => run.world === world);
  if (open === undefined) return null;
  return `${open.name} is not finished: \`campaign run\` would refuse this plan until it is.`;
}
