import type { ExitCode } from '../../core/exit-code.ts';
import { EXIT } from '../../core/exit-code.ts';
import type { Ledger } from '../../core/ledger.ts';
import { InputError } from '../../core/error.ts';
import type { Provider } from '../../core/provider.ts';
import { isUnfinished, type Run } from '../../core/run.ts';
import type { DraftPlan } from '../../plan/draft-plan.ts';
import { prepare } from '../../run/prepare.ts';
import { ask } from '../ask.ts';
import {
  addCampaignOptions,
  readCampaignRequest,
  requireSenders,
  type CampaignRequest,
} from '../campaign-options.ts';
import type { Arguments, Command } from '../command.ts';
import { commandFor } from '../command-for.ts';
import { completeReports } from '../complete-reports.ts';
import { checkSenders, chooseWorld, openLedger, openProvider } from '../compose.ts';
import type { Context } from '../context.ts';
import { driveAndReport, reportDirectory } from '../finish-run.ts';
import { acceptDraft } from '../accept-draft.ts';
import { formatJson } from '../../report/json.ts';
import { buildSummary } from '../../report/summary.ts';
import { formatPlan } from '../plan-text.ts';
import { changeTracking } from '../tracking.ts';
import { toPrepareRequest } from '../prepare-request.ts';

/** `campaign run FILE`: plan, show the plan, ask, submit, track, report. Run again = resume. */
export const run: Command = {
  builder: (yargs) =>
    addCampaignOptions(
      yargs
        .positional('file', {
          type: 'string',
          demandOption: true,
          describe: 'CSV of recipients, with a header line',
        })
        .option('yes', { type: 'boolean', default: false, describe: 'do not ask; needed without a terminal' })
        .option('sandbox', {
          type: 'boolean',
          default: false,
          describe: 'text nobody: use the embedded sandbox',
        })
        .example('$0 run campaigns/spring-sale.csv --sandbox', 'try it without an account')
        .example('$0 run may.csv --from +16505550100 --text "Hi {{name|there}}!" --yes', 'send, from cron'),
    ),
  handle: runCampaign,
};

async function runCampaign(context: Context, argv: Arguments): Promise<ExitCode> {
  const request = readCampaignRequest(context, argv);
  requireSenders(request);
  const isSandbox = argv['sandbox'] === true;
  const world = await chooseWorld(context, isSandbox);
  const ledger = await openLedger(context);
  try {
    const provider = await openProvider(context, {
      isSandbox,
      requestTimeoutMs: request.options.requestTimeout,
      senders: request.options.from,
    });
    try {
      const prepared = await prepare(ledger, context.clock, toPrepareRequest(context, request, world));
      if (prepared.kind === 'existing') return await goOn(context, ledger, provider, prepared.run, request);
      const draft = await acceptDraft(context, ledger, prepared, request);
      // What a person is asked about holds texts; what ends up in a log does not.
      context.say(formatPlan(draft, request, context.isInteractive, context.clock.now()));
      const frozen = await approve(context, provider, draft, request, argv['yes'] === true);
      return await drive(context, ledger, provider, frozen, request);
    } finally {
      await provider.close();
    }
  } finally {
    await ledger.close();
  }
}

/** Freezes a draft once the provider knows its senders and a person, or --yes, wants it sent; else throws it away. */
async function approve(
  context: Context,
  provider: Provider,
  draft: DraftPlan,
  request: CampaignRequest,
  isYes: boolean,
): Promise<Run> {
  try {
    await checkSenders(provider, request.options.from, request.sources.from);
    if (!(await isApproved(context, isYes))) throw notApproved(context);
  } catch (error) {
    await draft.discard();
    throw error;
  }
  return draft.freeze();
}

/** The same campaign is there: unfinished is resumed, sent is left alone. */
async function goOn(
  context: Context,
  ledger: Ledger,
  provider: Provider,
  existing: Run,
  request: CampaignRequest,
): Promise<ExitCode> {
  if (existing.state === 'open') {
    context.say(`resuming ${existing.name}, planned ${new Date(existing.plannedAt).toISOString()}`);
    return drive(context, ledger, provider, existing, request);
  }
  await completeReports(context, ledger, existing);
  if (context.flags.json) context.print(formatJson(await buildSummary(ledger, existing)).trimEnd());
  const at = new Date(existing.cancelledAt ?? existing.finishedAt ?? existing.plannedAt).toISOString();
  const isCancelled = existing.state === 'cancelled';
  const fate = isCancelled ? 'was cancelled' : 'was sent';
  context.warn(
    `nothing to do: ${existing.name} ${fate}, ${at}. Its reports are in ${reportDirectory(context, existing)}.\n` +
      (isUnfinished(existing) ? `Follow what it submitted with: ${commandFor('track', existing)}\n` : '') +
      'To send the same campaign to the same people again, say --run-key KEY with a key of your choice.' +
      (isCancelled ? ' Those who got it before it was cancelled get it again.' : ''),
  );
  return EXIT.nothingToDo;
}

async function drive(
  context: Context,
  ledger: Ledger,
  provider: Provider,
  existing: Run,
  request: CampaignRequest,
): Promise<ExitCode> {
  const wanted = toPrepareRequest(context, request, existing.world).tracking;
  const isSaid = (name: keyof typeof request.sources): boolean => request.sources[name] !== 'default';
  const tracking = changeTracking(existing.tracking, wanted, isSaid);
  await ledger.updateTracking(existing.id, tracking);
  const mode = { isSubmitting: true, isWaiting: request.options.wait };
  return driveAndReport(context, ledger, provider, { ...existing, tracking }, mode);
}

async function isApproved(context: Context, isYes: boolean): Promise<boolean> {
  if (isYes) return true;
  return context.isInteractive && (await ask(context, 'Send it?'));
}

function notApproved(context: Context): InputError {
  const isAsked = context.isInteractive;
  const found = isAsked ? 'not approved' : 'there is no terminal to ask for approval';
  const remedy = isAsked ? 'Nothing was sent.' : 'Nothing was sent. Say --yes to send without asking.';
  return new InputError([{ where: 'campaign run', found, remedy }]);
}
