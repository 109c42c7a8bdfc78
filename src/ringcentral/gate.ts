import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../core/clock.ts';
import {
  adoptState,
  distanceMs,
  isSilent,
  isUnbounded,
  keepSilent,
  startCall,
  toPace,
  toRateState,
  toSilentUntil,
  toWaitMs,
  type Pace,
} from './pace.ts';
import { parseAllowance, parsePenaltyMs, type Allowance } from './rate-headers.ts';
import type { RateRecord } from './rate-record.ts';
import { GateClosed, openTurnstile } from './turnstile.ts';

/** The gate of one rate group: every call of the group passes it, so that a 429 to one silences all. */
export interface Gate {
  /** Waits for the next slot, in order of asking, and takes it. Rejects with GateClosed. */
  enter(): Promise<void>;
  /**
   * Learns from a reply: the allowance from its headers, silence from a 429.
   *
   * @param serverNow the server's time, epoch milliseconds, for a reply that does not say it
   */
  observe(status: number, headers: IncomingHttpHeaders, serverNow: number): void;
  isSilent(): boolean;
  /** Epoch milliseconds, or null. */
  silentUntil(): number | null;
  close(): void;
}

export interface GateSettings {
  readonly clock: Clock;
  readonly record: RateRecord;
  /** Until the headers say otherwise. */
  readonly allowance: Allowance;
  /** Told when a penalty begins or is prolonged, and when a caller meets the penalty of another process. */
  readonly onSilence: (untilAt: number) => void;
}

/** The provider's penalty starts when it writes the 429, and it counts whole seconds. */
const PENALTY_MARGIN_MS = 500;
/** A timer can't hold more than 24.8 days; silence is looked at again at least this often. */
const MAX_SLEEP_MS = 60 * 60 * 1000;

/**
 * Opens the gate where an earlier process left it. The turnstile does the queueing and the coarse pacing; what it
 * can't know (silence, other processes, the exact distance by the monotonic clock) is waited for inside a turn.
 */
export function openGate({ clock, record, allowance, onSilence }: GateSettings): Gate {
  const pace = toPace(allowance);
  const turnstile = openTurnstile(clock, () => distanceMs(pace));
  let isClosed = false;
  let nap = new AbortController();
  const keep = openKeeper(pace, clock, record);
  const tellSilence = openTeller(pace, clock, onSilence);

  function adoptNews(): void {
    const news = record.readNews();
    if (news !== null) adoptState(pace, news, clock);
  }

  /** Until then, or until a reply brings something new. */
  async function rest(waitMs: number): Promise<void> {
    nap = new AbortController();
    await clock.sleep(Math.min(Math.ceil(waitMs), MAX_SLEEP_MS), nap.signal);
  }

  async function takeSlot(): Promise<void> {
    for (;;) {
      if (isClosed) throw new GateClosed();
      adoptNews();
      const waitMs = toWaitMs(pace, clock);
      if (waitMs <= 0) break;
      tellSilence();
      await rest(waitMs);
    }
    startCall(pace, clock);
    keep();
  }

  adoptNews();
  return {
    enter: () => turnstile.pass(takeSlot),
    isSilent: () => isSilent(pace, clock),
    silentUntil: () => toSilentUntil(pace, clock),
    observe(status, headers, serverNow) {
      const learned = parseAllowance(headers);
      if (status !== 429 && (learned === null || (isUnbounded(pace) && isSame(learned, pace.allowance))))
        return;
      adoptNews();
      pace.allowance = learned ?? pace.allowance;
      if (status === 429) keepSilent(pace, parsePenaltyMs(headers, serverNow) + PENALTY_MARGIN_MS, clock);
      keep();
      if (status === 429) tellSilence();
      nap.abort();
    },
    close() {
      isClosed = true;
      nap.abort();
      turnstile.close();
    },
  };
}

/** Keeps the state for other processes and the next one. To write a file at each call is dearer than calls without a limit. */
function openKeeper(pace: Pace, clock: Clock, record: RateRecord): () => void {
  let isKept = false;
  return () => {
    const isOfUse = !isUnbounded(pace) || isSilent(pace, clock);
    if (isOfUse || !isKept) record.write(toRateState(pace, clock));
    isKept = !isOfUse;
  };
}

function isSame(one: Allowance, other: Allowance): boolean {
  return one.limit === other.limit && one.windowMs === other.windowMs;
}

/** Tells of each silence once; another process's record of the same one differs by a rounding. */
function openTeller(pace: Pace, clock: Clock, onSilence: (untilAt: number) => void): () => void {
  let toldEndsAt = Number.NEGATIVE_INFINITY;
  return () => {
    const untilAt = toSilentUntil(pace, clock);
    if (untilAt === null || pace.silenceEndsAt < toldEndsAt + PENALTY_MARGIN_MS) return;
    toldEndsAt = pace.silenceEndsAt;
    onSilence(untilAt);
  };
}
