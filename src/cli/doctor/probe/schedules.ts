import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { InputError, type Problem } from '../../../core/error.ts';
import { parseCron } from '../../../schedule/cron-expression.ts';
import { findBlock } from '../../../schedule/crontab.ts';
import { findDue } from '../../../schedule/due.ts';
import { requestCampaign, requireSenders } from '../../campaign-options.ts';
import type { Context } from '../../context.ts';
import { readCrontab } from '../../schedule/crontab-command.ts';
import { readProgress, readSchedules, type Schedule } from '../../schedule/schedule-file.ts';
import { toTickCommand } from '../../schedule/tick-command.ts';
import type { CrontabFacts, ScheduleFacts, SchedulesFacts } from '../judge/schedules.ts';

/** Looks at the schedules of a workspace and at what starts them, and changes nothing. */
export async function probeSchedules(context: Context): Promise<SchedulesFacts> {
  const schedules = readSchedules(context);
  if (schedules.length === 0) return { schedules: [], crontab: null, isCronRunning: null };
  return {
    schedules: schedules.map((schedule) => probeSchedule(context, schedule)),
    crontab: await probeCrontab(context),
    isCronRunning: tellCron(),
  };
}

/** A tick a minute, of which one may be slow and one at work for another schedule. */
const LATE_MS = 5 * 60_000;

function probeSchedule(context: Context, schedule: Schedule): ScheduleFacts {
  const progress = readProgress(context, schedule);
  const wasTried = progress.last !== null || progress.attempt !== null || progress.begun !== null;
  const cron = parseCron(schedule.cron, schedule.zone);
  if ('problem' in cron) {
    const remedy = `campaign schedule remove ${schedule.name}, and add it again`;
    const problems = [{ where: schedule.cron, found: cron.problem, remedy }];
    return { name: schedule.name, problems, missed: null, wasTried };
  }
  const due = findDue(cron, { ...schedule, catchUp: 'last' }, progress, context.clock.now() - LATE_MS);
  const [occurrence] = progress.begun === null ? due.occurrences : [];
  const isTried = occurrence === undefined || progress.attempt?.occurrence === occurrence;
  const problems = findProblems(context, schedule);
  return { name: schedule.name, problems, missed: isTried ? null : occurrence, wasTried };
}

/** What a run would refuse, in the environment that cron gives: none. */
function findProblems(context: Context, { file, options }: Schedule): readonly Problem[] {
  const { directory } = context.workspace;
  const io = { ...context.io, cwd: directory, environment: {} };
  try {
    requireSenders(requestCampaign({ ...context, io }, file, options));
  } catch (error) {
    if (error instanceof InputError) return error.problems;
    throw error;
  }
  return [options.exclude ?? []]
    .flat()
    .filter((path) => !existsSync(resolve(directory, path)))
    .map((path) => ({ where: '--exclude', found: `${path} is not there`, remedy: 'Put it back' }));
}

async function probeCrontab(context: Context): Promise<CrontabFacts> {
  const { directory } = context.workspace;
  try {
    const crontab = await readCrontab(context.io.environment);
    const block = findBlock(crontab, toTickCommand(directory));
    if (block === null) return { kind: 'absent' };
    const paths = block.calls === null ? [] : [block.calls.node, block.calls.program];
    return { kind: 'installed', isCurrent: block.isCurrent, gone: paths.filter((path) => !existsSync(path)) };
  } catch (error) {
    const [problem] = error instanceof InputError ? error.problems : [];
    if (problem === undefined) throw error;
    return { kind: 'unreadable', problem };
  }
}

/** By the names of the processes (Linux, proc_pid_comm(5)); null where there are none to read. */
function tellCron(): boolean | null {
  try {
    const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return processes.some((pid) => /^(cron|crond|fcron|cronie|dcron|busybox crond)\n?$/.test(readName(pid)));
  } catch {
    return null;
  }
}

function readName(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}
