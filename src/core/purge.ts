import type { Act } from './doubt.ts';
import type { Run } from './run.ts';

/** Why a run that is old enough keeps its numbers and texts. */
export type PurgeHold =
  | { readonly why: 'unfinished' }
  | { readonly why: 'in-doubt'; readonly batches: number }
  | { readonly why: 'not-final'; readonly messages: number };

/** What a purge would do. */
export interface PurgeSurvey {
  /** Runs that are over, and whose last receipt is older than the cut. Oldest first. */
  readonly due: readonly Run[];
  /** Old runs that must keep what they have. */
  readonly held: readonly { readonly run: Run; readonly hold: PurgeHold }[];
  /** Numbers at which a message failed for good, last before the cut. */
  readonly badNumbers: number;
  /** Drafts that a killed process left: they are nobody's. */
  readonly drafts: number;
  /** A purge was cut off before the bytes were gone from the disk. */
  readonly isErasing: boolean;
}

/** Looking at what is old enough. Instants are epoch milliseconds. */
export interface PurgeReader {
  /** @param cut whatever ended before it is due. */
  purgeSurvey(cut: number, now: number): Promise<PurgeSurvey>;
}

/** Taking numbers and texts out of the ledger. */
export interface PurgeLedger extends PurgeReader {
  /**
   * Takes the numbers and texts of one run, in one transaction, and leaves keyed hashes, codes and sums. Only after
   * `erase` are the bytes gone from the files.
   *
   * @param act.at now; messages that are not final by then refuse it.
   * @returns false where it is purged already.
   * @throws DefectError for a run that is not over, is in doubt, or has messages that are not final.
   * @throws LedgerError `damaged` where the key of the hashes is lost.
   */
  purgeRun(runId: number, act: Act): Promise<boolean>;
  /** Takes bad numbers from before the cut, and drafts that nobody finishes. */
  purgeLeftovers(cut: number, act: Act): Promise<void>;
  /**
   * Writes the files of the ledger anew without what was taken out.
   *
   * @throws LedgerError `locked` while another process reads an older state of it.
   */
  erase(): Promise<void>;
}
