import { EXIT, type ExitCode } from '../core/exit-code.ts';
import type { CronExpression } from './cron-expression.ts';
import { findDue } from './due.ts';
import type { Begun, Progress, Timing } from './schedule.ts';

/** What a tick does for one schedule. */
export type Step =
  /** The occurrence was begun and isn't known to be over. */
  | { readonly kind: 'go-on'; readonly begun: Begun }
  | { readonly kind: 'start'; readonly occurrence: number; readonly isCut: boolean }
  | { readonly kind: 'nothing' };

/** What the ledger says of an occurrence after a try: was its run planned, and does anything of it remain? */
export type Standing = 'unplanned' | 'unfinished' | 'over';

const NOTHING: Step = { kind: 'nothing' };
const MINUTE_MS = 60_000;
const LONGEST_PAUSE_MS = 15 * MINUTE_MS;
const REMEMBERED = 200;

/**
 * The one thing to do for a schedule at `now` (epoch milliseconds). What was begun comes first, and nothing else is
 * started beside it. A try that ended without the end is repeated after a pause.
 */
export function nextStep(cron: CronExpression, timing: Timing, progress: Progress, now: number): Step {
  const { begun } = progress;
  if (begun !== null) {
    return isPausing(progress, begun.occurrence, now) ? NOTHING : { kind: 'go-on', begun };
  }
  const { occurrences, isCut } = findDue(cron, timing, progress, now);
  const [occurrence] = occurrences;
  if (occurrence === undefined || isPausing(progress, occurrence, now)) return NOTHING;
  return { kind: 'start', occurrence, isCut };
}

/**
 * What holds after a clock was set back: what was handled ahead of `now` hides nothing that is yet to come, and what was
 * started stays started. The same object where there is nothing to correct; else it must be kept, or each tick would look
 * from its own time on.
 */
export function correctForClock(progress: Progress, now: number): Progress {
  return progress.handledUntil > now ? { ...progress, handledUntil: now } : progress;
}

/** Written before the run of an occurrence is started. */
export function begin(progress: Progress, begun: Begun): Progress {
  return { ...progress, begun };
}

/**
 * What is remembered after a try.
 *
 * @param standing what the ledger says now: an occurrence without a run is due as before, by the catch-up policy.
 */
export function settle(
  progress: Progress,
  occurrence: number,
  { standing, code }: { readonly standing: Standing; readonly code: ExitCode },
  now: number,
): Progress {
  const { attempt: before } = progress;
  const isSame = before?.occurrence === occurrence && before.code === code;
  const attempt = { occurrence, code, times: isSame ? before.times + 1 : 1, at: now };
  if (standing === 'unplanned') return { ...progress, begun: null, attempt };
  const isKnown = progress.started.includes(occurrence);
  const planned = {
    ...progress,
    handledUntil: Math.max(progress.handledUntil, occurrence),
    started: isKnown ? progress.started : [...progress.started, occurrence].slice(-REMEMBERED),
  };
  if (standing === 'unfinished') return { ...planned, attempt };
  return { ...planned, begun: null, attempt: null, last: { occurrence, code, at: now } };
}

/** How long to leave an occurrence alone that ended with a code so many times in a row. */
export function pauseAfter(code: ExitCode, times: number): number {
  // Another process holds the workspace: it may end any moment, and asking costs nothing.
  if (code === EXIT.locked || code === EXIT.interrupted || code === EXIT.terminated) return 0;
  return Math.min(LONGEST_PAUSE_MS, MINUTE_MS * 2 ** Math.min(times - 1, 10));
}

function isPausing({ attempt }: Progress, occurrence: number, now: number): boolean {
  if (attempt?.occurrence !== occurrence) return false;
  const since = now - attempt.at;
  // A tick a little early is not put off by a minute. A clock that went back doesn't hold anything up.
  return since >= 0 && since < pauseAfter(attempt.code, attempt.times) - MINUTE_MS / 2;
}
