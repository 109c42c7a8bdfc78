import type { ExitCode } from '../core/exit-code.ts';
import { EXIT } from '../core/exit-code.ts';
import type { Ledger } from '../core/ledger.ts';
import type { RunLimits } from '../core/limits.ts';
import type { Provider } from '../core/provider.ts';
import { isUnfinished, type Run, type World } from '../core/run.ts';
import { openIntake, type Intake } from '../intake/open.ts';
import { formatJson } from '../report/json.ts';
import { buildSummary } from '../report/summary.ts';
import { prepare } from '../run/prepare.ts';
import { acceptDraft } from './accept-draft.ts';
import type { RunRequest } from './approval/run-request.ts';
import { askProvider } from './ask-provider.ts';
import type { CampaignRequest } from './campaign-options.ts';
import { commandFor } from './command-for.ts';
import { completeReports } from './complete-reports.ts';
import { openEnds, type Ends, type LedgerClaim } from './compose.ts';
import { confirmDraft } from './confirm.ts';
import type { Context } from './context.ts';
import { findExclusions } from './exclusions.ts';
import { driveAndReport, reportDirectory } from './finish-run.ts';
import { FROZEN_OPTIONS, tellFrozen, warnOfFrozen } from './frozen-settings.ts';
import { formatPlan } from './plan-text.ts';
import { toIntake, toPrepareRequest, toTrackingSettings } from './prepare-request.ts';
import { openPlanning } from './screen/planning.ts';
import { changeLimits } from './sender-limits.ts';
import { changeTracking } from './tracking.ts';

/** What `run` was asked to send, and where. */
export interface Sending extends RunRequest {
  readonly world: World;
  /** Nobody has to be asked. */
  readonly isSure: boolean;
}

/**
 * Plans a campaign and sends it, or goes on with it where it is there already, and writes its reports. The provider is
 * opened and the file looked at while the ledger is; neither is told of before the ledger is known to be sound.
 */
export async function sendCampaign(
  context: Context,
  claim: LedgerClaim,
  sending: Sending,
): Promise<ExitCode> {
  const { request, world } = sending;
  const opened = openIntake(request.file.path, toIntake(request));
  // Whoever plans hears of it.
  opened.catch(() => undefined);
  const ends = await openEnds(context, claim, {
    isSandbox: world === 'sandbox',
    requestTimeoutMs: request.options.requestTimeout,
    senders: request.options.from,
  });
  const { ledger, provider, close } = ends;
  try {
    // What planning has held, the table of all numbers above all, is let go with its frame.
    const { kind, run } = await findOrPlan(context, ends, opened, sending);
    return await (kind === 'existing' ? goOn : drive)(context, ledger, provider, run, request);
  } finally {
    await close();
  }
}

/** The run that is to be sent: the one that is there already, or a new one that is wanted. */
async function findOrPlan(
  context: Context,
  { ledger, provider }: Ends,
  opened: Promise<Intake>,
  { request, plan, world, isSure }: Sending,
): Promise<{ readonly kind: 'existing' | 'new'; readonly run: Run }> {
  // Most campaigns are sent without an approved plan.
  const approved = plan === null ? null : { plan, ...(await import('./approval/check-plan.ts')) };
  const exclusions = await findExclusions(context, request, ledger);
  if (approved !== null) await approved.requireSameTerms(context, approved.plan, request, world, exclusions);
  const limits = (): Promise<RunLimits> => askProvider(context, ledger, provider, world, request);
  const ports = { ledger, history: ledger, clock: context.clock };
  const settings = tellFrozen(FROZEN_OPTIONS, request, world, context.clock.now());
  const screen = openPlanning(context, request.file.shownAs);
  const prepared = await prepare(ports, {
    ...toPrepareRequest(context, request, world, { ...exclusions, limits, screen }),
    opened,
    settings,
  }).finally(screen.close);
  if (approved !== null) approved.requireSameRun(approved.plan, prepared);
  if (prepared.kind === 'existing') return { kind: 'existing', run: prepared.run };
  const draft = await acceptDraft(context, ledger, prepared, request);
  if (approved !== null) await approved.requireSameOutcome(context, approved.plan, ledger, draft);
  // What a person is asked about holds texts; what ends up in a log does not.
  context.say(formatPlan({ draft, ...prepared.figures }, request, context));
  return { kind: 'new', run: await confirmDraft(context, 'campaign run', draft, isSure) };
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
