import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../src/core/clock.ts';

/** The real clock, whose wall time can be set and whose time as a whole can be moved on. */
export interface MovableClock extends Clock {
  /** Sets the wall clock on (or back), as an operator or NTP would. */
  setWall(byMs: number): void;
  /** Lets time pass, on both clocks. */
  pass(ms: number): void;
}

export function openMovableClock(): MovableClock {
  let wallMs = 0;
  let passedMs = 0;
  return {
    now: () => Math.round(Date.now() + wallMs + passedMs),
    monotonic: () => performance.now() + passedMs,
    sleep: (ms, signal) =>
      sleep(ms, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
    setWall: (byMs) => (wallMs += byMs),
    pass: (ms) => (passedMs += ms),
  };
}
