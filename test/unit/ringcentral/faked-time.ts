import { onTestFinished, vi } from 'vitest';
import type { Clock } from '../../../src/core/clock.ts';
import type { RateRecord, RateState } from '../../../src/ringcentral/rate-record.ts';

export interface FakedTime extends Clock {
  /** Lets time pass, with everything that falls due in it. */
  pass(ms: number): Promise<void>;
  /** Sets the wall clock on or back; nothing that waits notices. */
  setWall(byMs: number): void;
}

/** Virtual time for everybody: our clock, the timers, and what Bottleneck reads for itself. Timers may be late. */
export function fakeTime(lateMs: () => number = () => 0): FakedTime {
  vi.useFakeTimers({
    toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  });
  onTestFinished(() => void vi.useRealTimers());
  return {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, Math.ceil(ms) + lateMs());
        signal?.addEventListener('abort', () => {
          clearTimeout(timer);
          resolve();
        });
      }),
    pass: async (ms) => {
      await vi.advanceTimersByTimeAsync(ms);
    },
    setWall: (byMs) => void vi.setSystemTime(Date.now() + byMs),
  };
}

/** `rate.json` without a file: opens the record as each process does. */
export function openRecords(): () => RateRecord {
  let file = '';
  return () => {
    let known = '';
    return {
      readNews() {
        if (file === known) return null;
        known = file;
        return JSON.parse(file) as RateState;
      },
      write: (state) => void (file = known = JSON.stringify(state)),
    };
  };
}
