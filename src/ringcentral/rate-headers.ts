import type { IncomingHttpHeaders } from 'node:http';

/** How many calls may start in any window of `windowMs`. */
export interface Allowance {
  readonly limit: number;
  readonly windowMs: number;
}

/** The wait after a 429 that names none (guide "Rate limits": at least 30 seconds). */
const UNNAMED_PENALTY_MS = 30_000;
const MAX_PENALTY_MS = 24 * 60 * 60 * 1000;
const MAX_WINDOW_MS = 24 * 60 * 60 * 1000;

/** Reads `X-Rate-Limit-Limit` and `X-Rate-Limit-Window` (seconds). Null when either is missing or makes no sense. */
export function parseAllowance(headers: IncomingHttpHeaders): Allowance | null {
  const limit = parseCount(headers['x-rate-limit-limit']);
  const windowMs = (parseCount(headers['x-rate-limit-window']) ?? 0) * 1000;
  if (limit === null || limit < 1 || windowMs < 1 || windowMs > MAX_WINDOW_MS) return null;
  return { limit, windowMs };
}

/**
 * How long a 429 asks for silence: `Retry-After` as seconds or as an HTTP date (RFC 9110 §10.2.3), else 30 s. A date
 * is taken against the reply's own `Date`, so that a clock that is wrong on either side does no harm; one that is past
 * names no wait. A wait of more than a day is looked at again after one.
 *
 * @param serverNow the server's time, epoch milliseconds, for a reply without `Date`
 */
export function parsePenaltyMs(headers: IncomingHttpHeaders, serverNow: number): number {
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Math.min(Number(text) * 1000, MAX_PENALTY_MS);
  const until = parseHttpDate(text);
  if (until === null) return UNNAMED_PENALTY_MS;
  const aheadMs = until - (parseHttpDate(headers.date) ?? serverNow);
  return aheadMs <= 0 ? UNNAMED_PENALTY_MS : Math.min(aheadMs, MAX_PENALTY_MS);
}

/** Epoch milliseconds of an HTTP date (RFC 9110 §5.6.7), null when it is none. */
export function parseHttpDate(text = ''): number | null {
  // Date.parse reads almost anything as a date: an HTTP date starts with the name of a day.
  const at = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

function parseCount(value: string | string[] | undefined): number | null {
  return typeof value === 'string' && /^\d{1,9}$/.test(value.trim()) ? Number(value) : null;
}
