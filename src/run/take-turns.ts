import type { Clock } from '../core/clock.ts';
import type { RunEnd } from './loop.ts';
import type { Mode } from './view.ts';

/** Submits as far ahead of the senders' queues as it may be, and leaves. */
const TURN: Mode = { isSubmitting: true, isWaiting: false, isTakingTurns: true };

/**
 * Submits what several runs have, round by round, until none of them waits for a queue any more. What else holds one up,
 * or what it waits for, is left to its own drive.
 */
export async function takeTurns<T>(
  runs: readonly T[],
  drive: (run: T, mode: Mode) => Promise<RunEnd>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (let waiting = runs; waiting.length > 0 && !signal.aborted;) {
    const queued: { readonly run: T; readonly untilAt: number }[] = [];
    for (const run of waiting) {
      const end = await drive(run, TURN);
      if (end.why === 'queue') queued.push({ run, untilAt: end.hold?.untilAt ?? 0 });
    }
    waiting = queued.map(({ run }) => run);
    const soonest = Math.min(...queued.map(({ untilAt }) => untilAt));
    if (queued.length > 0) await clock.sleep(Math.max(0, soonest - clock.now()), signal);
  }
}
