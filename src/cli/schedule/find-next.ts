import { parseCron } from '../../schedule/cron-expression.ts';
import type { Schedule } from './schedule-file.ts';

/** The next occurrence of a schedule after an instant; null when there is none. */
export function findNext(schedule: Pick<Schedule, 'cron' | 'zone'>, after: number): number | null {
  const cron = parseCron(schedule.cron, schedule.zone);
  return 'problem' in cron ? null : cron.next(after);
}
