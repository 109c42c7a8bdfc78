import type { Clock } from '../core/clock.ts';
import type { Allowance } from './rate-headers.ts';
import type { RateState } from './rate-record.ts';

/** Where a rate group stands. Instants are monotonic milliseconds: the wall clock may jump while a campaign runs. */
export interface Pace {
  allowance: Allowance;
  /** When the last call was due, which is a little before it started. */
  gridAt: number;
  /** The latest calls, oldest first: they count in the provider's window, whatever the limit was when they were made. */
  starts: number[];
  silenceEndsAt: number;
}

/** Calls aim at a grid 2 % wider than the allowance. */
const GRID = 1.02;
/** After one that started late, the next ones catch up with the grid, a tenth closer: quickly, yet without a burst. */
const CATCH_UP = 0.9;
/** No window holds more starts than the limit, nor one this much longer: on their way calls draw nearer to each other. */
const RESERVE = 0.01;
const RESERVE_MS = 50;
/** Twenty times the documented limit. A higher limit is kept by the distance alone, exactly unless it is lowered. */
const MOST_STARTS = 1000;

const LEAST_SPACING_MS = 1;

export function toPace(allowance: Allowance): Pace {
  const never = Number.NEGATIVE_INFINITY;
  return { allowance, gridAt: never, starts: [], silenceEndsAt: never };
}

/** The least distance of two starts. */
export function distanceMs(pace: Pace): number {
  return spacingMs(pace) * (pace.allowance.limit > MOST_STARTS ? 1 : CATCH_UP);
}

/** Whether more calls are allowed than any process can make: a connection of its own takes each a millisecond and more. */
export function isUnbounded(pace: Pace): boolean {
  return spacingMs(pace) < LEAST_SPACING_MS;
}

export function isSilent(pace: Pace, clock: Clock): boolean {
  return pace.silenceEndsAt > clock.monotonic();
}

/** How long the next call must wait; 0 or less when it may start. */
export function toWaitMs(pace: Pace, clock: Clock): number {
  return Math.max(dueAt(pace), pace.silenceEndsAt) - clock.monotonic();
}

export function startCall(pace: Pace, clock: Clock): void {
  const now = clock.monotonic();
  // What a late timer cost is made up for; time in which nobody called is not, but for one call.
  pace.gridAt = Math.max(pace.gridAt + spacingMs(pace) * GRID, now - spacingMs(pace));
  pace.starts.push(now);
  if (pace.starts.length > MOST_STARTS) pace.starts.shift();
}

/** Another call inside a penalty starts the penalty anew; a shorter one never ends a longer one. */
export function keepSilent(pace: Pace, penaltyMs: number, clock: Clock): void {
  pace.silenceEndsAt = Math.max(pace.silenceEndsAt, clock.monotonic() + penaltyMs);
}

/** Epoch milliseconds, or null. */
export function toSilentUntil(pace: Pace, clock: Clock): number | null {
  if (!isSilent(pace, clock)) return null;
  return Math.ceil(clock.now() + pace.silenceEndsAt - clock.monotonic());
}

export function toRateState(pace: Pace, clock: Clock): RateState {
  const monotonicAt = clock.monotonic();
  return {
    ...pace.allowance,
    writtenAt: clock.now(),
    monotonicAt,
    silentForMs: Math.max(Math.ceil(pace.silenceEndsAt - monotonicAt), 0),
    startAgesMs: pace.starts.map((at) => Math.floor(monotonicAt - at)),
  };
}

/**
 * Takes over what an earlier or another process left: its calls, its penalty, what it knew of the limit. The calls
 * replace our own, which are among them: each process reads the record before it starts a call, and writes it then.
 */
export function adoptState(pace: Pace, state: RateState, clock: Clock): void {
  const leftMs = toElapsedMs(state, clock);
  const now = clock.monotonic();
  pace.allowance = { limit: state.limit, windowMs: state.windowMs };
  pace.starts = state.startAgesMs.map((ageMs) => now - leftMs - ageMs);
  pace.gridAt = Math.max(pace.gridAt, pace.starts.at(-1) ?? Number.NEGATIVE_INFINITY);
  if (state.silentForMs > 0) keepSilent(pace, state.silentForMs - leftMs, clock);
}

/**
 * The time since a record was written: the least that the clocks allow, because too little only waits too long. Where
 * the machine's monotonic clock is the same for all processes, a wall clock that was set on in between ends no penalty
 * early. A clock that reads less than then was set back, or started anew: it says nothing.
 */
function toElapsedMs({ writtenAt, monotonicAt }: RateState, clock: Clock): number {
  const differences = [clock.now() - writtenAt, clock.monotonic() - monotonicAt];
  const possible = differences.filter((difference) => difference >= 0);
  return possible.length === 0 ? 0 : Math.min(...possible);
}

function dueAt(pace: Pace): number {
  const { limit, windowMs } = pace.allowance;
  const never = Number.NEGATIVE_INFINITY;
  const last = pace.starts.at(-1) ?? never;
  const oldestThatCounts = pace.starts.at(-limit) ?? never;
  return Math.max(
    pace.gridAt + spacingMs(pace) * GRID,
    last + distanceMs(pace),
    oldestThatCounts + windowMs * (1 + RESERVE) + RESERVE_MS,
  );
}

function spacingMs({ allowance }: Pace): number {
  return allowance.windowMs / allowance.limit;
}
