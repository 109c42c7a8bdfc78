import type { OptOutRecorder } from './opt-out.ts';

/**
 * Why a recipient is left out of its batch: it has opted out since the plan, or another run has texted it meanwhile and
 * it is too early for this one.
 */
export type WithholdReason = 'opted-out' | 'contacted-recently';

/** What is left of a batch. */
export interface Withholding {
  /** All that are left out of it by now. */
  readonly withheld: number;
  /** Those of them whom another run has texted. */
  readonly contacted: number;
  readonly left: number;
}

/** What keeps people out of a batch on its way to the offer. */
export interface OfferGuard extends OptOutRecorder {
  /**
   * Takes those out of a batch that is about to be offered, for the first time or again, who have opted out by now, and
   * those whom a run of another campaign has texted less than the run's guard ago. One with nobody left is abandoned.
   * Null where it is no longer to be offered: a person has given it up, or decided otherwise, since it was chosen.
   *
   * @throws LedgerError `damaged` where runs were purged and the key of their contacts is lost.
   */
  withhold(runId: number, batch: number, at: number): Promise<Withholding | null>;
}
