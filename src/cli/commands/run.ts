import type { ExitCode } from '../../core/exit-code.ts';
import { EXIT } from '../../core/exit-code.ts';
import type { Ledger } from '../../core/ledger.ts';
import type { Provider } from '../../core/provider.ts';
import { isUnfinished, type Run } from '../../core/run.ts';
import { prepare } from '../../run/prepare.ts';
import type { RunLimits } from '../../core/limits.ts';
import { askProvider } from '../ask-provider.ts';
import {
  chooseApprovedWorld,
  requireSameOutcome,
  requireSameRun,
  requireSameTerms,
} from '../approval/check-plan.ts';
import { readRunRequest } from '../approval/run-request.ts';
import { addCampaignOptions, type CampaignRequest } from '../campaign-options.ts';
import type { Arguments, Command } from '../command.ts';
import { commandFor } from '../command-for.ts';
import { completeReports } from '../complete-reports.ts';
import { chooseWorld, openLedger, openProvider } from '../compose.ts';
import { confirmDraft } from '../confirm.ts';
import type { Context } from '../context.ts';
import { driveAndReport, reportDirectory } from '../finish-run.ts';
import { acceptDraft } from '../accept-draft.ts';
import { formatJson } from '../../report/json.ts';
import { buildSummary } from '../../report/summary.ts';
import { formatPlan } from '../plan-text.ts';
import { changeTracking } from '../tracking.ts';
import { findExclusions } from '../exclusions.ts';
import { FROZEN_OPTIONS, tellFrozen, warnOfFrozen } from '../frozen-settings.ts';
import { toPrepareRequest, toTrackingSettings } from '../prepare-request.ts';
import { openPlanning } from '../screen/planning.ts';
import { changeLimits } from '../sender-limits.ts';

/**
 * `campaign run FILE`: plan, show the plan, ask, submit, track, report. Run again = resume. With `--plan` the plan must be
 * the one that was approved.
 */
export const run: Command = {
  builder: (yargs) =>
    addCampaignOptions(
      yargs
        .positional('file', {
          type: 'string',
          describe: 'CSV of recipients, with a header line; not needed with --plan',
        })
        .option('yes', { type: 'boolean', default: false, describe: 'do not ask; needed without a terminal' })
        .option('sandbox', {
          type: 'boolean',
          default: false,
          describe: 'text nobody: use the embedded sandbox',
        })
        .option('plan', {
          type: 'string',
          requiresArg: true,
          describe: 'send a plan that `plan --out` wrote, exactly as it was approved, or nothing',
        })
        .example('$0 run campaigns/spring-sale.csv --sandbox', 'try it without an account')
        .example('$0 run campaigns/spring-sale.csv', 'for real: shows the plan, asks, sends; again: goes on')
        .example('$0 run --plan may.json --yes', 'send exactly what `plan --out may.json` had approved')
        .example('$0 run may.csv --from +16505550100 --text "Hi {{name|there}}!" --yes', 'send, from cron'),
    ),
  handle: runCampaign,
};

async function runCampaign(context: Context, argv: Arguments): Promise<ExitCode> {
  const { request, plan } = await readRunRequest(context, argv);
  const isSandbox = argv['sandbox'] === true;
  const world = await (plan === null
    ? chooseWorld(context, isSandbox)
    : chooseApprovedWorld(context, plan, isSandbox));
  const ledger = await openLedger(context);
  try {
    const exclusions = await findExclusions(context, request, ledger);
    if (plan !== null) await requireSameTerms(context, plan, request, world, exclusions);
    const provider = await openProvider(context, {
      isSandbox,
      requestTimeoutMs: request.options.requestTimeout,
      senders: request.options.from,
    });
    try {
      const limits = (): Promise<RunLimits> => askProvider(context, ledger, provider, world, request);
      const ports = { ledger, history: ledger, clock: context.clock };
      const settings = tellFrozen(FROZEN_OPTIONS, request, world, context.clock.now());
      const screen = openPlanning(context, request.file.shownAs);
      const prepared = await prepare(ports, {
        ...toPrepareRequest(context, request, world, { ...exclusions, limits, screen }),
        settings,
      }).finally(screen.close);
      if (plan !== null) requireSameRun(plan, prepared);
      if (prepared.kind === 'existing') return await goOn(context, ledger, provider, prepared.run, request);
      const draft = await acceptDraft(context, ledger, prepared, request);
      if (plan !== null) await requireSameOutcome(context, plan, ledger, draft);
      // What a person is asked about holds texts; what ends up in a log does not.
      context.say(formatPlan({ draft, ...prepared.figures }, request, context));
      const frozen = await confirmDraft(context, 'campaign run', draft, argv['yes'] === true);
      return await drive(context, ledger, provider, frozen, request);
    } finally {
      await provider.close();
    }
  } finally {
    await ledger.close();
  }
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
    await warnOfFrozen(context, ledger, existing, FROZEN_OPTIONS, request);
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
  const wanted = toTrackingSettings(request, existing.world);
  const isSaid = (name: keyof typeof request.sources): boolean => request.sources[name] !== 'default';
  const tracking = changeTracking(existing.tracking, wanted, isSaid);
  await ledger.updateTracking(existing.id, tracking);
  const limits = changeLimits(existing.limits, { values: request.options }, isSaid);
  await ledger.updateLimits(existing.id, limits);
  const mode = {
    isSubmitting: true,
    isWaiting: request.options.wait,
    isPatient: context.isInteractive,
  };
  return driveAndReport(context, ledger, provider, { ...existing, tracking, limits }, mode);
}
