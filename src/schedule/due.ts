import { latestOccurrences, type CronExpression } from './cron-expression.ts';
import type { Progress, Timing } from './schedule.ts';

/** An occurrence that is started later than this was missed. Cron ticks once a minute, and a machine may be slow. */
const ON_TIME_MS = 2 * 60 * 1000;

/** With `all`, the latest so many: each of them texts the same people. */
export const MOST_CAUGHT_UP = 10;

/** What is due at `now`, oldest first, and whether older ones are left out for good. */
export interface Due {
  readonly occurrences: readonly number[];
  readonly isCut: boolean;
}

/**
 * Which occurrences are to be started at `now` (epoch milliseconds): of those after the last one handled, by the
 * schedule's catch-up policy. None before the schedule was added, none that was started before.
 */
export function findDue(
  cron: CronExpression,
  timing: Pick<Timing, 'catchUp' | 'addedAt'>,
  progress: Progress,
  now: number,
): Due {
  const handled = Math.max(timing.addedAt, progress.handledUntil);
  const after = timing.catchUp === 'none' ? Math.max(handled, now - ON_TIME_MS) : handled;
  const most = timing.catchUp === 'all' ? MOST_CAUGHT_UP : 1;
  const { instants, hasMore } = latestOccurrences(cron, after, now, most);
  return {
    occurrences: instants.filter((instant) => !progress.started.includes(instant)),
    isCut: timing.catchUp === 'all' && hasMore,
  };
}
