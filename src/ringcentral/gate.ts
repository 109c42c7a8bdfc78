import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../core/clock.ts';
import {
  adoptState,
  isSilent,
  keepSilent,
  spacingMs,
  startCall,
  toPace,
  toRateState,
  toSilentUntil,
  toWaitMs,
} from './pace.ts';
import { parseAllowance, parsePenaltyMs, type Allowance } from './rate-headers.ts';
import type { RateRecord } from './rate-record.ts';
import { GateClosed, openTurnstile } from './turnstile.ts';

/** The gate of one rate group: every call of the group passes it, so that a 429 to one silences all. */
export interface Gate {
  /** Waits for the next slot, in order of asking, and takes it. Rejects with GateClosed. */
  enter(): Promise<void>;
  /** Learns from a reply: the allowance from its headers, silence from a 429. */
  observe(status: number, headers: IncomingHttpHeaders): void;
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
  const closing = new AbortController();
  const turnstile = openTurnstile(clock, () => spacingMs(pace));

  function adoptNews(): void {
    const news = record.readNews();
    if (news !== null) adoptState(pace, news, clock);
  }

  async function takeSlot(): Promise<void> {
    for (;;) {
      if (closing.signal.aborted) throw new GateClosed();
      adoptNews();
      const waitMs = toWaitMs(pace, clock);
      if (waitMs <= 0) break;
      await clock.sleep(Math.min(Math.ceil(waitMs), MAX_SLEEP_MS), closing.signal);
    }
    startCall(pace, clock);
    record.write(toRateState(pace, clock));
  }

  adoptNews();
  return {
    enter: () => turnstile.pass(takeSlot),
    isSilent: () => isSilent(pace, clock),
    silentUntil: () => toSilentUntil(pace, clock),
    observe(status, headers) {
      const learned = parseAllowance(headers);
      if (learned === null && status !== 429) return;
      pace.allowance = learned ?? pace.allowance;
      if (status === 429) keepSilent(pace, parsePenaltyMs(headers, clock.now()) + PENALTY_MARGIN_MS, clock);
      record.write(toRateState(pace, clock));
      const untilAt = toSilentUntil(pace, clock);
      if (status === 429 && untilAt !== null) onSilence(untilAt);
    },
    close() {
      closing.abort();
      turnstile.close();
    },
  };
}
