import type { HistoryLedger } from '../../core/history.ts';
import type { Ledger, ReportLedger } from '../../core/ledger.ts';
import type { RunLimits } from '../../core/limits.ts';
import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import type { World } from '../../core/run.ts';
import { DefectError } from '../../core/error.ts';
import { prepare, type Prepared } from '../../run/prepare.ts';
import { acceptDraft, writeDraftRejects } from '../accept-draft.ts';
import { findPlanTarget } from '../approval/plan-file.ts';
import { savePlan } from '../approval/save-plan.ts';
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
import { toPlanFigures } from '../plan-figures.ts';
import { formatPlan } from '../plan-text.ts';
import { findExclusions, type Exclusions } from '../exclusions.ts';
import { toPrepareRequest } from '../prepare-request.ts';
import { openPlanning } from '../screen/planning.ts';
import { toLimits } from '../sender-limits.ts';

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
        .option('out', {
          type: 'string',
          requiresArg: true,
          describe: 'write the plan to a file too, for `run --plan` to send',
        })
        .example('$0 plan campaigns/spring-sale.csv', 'look before you send')
        .example('$0 plan may.csv --from +16505550100 --text "Hi {{first_name}}"', 'try another text')
        .example('$0 plan may.csv --out may.json', 'have it approved, then `campaign run --plan may.json`'),
    ),
  handle: planCampaign,
};

async function planCampaign(context: Context, argv: Arguments): Promise<ExitCode> {
  const request = readCampaignRequest(context, argv);
  requireSenders(request);
  const target = typeof argv['out'] === 'string' ? findPlanTarget(context, argv['out']) : null;
  const world = await planWorld(context, argv['sandbox'] === true);
  const scratch = await openScratchLedger(context);
  try {
    const history = await openLedgerForReading(context);
    const planning = planWith(context, request, world, scratch.ledger, history);
    const { prepared, exclusions } = await planning.finally(() => history?.close());
    if (prepared.kind === 'existing') throw new DefectError('a scratch ledger knows a run');
    // Of a file that was sent the guard leaves nobody: what it was sent as says more.
    if (prepared.kind !== 'draft') await tellExisting(context, prepared.draft.name, request, world);
    const draft = await acceptDraft(context, scratch.ledger, prepared, request);
    const figures = toPlanFigures({ draft, ...prepared.figures }, request, context.clock.now());
    const shown = formatPlan({ draft, ...prepared.figures }, request, {
      ...context,
      isInteractive: true,
    });
    context.print(context.flags.json ? JSON.stringify(figures, null, 2) : shown);
    if (figures.rows > figures.recipients) {
      const { header } = prepared;
      const rejects = await writeDraftRejects(context, scratch.ledger, draft, header, request.name);
      context.say(`  rejects   ${rejects}`);
    }
    if (target !== null) {
      const made = { draft, ledger: scratch.ledger, figures, exclusions };
      await savePlan(context, target, made, request, world);
    }
    await tellExisting(context, draft.name, request, world);
    return EXIT.ok;
  } finally {
    await scratch.close();
  }
}

/** Plans in a ledger of its own, by what the workspace's knows of people. */
async function planWith(
  context: Context,
  request: CampaignRequest,
  world: World,
  ledger: Ledger,
  history: (ReportLedger & HistoryLedger) | null,
): Promise<{ readonly prepared: Prepared; readonly exclusions: Exclusions }> {
  const exclusions = await findExclusions(context, request, history);
  const limits = (): Promise<RunLimits> =>
    Promise.resolve(toLimits({ values: request.options, sources: request.sources }, world));
  const ports = { ledger, history: history ?? ledger, clock: context.clock };
  const screen = openPlanning(context, request.file.shownAs);
  const wanted = toPrepareRequest(context, request, world, { ...exclusions, limits, screen });
  return { prepared: await prepare(ports, wanted).finally(screen.close), exclusions };
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
  const open = all.find((run) => run.world === world && !run.isTest);
  if (open === undefined) return null;
  return `${open.name} is not finished: \`campaign run\` would refuse this plan until it is.`;
}
