import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { InputError } from '../../core/error.ts';
import type { Ledger } from '../../core/ledger.ts';
import type { Provider } from '../../core/provider.ts';
import { isUnfinished, type RejectedCounts, type Run } from '../../core/run.ts';
import { formatJson } from '../../report/json.ts';
import { buildSummary } from '../../report/summary.ts';
import { prepareRetry, toRetryKey } from '../../run/prepare-retry.ts';
import { surveyFailures, type RetrySource, type RetrySurvey } from '../../run/retry-rows.ts';
import { acceptDraft } from '../accept-draft.ts';
import { askProvider } from '../ask-provider.ts';
import { addCampaignOptions } from '../campaign-options.ts';
import { commandFor } from '../command-for.ts';
import { positional, type Arguments, type Command } from '../command.ts';
import { completeReports } from '../complete-reports.ts';
import { chooseWorld, openLedger, openLedgerForReading, openProvider } from '../compose.ts';
import { confirmDraft } from '../confirm.ts';
import type { Context } from '../context.ts';
import { findExclusions } from '../exclusions.ts';
import { findRun } from '../find-run.ts';
import { FROZEN_RETRY_OPTIONS, tellFrozen, warnOfFrozen } from '../frozen-settings.ts';
import { driveAndReport, reportDirectory } from '../finish-run.ts';
import { formatPlan } from '../plan-text.ts';
import { toTrackingSettings, toWindow } from '../prepare-request.ts';
import { readRetryWishes, RETRY_OPTIONS, type RetryWishes } from '../retry-request.ts';
import { formatRetry, toRetryFigures } from '../retry-text.ts';
import { count } from '../screen/figures.ts';
import { openPlanning } from '../screen/planning.ts';
import { describeWrongWorld, toChangedLimits, toTracking } from '../watch-request.ts';

/** `campaign retry RUN`: a new run over the recipients of RUN whose failure allows another try. */
export const retry: Command = {
  builder: (yargs) =>
    addCampaignOptions(
      yargs
        .positional('run', { type: 'string', demandOption: true, describe: 'a run that is finished' })
        .option('yes', { type: 'boolean', default: false, describe: 'do not ask; needed without a terminal' })
        .option('sandbox', { type: 'boolean', default: false, describe: 'a run of the embedded sandbox' })
        .example(
          '$0 retry spring-sale',
          'the latest run of a campaign: shows who would be texted again, and asks',
        )
        .example('$0 retry spring-sale --yes --max-cost 20', 'from cron, within a limit'),
      RETRY_OPTIONS,
    ),
  handle: retryRun,
};

async function retryRun(context: Context, argv: Arguments): Promise<ExitCode> {
  const found = await findParent(context, positional(argv, 'run'));
  const wishes = readRetryWishes(context, argv, found);
  const isSandbox = argv['sandbox'] === true || found.world === 'sandbox';
  const wrong = describeWrongWorld(found, await chooseWorld(context, isSandbox));
  if (wrong !== null) throw refused(found, wrong, 'Nothing was sent');
  const ledger = await openLedger(context);
  try {
    const round = await readRound(context, ledger, found.name);
    const open = round.earlier.find(isUnfinished);
    const survey = open === undefined ? await surveyFailures(ledger, round) : null;
    if (survey?.senders.length === 0) return await tellNothing(context, ledger, round, survey);
    const provider = await openProvider(context, {
      isSandbox,
      requestTimeoutMs: wishes.resolved.values.requestTimeout,
      senders: round.parent.senders,
    });
    const job = { context, ledger, provider, wishes, round, isYes: argv['yes'] === true };
    try {
      if (survey === null) return await resumeRetry(job, open ?? round.parent);
      return await sendRetry(job, survey);
    } finally {
      await provider.close();
    }
  } finally {
    await ledger.close();
  }
}

/** A run, and what was made of its failures so far. */
interface Round extends RetrySource {
  /** Its retries, oldest first. */
  readonly earlier: readonly Run[];
}

interface Job {
  readonly context: Context;
  readonly ledger: Ledger;
  readonly provider: Provider;
  readonly wishes: RetryWishes;
  readonly round: Round;
  readonly isYes: boolean;
}

/** Finds the run before credentials are asked for or anything is opened for writing. */
async function findParent(context: Context, word: string): Promise<Run> {
  const ledger = await openLedgerForReading(context);
  try {
    const run = await findRun(ledger, word);
    if (run.isTest) {
      throw refused(run, 'it is a test', 'Send it again with `campaign test`, as often as you like');
    }
    if (run.purgedAt !== null) {
      const since = new Date(run.purgedAt).toISOString().slice(0, 10);
      throw refused(run, `it was purged on ${since}: its numbers and texts are gone`, 'Nothing was sent');
    }
    if (!isUnfinished(run)) return run;
    const way = commandFor(run.state === 'open' ? 'resume' : 'track', run);
    throw refused(run, 'it is not finished, and more of it may fail', `Finish it first, with \`${way}\``);
  } finally {
    await ledger?.close();
  }
}

