import { ok, warning, type Finding } from '../finding.ts';

/** What is known of the allowance of calls, as it was written down at `writtenAt`. Instants are epoch milliseconds. */
export interface RateFacts {
  readonly limit: number;
  readonly windowMs: number;
  /** How many calls have started within the window. */
  readonly used: number;
  /** The end of a penalty; null when none runs. */
  readonly silentUntil: number | null;
}

/**
 * Judges the allowance of calls that RingCentral's headers told last (guide "Rate limits"), and a penalty that ran.
 *
 * @param before what was known before anything was asked here: a penalty is waited for, so that it is over afterwards
 * @param after null where nothing has been asked yet
 */
export function judgeRate(before: RateFacts | null, after: RateFacts | null): Finding {
  const penalty = after?.silentUntil ?? before?.silentUntil ?? null;
  if (penalty !== null) {
    return warning(
      `RingCentral turned calls away for their rate (429) and asked for silence until ${new Date(penalty).toISOString()}`,
      'Nothing is lost: commands wait for it. Other programs with the same app use up its allowance: give each its own',
    );
  }
  if (after === null) return ok('nothing was asked yet: the first answer tells the allowance');
  const { limit, windowMs, used } = after;
  return ok(
    `${limit} calls in ${Math.round(windowMs / 1000)} s, as the last answer said; ${Math.max(0, limit - used)} left now`,
  );
}
