import type { Clock } from '../../src/core/clock.ts';

/** 2026-03-02T15:00:00.000Z */
export const T0 = Date.UTC(2026, 2, 2, 15);

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface FakeClock extends Clock {
  advance(ms: number): void;
  /** Moves the wall clock alone, as an operator or NTP does. */
  jump(ms: number): void;
}

/** A clock that moves only when somebody sleeps or a test says so. */
export function openFakeClock(startAt: number = T0): FakeClock {
  let wall = startAt;
  let monotonic = 0;
  const advance = (ms: number): void => {
    wall += ms;
    monotonic += ms;
  };
  return {
    now: () => wall,
    monotonic: () => monotonic,
    sleep: (ms, signal) => {
      // Timers count whole milliseconds.
      if (signal?.aborted !== true) advance(Math.max(0, Math.ceil(ms)));
      return Promise.resolve();
    },
    advance,
    jump: (ms) => {
      wall += ms;
    },
  };
}
