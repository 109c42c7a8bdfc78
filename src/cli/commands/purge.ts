import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/error.ts';
import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import type { Ledger, ReportLedger } from '../../core/ledger.ts';
import type { PurgeReader } from '../../core/purge.ts';
import { formatJson } from '../../report/json.ts';
import { findForgottenPlans, removePlans, rewriteReports } from '../../report/purge-reports.ts';
import { ask } from '../ask.ts';
import type { Arguments, Command } from '../command.ts';
import { openLedger, openLedgerForReading, removeScratchLedgers } from '../compose.ts';
import type { Context } from '../context.ts';
import { reportDirectory } from '../finish-run.ts';
import { describePurge, hasWork, PURGE_MEANS, type PurgePlan } from '../purge-text.ts';
import { count } from '../screen/figures.ts';
import { BadValue, type RawValue } from '../settings/raw.ts';
import { asDuration } from '../settings/values.ts';
import { showPath } from '../settings/workspace.ts';
import { whoIs } from '../who.ts';

/** `campaign purge --older-than 90d`: numbers and texts of old runs go, sums and keyed hashes stay. */
export const purge: Command = {
  builder: (yargs) =>
    yargs
      .option('older-than', {
        type: 'string',
        demandOption: true,
        describe: 'how long ago a run ended, and its last receipt came: 90d',
      })
      .option('dry-run', { type: 'boolean', default: false, describe: 'say what would go, and take nothing' })
      .option('yes', { type: 'boolean', default: false, describe: 'do not ask; needed without a terminal' })
      .example('$0 purge --older-than 90d --dry-run', 'see what would go')
      .example('$0 purge --older-than 90d --yes', 'once a month, from cron'),
  handle: purgeOld,
};

const HOUR_MS = 3_600_000;
const MOST_MS = 3650 * 24 * HOUR_MS;

async function purgeOld(context: Context, argv: Arguments): Promise<ExitCode> {
  const cut = context.clock.now() - readAge(argv);
  const isDry = argv['dry-run'] === true;
  const plan = await look(context, cut);
  if (plan === null) context.say('there is no run in this workspace yet');
  else {
    context.say(describePurge(plan));
    if (!isDry) await removeScratchLedgers(context);
    if (!isDry && hasWork(plan)) {
      await approve(context, argv['yes'] === true);
      await carryOut(context, cut);
    }
    if (hasWork(plan)) tellSandboxes(context);
  }
  if (context.flags.json) context.print(formatJson(toDocument(plan, cut, isDry)).trimEnd());
  return EXIT.ok;
}

function readAge(argv: Arguments): number {
  try {
    return asDuration(argv['older-than'] as RawValue, HOUR_MS, MOST_MS);
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    const found = `${error.found} can not be used`;
    throw new InputError([{ where: '--older-than', found, remedy: `${error.wanted}. Nothing was purged` }]);
  }
}

/** What there is to do; null where nothing was ever planned. */
async function look(context: Context, cut: number): Promise<PurgePlan | null> {
  const ledger = await openLedgerForReading(context);
  try {
    return ledger === null ? null : await survey(context, ledger, cut);
  } finally {
    await ledger?.close();
  }
}

async function survey(context: Context, ledger: ReportLedger & PurgeReader, cut: number): Promise<PurgePlan> {
  const runs = await ledger.listRuns();
  const names = new Set(runs.map(({ name }) => name));
  return {
    ...(await ledger.purgeSurvey(cut, context.clock.now())),
    cut,
    plans: await findForgottenPlans(context.workspace.reports, (name) => names.has(name), cut),
    unreported: runs.filter(({ purgedAt, reportedAt }) => purgedAt !== null && reportedAt === null).length,
  };
}

async function approve(context: Context, isYes: boolean): Promise<void> {
  context.say(PURGE_MEANS);
  if (isYes) return;
  if (context.isInteractive && (await ask(context, 'Purge them?'))) return;
  const remedy = context.isInteractive ? 'Nothing was purged' : 'Say --yes to purge without a terminal';
  throw new InputError([{ where: 'campaign purge', found: 'not approved', remedy }]);
}

/** Under the workspace's lock, looked at anew: each step may be the last one before a crash, and is found again then. */
async function carryOut(context: Context, cut: number): Promise<void> {
  const ledger = await openLedger(context);
  try {
    const { due, plans } = await survey(context, ledger, cut);
    const act = (): { at: number; who: string } => ({ at: context.clock.now(), who: whoIs(context) });
    for (const run of due) {
      context.io.interrupt.throwIfAborted();
      await ledger.purgeRun(run.id, act());
      context.say(`  purged ${run.name}`);
    }
    await ledger.purgeLeftovers(cut, act());
    await removePlans(plans);
    await renewReports(context, ledger);
    await ledger.erase();
    context.say(`purged: ${count(due.length)} ${due.length === 1 ? 'run' : 'runs'}`);
  } finally {
    await ledger.close();
  }
}

async function renewReports(context: Context, ledger: Ledger): Promise<void> {
  for (const run of await ledger.listRuns()) {
    if (run.purgedAt === null || run.reportedAt !== null) continue;
    await rewriteReports(ledger, run, reportDirectory(context, run));
    await ledger.markReported(run.id, context.clock.now());
  }
}

/** The sandbox plays RingCentral: what it was sent is its own, as it would be there. */
function tellSandboxes({ say, workspace }: Context): void {
  const worlds = ['sandbox', 'sandbox-server'].map((name) => join(workspace.state, name)).filter(existsSync);
  if (worlds.length === 0) return;
  const paths = worlds.map((path) => showPath(workspace, path)).join(' ');
  say(`The sandbox keeps what it was sent, as RingCentral does. When no run of it is open: rm -r ${paths}`);
}

function toDocument(plan: PurgePlan | null, cut: number, isDry: boolean) {
  const toIso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
  return {
    schema: 'campaign-purge/1',
    isDryRun: isDry,
    endedBefore: toIso(cut),
    purged: (plan?.due ?? []).map(({ name, finishedAt, recipients, rejectedRows }) => ({
      ...{ run: name, finishedAt: toIso(finishedAt), recipients, rejectedRows },
    })),
    kept: (plan?.held ?? []).map(({ run, hold }) => ({ run: run.name, ...hold })),
    badNumbers: plan?.badNumbers ?? 0,
    unsentPlans: (plan?.drafts ?? 0) + (plan?.plans.length ?? 0),
  };
}
