import { type ProviderError } from '../core/error.ts';
import type { Verdict } from '../submit/verdict.ts';

/** How the provider has been to this process. It is not stored: a new start asks afresh. */
export interface Health {
  /** When this start began (epoch milliseconds). */
  readonly startedAt: number;
  /** How far the wall clock was set on since then: time that nobody waited. */
  readonly setOnMs: number;
  /** Whose credentials these are, once known. */
  readonly account: string | null;
  /** Since when nothing answered (epoch milliseconds), and when to try next. */
  readonly unreachableSince: number | null;
  readonly retryAt: number | null;
  readonly failures: number;
  /** Since when every call was turned away for its rate (epoch milliseconds). */
  readonly limitedSince: number | null;
  /** Refusals in a row: of the token, and of batches. */
  readonly unauthorized: number;
  readonly refusals: number;
  /** Whether any batch of the run was ever accepted. */
  readonly hasAccepted: boolean;
  /** The reason to stop for good: credentials, permissions or the sender. */
  readonly refusal: string | null;
  /** The last words of what failed, for the screen. */
  readonly problem: string | null;
}

export const HEALTHY: Health = {
  startedAt: 0,
  setOnMs: 0,
  account: null,
  unreachableSince: null,
  retryAt: null,
  failures: 0,
  limitedSince: null,
  unauthorized: 0,
  refusals: 0,
  hasAccepted: false,
  refusal: null,
  problem: null,
};

const RETRY_FIRST_MS = 2000;
const RETRY_MAX_MS = 60_000;

/** After a reply that made sense. */
export function afterSuccess(health: Health): Health {
  return {
    ...health,
    unreachableSince: null,
    retryAt: null,
    failures: 0,
    limitedSince: null,
    unauthorized: 0,
    problem: null,
  };
}

/** After a read, or a sign-in, that failed. */
export function afterError(health: Health, error: ProviderError, now: number): Health {
  switch (error.detail.failure) {
    case 'unauthorized':
    case 'forbidden':
      return { ...health, refusal: error.message, problem: error.message };
    case 'rate-limited':
      return limited(health, error.message, now);
    // A read that was refused (an index lags, a batch is not there yet) may do later; it says nothing of the sender.
    case 'refused':
    case 'unreachable':
    case 'unreadable':
      return unreachable(health, error.message, now);
  }
}

/** After a batch was offered. */
export function afterVerdict(health: Health, verdict: Verdict, now: number): Health {
  if (verdict.to === 'accepted') return { ...afterSuccess(health), refusals: 0, hasAccepted: true };
  switch (verdict.consequence) {
    case 'unreachable':
      return unreachable(health, verdict.reason, now);
    case 'rate-limited':
      return limited(health, verdict.reason, now);
    case null:
      return { ...health, problem: verdict.reason };
    case 'unauthorized':
      return unauthorized(health, verdict.reason);
    case 'sender-refused':
      return { ...health, refusal: verdict.reason, problem: verdict.reason };
    case 'batch-refused':
      return refused(health, verdict.reason);
  }
}

/** The gate waits the penalty out; this only remembers since when nothing got through. */
function limited(health: Health, problem: string, now: number): Health {
  return { ...health, problem, limitedSince: health.limitedSince ?? now };
}

function unreachable(health: Health, problem: string, now: number): Health {
  return {
    ...health,
    problem,
    failures: health.failures + 1,
    unreachableSince: health.unreachableSince ?? now,
    retryAt: now + Math.min(RETRY_FIRST_MS * 2 ** health.failures, RETRY_MAX_MS),
  };
}

// A token can be revoked at any time: once is a reason to sign in again, twice in a row is a refusal.
function unauthorized(health: Health, problem: string): Health {
  const count = health.unauthorized + 1;
  return { ...health, problem, unauthorized: count, refusal: count >= 2 ? problem : null };
}

// One bad batch must not stop the rest; the first one, or two in a row, say that the rest is bad too.
function refused(health: Health, problem: string): Health {
  const count = health.refusals + 1;
  return {
    ...afterSuccess(health),
    problem,
    refusals: count,
    refusal: count >= 2 || !health.hasAccepted ? problem : null,
  };
}
