/**
 * The sandbox's time. Every instant inside the sandbox is an integer of microseconds since the Unix epoch, because
 * the API prints six fractional digits and list filters must agree with what was printed.
 */

/** A clock that never gives the same instant twice, so that creation times order the records of a world. */
export interface WorldClock {
  /** The current instant in microseconds. */
  now(): number;
  /** Takes a block of `count` consecutive microseconds and returns the first of them. */
  reserve(count: number): number;
}

/** Builds the clock over `nowMs` (epoch milliseconds). Follows it backwards only when it jumps by a second or more. */
export function createClock(nowMs: () => number): WorldClock {
  let last = 0;
  const reserve = (count: number): number => {
    const wall = Math.floor(nowMs() * 1000);
    const first = wall > last || last - wall > 1_000_000 ? wall : last + 1;
    last = first + count - 1;
    return first;
  };
  return { now: () => reserve(1), reserve };
}

/** Prints an instant as the A2P endpoints do: `2026-05-30T12:00:00.123456Z`. */
export function formatInstant(instant: number): string {
  const milliseconds = Math.floor(instant / 1000);
  const micros = String(instant - milliseconds * 1000).padStart(3, '0');
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${micros}Z`;
}

/** Prints an instant as the message store does, with three digits: `2026-05-30T12:00:00.123Z`. */
export function formatMilliseconds(instant: number): string {
  return new Date(Math.floor(instant / 1000)).toISOString();
}

/** The instant as `formatMilliseconds` prints it, so that date filters agree with what is printed. */
export function toMillisecond(instant: number): number {
  return Math.floor(instant / 1000) * 1000;
}

const ISO_WITH_ZONE = /^(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)$/i;

/** Reads an ISO 8601 date-time with a zone; null when it isn't one. Digits beyond microseconds are dropped. */
export function parseInstant(text: string): number | null {
  const match = ISO_WITH_ZONE.exec(text);
  if (match === null) return null;
  const [, wall = '', fraction = '', zone = ''] = match;
  const milliseconds = Date.parse(wall + zone.toUpperCase());
  if (Number.isNaN(milliseconds)) return null;
  return milliseconds * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}
