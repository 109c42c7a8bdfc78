import { EXIT, EXIT_MEANINGS, type ExitCode } from '../../core/exit-code.ts';
import { parseCron } from '../../schedule/cron-expression.ts';
import { MOST_CAUGHT_UP } from '../../schedule/due.ts';
import { isToBeTold } from '../../schedule/outcome.ts';
import type { Begun, Progress } from '../../schedule/schedule.ts';
import { begin, correctForClock, nextStep, settle, type Standing } from '../../schedule/step.ts';
import { holdScheduleLock } from '../compose.ts';
import type { Context } from '../context.ts';
import { callQuietly, type Called } from './call-quietly.ts';
import { findLastRun, findRunOf, nameCampaignOf } from './occurrence-run.ts';
import { toResumeWords, toRunWords } from './option-words.ts';
import { readProgress, readSchedules, writeProgress, type Schedule } from './schedule-file.ts';

/** What a tick did with one occurrence. */
export interface Tried {
  readonly schedule: string;
  readonly occurrence: number;
  readonly code: ExitCode;
  readonly standing: Standing;
  /** Whether its end was told, which cron mails. */
  readonly isTold: boolean;
}

/**
 * Does what is due now: goes on with what was begun, then starts what is due. Each schedule has one occurrence under way
 * at most, and a workspace one tick: a second one does nothing.
 *
 * @returns null when another tick is at work.
 */
export async function tickSchedules(context: Context): Promise<readonly Tried[] | null> {
  if (readSchedules(context).length === 0) return [];
  const lock = await holdScheduleLock(context, 'tick');
  if (lock === null) return null;
  try {
    const tried: Tried[] = [];
    for (const schedule of readSchedules(context)) tried.push(...(await tickSchedule(context, schedule)));
    return tried;
  } finally {
    lock.release();
  }
}

async function tickSchedule(context: Context, schedule: Schedule): Promise<readonly Tried[]> {
  const all: Tried[] = [];
  while (!context.io.interrupt.aborted && all.length <= MOST_CAUGHT_UP) {
    const tried = await takeStep(context, schedule);
    if (tried === null) break;
    all.push(tried);
    if (tried.standing !== 'over') break;
  }
  return all;
}

/** Null when there is nothing to do. */
async function takeStep(context: Context, schedule: Schedule): Promise<Tried | null> {
  const cron = parseCron(schedule.cron, schedule.zone);
  if ('problem' in cron) {
    context.warn(`schedule ${schedule.name}: ${schedule.cron} can not be used any more: ${cron.problem}`);
    return null;
  }
  const now = context.clock.now();
  const known = readProgress(context, schedule);
  const progress = correctForClock(known, now);
  if (progress !== known) await writeProgress(context, schedule, progress);
  const step = nextStep(cron, schedule, progress, now);
  if (step.kind === 'nothing') return null;
  if (step.kind === 'go-on') return goOn(context, schedule, progress, step.begun);
  if (step.isCut) {
    context.warn(
      `schedule ${schedule.name}: more than ${MOST_CAUGHT_UP} occurrences were missed; the older ones are left out`,
    );
  }
  return start(context, schedule, progress, step.occurrence);
}

async function start(
  context: Context,
  schedule: Schedule,
  before: Progress,
  occurrence: number,
): Promise<Tried> {
  const begun: Begun = {
    occurrence,
    afterRun: await findLastRun(context),
    campaign: nameCampaignOf(context, schedule),
  };
  const progress = begin(before, begun);
  await writeProgress(context, schedule, progress);
  context.say(`schedule ${schedule.name}: starts the occurrence ${new Date(occurrence).toISOString()}`);
  const called = await callQuietly(context, toRunWords(context, schedule, occurrence));
  return conclude(context, schedule, progress, begun, called);
}

async function goOn(
  context: Context,
  schedule: Schedule,
  progress: Progress,
  begun: Begun,
): Promise<Tried | null> {
  const run = await findRunOf(context, schedule, begun);
  if (run === null) {
    // It died before the plan was frozen: nothing was offered, and the occurrence is due as it was.
    await writeProgress(context, schedule, { ...progress, begun: null });
    return takeStep(context, schedule);
  }
  context.say(`schedule ${schedule.name}: goes on with ${run.name}`);
  const called = await callQuietly(context, toResumeWords(context, schedule, run.name));
  return conclude(context, schedule, progress, begun, called);
}

async function conclude(
  context: Context,
  schedule: Schedule,
  progress: Progress,
  begun: Begun,
  { code, stderr }: Called,
): Promise<Tried> {
  const { occurrence } = begun;
  const run = await findRunOf(context, schedule, begun);
  const standing = run === null ? judgeWithoutRun(code) : run.isUnfinished ? 'unfinished' : 'over';
  const isTold = isToBeTold(progress, occurrence, code);
  if (isTold) {
    const meaning = EXIT_MEANINGS.find(([each]) => each === code)?.[1] ?? '';
    const head = `schedule ${schedule.name}, ${new Date(occurrence).toISOString()}: exit code ${code}, ${meaning}`;
    const again = standing === 'over' ? '' : `\n${AGAIN}`;
    context.warn(`${head}\n${stderr.trimEnd()}${again}`);
  } else {
    context.say(`schedule ${schedule.name}: ended with exit code ${code}`);
  }
  await writeProgress(
    context,
    schedule,
    settle(progress, occurrence, { standing, code }, context.clock.now()),
  );
  return { schedule: schedule.name, occurrence, code, standing, isTold };
}

const AGAIN = 'It is tried again, at least every 15 minutes; while it ends alike, this is not told again.';

/** Nothing was planned in this try. What was there before, from a progress that was lost, may have come to its end. */
function judgeWithoutRun(code: ExitCode): Standing {
  const ends: readonly ExitCode[] = [EXIT.ok, EXIT.belowMinimum, EXIT.control, EXIT.nothingToDo];
  return ends.includes(code) ? 'over' : 'unplanned';
}
