import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import { formatLocal, formatUtc } from '../../../schedule/local-time.ts';
import type { Progress } from '../../../schedule/schedule.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { findNext } from '../../schedule/find-next.ts';
import { readProgress, readSchedules, type Schedule } from '../../schedule/schedule-file.ts';
import { formatTable } from '../../table.ts';

/** `campaign schedule list`: what is next of each schedule, and where its last occurrence stands. */
export const list: Command = {
  builder: (yargs) => yargs.example('$0 schedule list --json', 'for scripts'),
  handle: listSchedules,
};

function listSchedules(context: Context): Promise<ExitCode> {
  const now = context.clock.now();
  const all = readSchedules(context).map((schedule) => ({
    schedule,
    progress: readProgress(context, schedule),
    next: findNext(schedule, now),
  }));
  if (context.flags.json) {
    context.print(JSON.stringify({ schema: 'campaign-schedules/1', schedules: all.map(toEntry) }, null, 2));
  } else if (all.length === 0) {
    context.say('there is no schedule in this workspace. Make one with `campaign schedule add`');
  } else {
    context.print(formatTable(['NAME', 'CRON', 'CATCH-UP', 'FILE', 'NEXT', 'LAST'], all.map(toRow)));
  }
  return Promise.resolve(EXIT.ok);
}

interface Listed {
  readonly schedule: Schedule;
  readonly progress: Progress;
  readonly next: number | null;
}

function toRow({ schedule, progress, next }: Listed): string[] {
  const { name, cron, zone, catchUp, file, sandbox } = schedule;
  return [
    name,
    `${cron} ${zone}`,
    catchUp,
    sandbox ? `${file} (sandbox)` : file,
    next === null ? 'never' : formatLocal(next, zone),
    tellLast(progress),
  ];
}

function tellLast({ begun, attempt, last }: Progress): string {
  if (begun !== null) {
    const code = attempt === null ? '' : `, exit code ${attempt.code}`;
    return `${formatUtc(begun.occurrence)} under way${code}`;
  }
  if (attempt !== null) return `${formatUtc(attempt.occurrence)} not begun, exit code ${attempt.code}`;
  return last === null ? '-' : `${formatUtc(last.occurrence)} exit code ${last.code}`;
}

function toEntry({ schedule, progress, next }: Listed) {
  const { name, cron, zone, catchUp, addedAt, file, sandbox, options } = schedule;
  const { begun, attempt, last } = progress;
  return {
    ...{ name, cron, zone, catchUp, addedAt: toIso(addedAt), file, sandbox, options },
    next: next === null ? null : toIso(next),
    underWay: begun === null ? null : toIso(begun.occurrence),
    lastTry: attempt === null ? null : { occurrence: toIso(attempt.occurrence), exitCode: attempt.code },
    last: last === null ? null : { occurrence: toIso(last.occurrence), exitCode: last.code },
  };
}

function toIso(at: number): string {
  return new Date(at).toISOString();
}
