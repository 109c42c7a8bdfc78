import type { ExitCode } from '../core/exit-code.ts';

/** What becomes of occurrences that no tick met: none is started, the last one, or all of them, oldest first. */
export const CATCH_UPS = ['none', 'last', 'all'] as const;
export type CatchUp = (typeof CATCH_UPS)[number];

/** When a campaign is due. Instants are epoch milliseconds (UTC). */
export interface Timing {
  /** Five fields of cron, or a nickname such as `@daily`. */
  readonly cron: string;
  /** Whose clock the expression is told by: an IANA zone. */
  readonly zone: string;
  readonly catchUp: CatchUp;
  /** No occurrence before this is ever started. */
  readonly addedAt: number;
}

/** An occurrence whose run was begun and isn't over, as far as is known. */
export interface Begun {
  readonly occurrence: number;
  /** The highest id of a run in the ledger before it: what was planned for the occurrence has a higher one. */
  readonly afterRun: number;
  /** The campaign's name at that time. */
  readonly campaign: string;
}

/** The last try of an occurrence that isn't over. */
export interface Attempt {
  readonly occurrence: number;
  readonly code: ExitCode;
  /** How often in a row it ended with that code. */
  readonly times: number;
  readonly at: number;
}

/** What is remembered of a schedule between two ticks. */
export interface Progress {
  /** Nothing up to this instant is due any more. */
  readonly handledUntil: number;
  /** The latest occurrences whose run was planned, newest last: a clock that goes back must not start one again. */
  readonly started: readonly number[];
  readonly begun: Begun | null;
  readonly attempt: Attempt | null;
  /** The last occurrence that is over, and how it ended. */
  readonly last: { readonly occurrence: number; readonly code: ExitCode; readonly at: number } | null;
}

/** A schedule that was added just now: nothing before is due. */
export function newProgress(addedAt: number): Progress {
  return { handledUntil: addedAt, started: [], begun: null, attempt: null, last: null };
}

/** The run key of an occurrence: the same one can't be sent twice, however often it is started. */
export function toRunKey(name: string, occurrence: number): string {
  return `${name}@${new Date(occurrence).toISOString()}`;
}
