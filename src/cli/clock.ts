import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../core/clock.ts';

/** Longer sleeps are cut up: a timer of more than 24.8 days fires at once. */
const LONGEST_MS = 60 * 60 * 1000;

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  // Since the machine started, not the process: two processes can compare theirs.
  monotonic: () => Number(process.hrtime.bigint()) / 1e6,
  sleep: async (ms, signal) => {
    let left = ms;
    while (left > 0 && signal?.aborted !== true) {
      const part = Math.min(left, LONGEST_MS);
      await delay(part, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
      left -= part;
    }
  },
};
