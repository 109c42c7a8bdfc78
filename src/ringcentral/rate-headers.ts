import type { IncomingHttpHeaders } from 'node:http';

/** How many calls may start in any window of `windowMs`. */
export interface Allowance {
  readonly limit: number;
  readonly windowMs: number;
}

/** The wait after a 429 that names none (guide "Rate limits": at least 30 seconds). */
const UNNAMED_PENALTY_MS = 30_000;
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
 * is taken against the reply's own `Date`, so that a clock that is wrong on either side does no harm.
 */
export function parsePenaltyMs(headers: IncomingHttpHeaders, now: number): number {
  const text = headers['retry-after']?.trim() ?? '';
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1000;
  const until = parseHttpDate(text);
  if (until === null) return UNNAMED_PENALTY_MS;
  return Math.max(until - (parseHttpDate(headers.date ?? '') ?? now), 0);
}

function parseHttpDate(text: string): number | null {
  // Date.parse reads almost anything as a date: an HTTP date starts with the name of a day.
  const at = /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? null : at;
}

function parseCount(value: string | string[] | undefined): number | null {
  return typeof value === 'string' && /^\d{1,9}$/.test(value.trim()) ? Number(value) : null;
}
