import { Cron } from 'croner';

/** A cron expression told by the clock of a zone. Instants are epoch milliseconds. */
export interface CronExpression {
  /** The first occurrence after an instant; null when there is none. */
  next(after: number): number | null;
}

/** Why an expression can't be used. */
export interface BadExpression {
  readonly problem: string;
}

/**
 * Reads five fields of cron (minute, hour, day of month, month, day of week; names, ranges, lists, steps, `L`, `#`) or
 * `@daily` and its like. As in Debian's cron a fixed time that a clock skips is taken at the first instant after the gap,
 * and one that comes twice is taken once; every so many minutes counts real time.
 *
 * @param zone an IANA zone that is known to be one.
 */
export function parseCron(expression: string, zone: string): CronExpression | BadExpression {
  try {
    const cron = new Cron(expression.trim(), {
      timezone: zone,
      mode: '5-part',
      fixedTimeRule: 'no-wildcard',
    });
    return { next: (after) => cron.nextRun(new Date(after))?.getTime() ?? null };
  } catch (error) {
    return { problem: (error as Error).message.replace(/^CronPattern: /, '') };
  }
}

/** Up to `count` occurrences after an instant, oldest first. */
export function nextOccurrences(cron: CronExpression, after: number, count: number): readonly number[] {
  const found: number[] = [];
  let at = cron.next(after);
  while (at !== null && found.length < count) {
    found.push(at);
    at = cron.next(at);
  }
  return found;
}

const HOUR_MS = 60 * 60 * 1000;

/**
 * The latest occurrences after `after` and up to `until`, oldest first, at most `most`. Looks back in growing steps, so
 * that a host that was down for a year doesn't count each of its minutes.
 */
export function latestOccurrences(
  cron: CronExpression,
  after: number,
  until: number,
  most: number,
): { readonly instants: readonly number[]; readonly hasMore: boolean } {
  for (let span = HOUR_MS; ; span *= 8) {
    const from = Math.max(after, until - span);
    const instants: number[] = [];
    for (let at = cron.next(from); at !== null && at <= until; at = cron.next(at)) instants.push(at);
    if (instants.length > most || from >= until) {
      return { instants: instants.slice(-most), hasMore: instants.length > most };
    }
    if (from === after) return { instants, hasMore: false };
  }
}