function refused(run: Run, found: string, remedy: string): InputError {
  return new InputError([{ where: run.name, found, remedy }]);
}

async function readRound(context: Context, ledger: Ledger, name: string): Promise<Round> {
  const runs = await ledger.listRuns();
  const parent = await findRun(ledger, name);
  const after = new Set(runs.filter(({ id }) => id > parent.id).map((run) => run.name));
  const earlier = runs.filter(({ retryOf }) => retryOf === parent.name);
  return { parent, after, earlier, now: context.clock.now() };
}

/** Plans a retry, shows it, asks, and sends it. */
async function sendRetry(job: Job, survey: RetrySurvey): Promise<ExitCode> {
  const { context, ledger, provider, wishes, round, isYes } = job;
  const { parent, earlier } = round;
  const request = wishes.from(survey.senders);
  const { exclusions, selection } = await findExclusions(context, request, ledger);
  const limits = await askProvider(context, ledger, provider, parent.world, request);
  const { batchSize, price: prices } = request.options;
  const windowSource = request.sources.window === 'default' ? '--window' : request.sources.window;
  const screen = openPlanning(context, `retry of ${parent.name}`);
  screen.opened({ rows: survey.tally.due });
  const prepared = await prepareRetry(
    { ledger, history: ledger, clock: context.clock },
    {
      ...round,
      ...{ exclusions, selection, limits, senders: survey.senders, signal: context.io.interrupt },
      phoneColumn: request.options.column['phone'] ?? null,
      settings: tellFrozen(FROZEN_RETRY_OPTIONS, request, parent.world, round.now),
      runKey: toRetryKey(parent.name, earlier.length + 1),
      assign: { batchSize, prices, window: toWindow(request, parent.world), windowSource },
      tracking: toTrackingSettings(request, parent.world),
      onProgress: screen.progress,
    },
  ).finally(screen.close);
  if (prepared.kind === 'existing') return tellNothing(context, ledger, round, survey);
  context.say(formatRetry(parent.name, survey));
  if (prepared.kind === 'empty') {
    await prepared.draft.discard();
    context.warn(`nothing to retry: all of them are left out now (${tellRejected(prepared.draft.rejected)})`);
    return EXIT.nothingToDo;
  }
  const draft = await acceptDraft(context, ledger, prepared, request);
  context.say(formatPlan({ draft, ...prepared.figures }, request, context));
  const run = await confirmDraft(context, 'campaign retry', draft, isYes);
  return driveAndReport(context, ledger, provider, run, toMode(job));
}

function tellRejected(rejected: RejectedCounts): string {
  return Object.entries(rejected)
    .map(([code, many]) => `${count(many)} ${code}`)
    .join(', ');
}

/** The same command is the same run: it goes on from its frozen plan. */
async function resumeRetry(job: Job, run: Run): Promise<ExitCode> {
  const { context, ledger, provider, wishes } = job;
  await warnOfFrozen(context, ledger, run, FROZEN_RETRY_OPTIONS, wishes.from(run.senders));
  context.say(`resuming ${run.name}, planned ${new Date(run.plannedAt).toISOString()}`);
  const tracking = toTracking(run, wishes.resolved);
  const limits = toChangedLimits(run, wishes.resolved);
  await ledger.updateTracking(run.id, tracking);
  await ledger.updateLimits(run.id, limits);
  return driveAndReport(context, ledger, provider, { ...run, tracking, limits }, toMode(job));
}

function toMode({ context, wishes }: Job) {
  return {
    isSubmitting: true,
    isWaiting: wishes.resolved.values.wait,
    isPatient: context.isInteractive,
  };
}

/** Nobody may be texted again now: says why, and where a retry of the same run is. */
async function tellNothing(
  context: Context,
  ledger: Ledger,
  { parent, earlier }: Round,
  survey: RetrySurvey,
): Promise<ExitCode> {
  const latest = earlier.at(-1);
  if (latest !== undefined) await completeReports(context, ledger, latest);
  if (context.flags.json) {
    const figures = toRetryFigures(parent.name, survey);
    const shown =
      latest === undefined
        ? JSON.stringify(figures, null, 2)
        : formatJson(await buildSummary(ledger, latest));
    context.print(shown.trimEnd());
  }
  context.say(formatRetry(parent.name, survey));
  if (latest === undefined) {
    context.warn(`nothing to retry: ${parent.name} has no failure that may be tried again now.`);
    return EXIT.nothingToDo;
  }
  const at = new Date(latest.cancelledAt ?? latest.finishedAt ?? latest.plannedAt).toISOString();
  const fate = latest.state === 'cancelled' ? 'was cancelled' : 'was sent';
  context.warn(
    `nothing to do: ${latest.name}, the retry of ${parent.name}, ${fate}, ${at}. ` +
      `Its reports are in ${reportDirectory(context, latest)}.\n` +
      `For what failed there: campaign retry ${latest.name}`,
  );
  return EXIT.nothingToDo;
}
