/** One thing wrong with what a person gave us. `where` is `file:line`, a flag, or a key; `remedy` says what to do. */
export interface Problem {
  readonly where: string;
  readonly found: string;
  readonly remedy: string;
}

/** What a person wrote can't be used. Carries every problem at once; nothing was sent and nothing was changed. */
export class InputError extends Error {
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map(formatProblem).join('\n'));
    this.name = 'InputError';
    this.problems = problems;
  }
}

export function formatProblem(problem: Problem): string {
  const found = problem.found.replace(/\.$/, '');
  return `${problem.where}: ${found}.${problem.remedy === '' ? '' : ` ${problem.remedy}`}`;
}

/**
 * What a failed call to the provider means to the caller:
 * `unreachable` no reply, or a 5xx: try later · `rate-limited` the gate is already silent: try later ·
 * `unauthorized` the credentials or the token were refused · `forbidden` a permission is missing ·
 * `refused` the request itself was refused (400, 404 …) · `unreadable` a reply that can't be understood.
 */
export type ProviderFailure =
  'unreachable' | 'rate-limited' | 'unauthorized' | 'forbidden' | 'refused' | 'unreadable';

export interface ProviderErrorDetail {
  readonly failure: ProviderFailure;
  /** `GET /a2p-sms/batches`: never with the query, which may hold phone numbers. */
  readonly call: string;
  readonly status?: number;
  readonly errorCode?: string;
  readonly requestId?: string;
}

/** A call to the provider failed. The message names the call, what was seen, and RingCentral's request id. */
export class ProviderError extends Error {
  readonly detail: ProviderErrorDetail;

  constructor(message: string, detail: ProviderErrorDetail, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProviderError';
    this.detail = detail;
  }
}

/**
 * The ledger can't be used: `damaged` or `foreign` or `newer` (exit 12), `locked` by another process (exit 11),
 * `disk` full or failing (exit 4: nothing is lost, run again when there is room).
 */
export type LedgerFailure = 'damaged' | 'foreign' | 'newer' | 'locked' | 'disk';

export class LedgerError extends Error {
  readonly failure: LedgerFailure;

  constructor(failure: LedgerFailure, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'LedgerError';
    this.failure = failure;
  }
}

/** Something that can't happen did: our own bug, exit 1. */
export class DefectError extends Error {
  constructor(message: string) {
    super(`${message} (a defect of this program: please report it)`);
    this.name = 'DefectError';
  }
}
