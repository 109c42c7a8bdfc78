import type { Clock } from '../../../src/core/clock.ts';

export interface VirtualClock extends Clock {
  setWall(byMs: number): void;
  pass(ms: number): void;
}

/** Time that passes only in sleeps, which wake up late by what `lateMs` says, as timers do. */
export function openVirtualClock(lateMs: () => number = () => 0): VirtualClock {
  let monotonicMs = 1000;
  let wallMs = Date.UTC(2026, 10, 20, 9);
  const pass = (ms: number) => {
    monotonicMs += ms;
    wallMs += ms;
  };
  return {
    now: () => Math.floor(wallMs),
    monotonic: () => monotonicMs,
    sleep(ms, signal) {
      if (signal?.aborted !== true) pass(ms + lateMs());
      return Promise.resolve();
    },
    setWall: (byMs) => (wallMs += byMs),
    pass,
  };
}
