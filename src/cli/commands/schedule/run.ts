import { EXIT, type ExitCode } from '../../../core/exit-code.ts';
import { formatUtc } from '../../../schedule/local-time.ts';
import type { Command } from '../../command.ts';
import type { Context } from '../../context.ts';
import { reportFailure } from '../../failure.ts';
import { findNext } from '../../schedule/find-next.ts';
import { readSchedules } from '../../schedule/schedule-file.ts';
import { tickSchedules, type Tried } from '../../schedule/tick.ts';
import { codeOf } from './tick.ts';

const MINUTE_MS = 60_000;

/**
 * `campaign schedule run`: a tick each minute, in the foreground, until a signal. A run that is under way then ends at a
 * safe point, and the next start goes on.
 */
export const run: Command = {
  builder: (yargs) => yargs.example('$0 schedule run', 'in a container, or where there is no cron'),
  handle: runScheduler,
};

async function runScheduler(context: Context): Promise<ExitCode> {
  const { interrupt } = context.io;
  let told = '';
  let done = 0;
  let last: readonly Tried[] = [];
  while (!interrupt.aborted) {
    last = await tryTick(context);
    done += last.filter(({ standing }) => standing === 'over').length;
    const words = describeNext(context);
    if (words !== told) context.say(words);
    told = words;
    // To the full minute, as cron does: a clock that was set meanwhile is noticed within one.
    await context.clock.sleep(MINUTE_MS - (context.clock.now() % MINUTE_MS), interrupt);
  }
  context.say(`stopped by ${String(interrupt.reason)}; everything is on disk`);
  if (context.flags.json) {
    context.print(JSON.stringify({ schema: 'campaign-schedule-run/1', occurrences: done }, null, 2));
  }
  const code = codeOf(context, last);
  return code === EXIT.interrupted || code === EXIT.terminated ? code : EXIT.ok;
}

/** One broken tick doesn't end the scheduler: the next minute may be better. */
async function tryTick(context: Context): Promise<readonly Tried[]> {
  try {
    return (await tickSchedules(context)) ?? [];
  } catch (error) {
    reportFailure(error, context.io, context.flags.verbose);
    return [];
  }
}

function describeNext(context: Context): string {
  const nexts = readSchedules(context).flatMap((schedule) => {
    const at = findNext(schedule, context.clock.now());
    return at === null ? [] : [{ name: schedule.name, at }];
  });
  const [next] = nexts.sort((a, b) => a.at - b.at);
  if (next === undefined) return 'nothing is scheduled; what `campaign schedule add` adds is noticed';
  return `next: ${next.name} at ${formatUtc(next.at)}`;
}
