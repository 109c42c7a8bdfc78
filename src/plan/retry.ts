import { toSmsCode } from '../core/sms-code.ts';
import { nextCarrierDay } from './window/carrier-day.ts';

/**
 * Why a failed message is never tried again: `twin` the provider has it more than once · `no-code` it gave no reason ·
 * `unknown` it may have arrived · `opt-out` · `bad-number` the number can't be texted · `tried` once is enough, and this
 * was it · `hopeless` the same text would fail again.
 */
export type NoRetry = 'twin' | 'no-code' | 'unknown' | 'opt-out' | 'bad-number' | 'tried' | 'hopeless';

/** Whether a failed message may be tried again; `at` is the first instant (epoch milliseconds) at which it may. */
export type RetryVerdict =
  | { readonly kind: 'due' }
  | { readonly kind: 'not-yet'; readonly at: number }
  | { readonly kind: 'never'; readonly why: NoRetry };

export interface Failure {
  /** The provider's code, null where it gave none. */
  readonly errorCode: string | null;
  readonly failedAt: number;
  readonly isTwin: boolean;
}

export interface RetryTerms {
  /** The failure is of a run that was a retry itself. */
  readonly isRetry: boolean;
  readonly now: number;
}

/** "Days later" is RingCentral's advice (guide "Handling errors") for what may be tried a single time. */
const ONCE_AFTER_MS = 24 * 60 * 60 * 1000;

/**
 * Judges a failure by the table of codes: a limit is over with the carrier's day, what is worth one more try waits a day
 * and must not have had it, everything else that may be tried later may be now.
 */
export function judgeRetry(
  { errorCode, failedAt, isTwin }: Failure,
  { isRetry, now }: RetryTerms,
): RetryVerdict {
  const code = toSmsCode(errorCode);
  const why = findHindrance(errorCode, isTwin);
  if (why !== null) return { kind: 'never', why };
  if (code.mayRetry === 'once' && isRetry) return { kind: 'never', why: 'tried' };
  const at = dueAt(code, failedAt);
  return at <= now ? { kind: 'due' } : { kind: 'not-yet', at };
}

function findHindrance(errorCode: string | null, isTwin: boolean): NoRetry | null {
  const code = toSmsCode(errorCode);
  if (isTwin) return 'twin';
  if (errorCode === null) return 'no-code';
  if (!code.isFinal) return 'unknown';
  if (code.class === 'opt-out' || code.suppress === 'opt-out') return 'opt-out';
  if (code.suppress === 'invalid') return 'bad-number';
  return code.mayRetry === 'never' ? 'hopeless' : null;
}

function dueAt(code: ReturnType<typeof toSmsCode>, failedAt: number): number {
  if (code.mayRetry === 'once') return failedAt + ONCE_AFTER_MS;
  return code.class === 'limit' ? nextCarrierDay(failedAt) : failedAt;
}

/** What the failures of a run come to, by code. */
export interface RetryTally {
  failures: number;
  due: number;
  notYet: number;
  never: number;
  readonly codes: Map<string | null, CodeTally>;
}

export interface CodeTally {
  due: number;
  notYet: number;
  /** When the first and when the last of those not yet due will be; null where there are none. */
  notYetFrom: number | null;
  notYetUntil: number | null;
  readonly never: Map<NoRetry, number>;
}

export function newRetryTally(): RetryTally {
  return { failures: 0, due: 0, notYet: 0, never: 0, codes: new Map() };
}

export function countVerdict(tally: RetryTally, errorCode: string | null, verdict: RetryVerdict): void {
  const code = findCode(tally, errorCode);
  tally.failures += 1;
  switch (verdict.kind) {
    case 'due':
      tally.due += 1;
      code.due += 1;
      return;
    case 'not-yet':
      tally.notYet += 1;
      code.notYet += 1;
      code.notYetFrom = Math.min(code.notYetFrom ?? verdict.at, verdict.at);
      code.notYetUntil = Math.max(code.notYetUntil ?? verdict.at, verdict.at);
      return;
    case 'never':
      tally.never += 1;
      code.never.set(verdict.why, (code.never.get(verdict.why) ?? 0) + 1);
  }
}

function findCode({ codes }: RetryTally, errorCode: string | null): CodeTally {
  const found = codes.get(errorCode);
  if (found !== undefined) return found;
  const code: CodeTally = { due: 0, notYet: 0, notYetFrom: null, notYetUntil: null, never: new Map() };
  codes.set(errorCode, code);
  return code;
}
