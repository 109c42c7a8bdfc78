import type { Clock } from '../core/clock.ts';
import type { Allowance } from './rate-headers.ts';
import type { RateState } from './rate-record.ts';

/** Where a rate group stands. Instants are monotonic milliseconds: the wall clock may jump while a campaign runs. */
export interface Pace {
  allowance: Allowance;
  /** When the last call was due, which is a little before it started. */
  gridAt: number;
  startedAt: number;
  silenceEndsAt: number;
  /** Wall time of the last start, for the record. */
  lastCallAt: number | null;
}

/**
 * Calls aim at a grid 2 % wider than the allowance, which leaves room for the network's jitter; one that starts late
 * lets the next catch up, but never closer than window/limit. So any window holds at most `limit` starts.
 */
const GRID = 1.02;

export function toPace(allowance: Allowance): Pace {
  const never = Number.NEGATIVE_INFINITY;
  return { allowance, gridAt: never, startedAt: never, silenceEndsAt: never, lastCallAt: null };
}

/** The least distance of two starts. */
export function spacingMs({ allowance }: Pace): number {
  return allowance.windowMs / allowance.limit;
}

export function isSilent(pace: Pace, clock: Clock): boolean {
  return pace.silenceEndsAt > clock.monotonic();
}

/** How long the next call must wait; 0 or less when it may start. */
export function toWaitMs(pace: Pace, clock: Clock): number {
  return Math.max(dueAt(pace), pace.silenceEndsAt) - clock.monotonic();
}

export function startCall(pace: Pace, clock: Clock): void {
  pace.gridAt = dueAt(pace);
  pace.startedAt = clock.monotonic();
  pace.lastCallAt = clock.now();
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
  return { ...pace.allowance, silentUntil: toSilentUntil(pace, clock), lastCallAt: pace.lastCallAt };
}

/** Takes over what an earlier or another process left: its last call, its penalty, what it knew of the limit. */
export function adoptState(pace: Pace, state: RateState, clock: Clock): void {
  const now = clock.now();
  pace.allowance = { limit: state.limit, windowMs: state.windowMs };
  if (state.lastCallAt !== null) {
    const ageMs = Math.max(now - state.lastCallAt, 0);
    pace.gridAt = Math.max(pace.gridAt, clock.monotonic() - ageMs);
  }
  if (state.silentUntil === null) return;
  // No longer than the penalty itself was, however far the clock was set back since.
  const fullMs = Math.max(state.silentUntil - (state.lastCallAt ?? now), 0);
  keepSilent(pace, Math.min(state.silentUntil - now, fullMs), clock);
}

function dueAt(pace: Pace): number {
  return Math.max(pace.gridAt + spacingMs(pace) * GRID, pace.startedAt + spacingMs(pace));
}
