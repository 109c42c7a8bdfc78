import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../core/clock.ts';
import { parseHttpDate } from './rate-headers.ts';

/** The server's clock, as its replies tell it. */
export interface ServerClock {
  /** Learns from the `Date` of a reply that has just come. */
  observe(headers: IncomingHttpHeaders): void;
  /** The server's clock less ours, milliseconds; null before any reply told it. */
  skewMs(): number | null;
  /** The server's time, epoch milliseconds: ours, as long as nothing is known of it. */
  now(): number;
}

export function openServerClock(clock: Clock): ServerClock {
  let skewMs: number | null = null;
  return {
    observe(headers) {
      const at = parseHttpDate(headers.date);
      if (at !== null) skewMs = at - clock.now();
    },
    skewMs: () => skewMs,
    now: () => clock.now() + (skewMs ?? 0),
  };
}
