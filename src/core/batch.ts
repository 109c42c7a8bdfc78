import type { Nanos } from './money.ts';

/**
 * A batch's life. Only `planned` is ever POSTed; every arrow is one transaction, a compare-and-set on state and epoch.
 * `submitting` found at start-up belongs to a process that died: it is in doubt.
 */
export const BATCH_STATES = [
  'planned',
  'submitting',
  'accepted',
  'processing',
  'completed',
  'settled',
  'refused',
  'in_doubt',
  'duplicated',
  'abandoned',
] as const;

export type BatchState = (typeof BATCH_STATES)[number];

/** Who may follow whom. The ledger's triggers refuse every other move. */
export const BATCH_MOVES: Readonly<Record<BatchState, readonly BatchState[]>> = {
  planned: ['submitting', 'abandoned'],
  submitting: ['accepted', 'planned', 'refused', 'in_doubt'],
  in_doubt: ['accepted', 'planned', 'duplicated', 'abandoned'],
  accepted: ['processing', 'completed', 'settled', 'duplicated'],
  processing: ['completed', 'settled', 'duplicated'],
  completed: ['settled', 'duplicated'],
  settled: ['duplicated'],
  // Certainly not taken: a new start may offer it again once a person has fixed the cause, or cancel it.
  refused: ['planned', 'abandoned'],
  duplicated: [],
  abandoned: [],
};

/** States in which the provider certainly has the batch. */
export const TAKEN_STATES: readonly BatchState[] = [
  'accepted',
  'processing',
  'completed',
  'settled',
  'duplicated',
];

/** The head of a batch as the ledger keeps it. Instants are epoch milliseconds (UTC). */
export interface Batch {
  readonly number: number;
  readonly from: string;
  /** When its phones may buzz, as `plan/window` writes it; empty: at any time. */
  readonly window: string;
  /** The price of a segment for all of its recipients, frozen with the plan. */
  readonly price: Nanos;
  readonly state: BatchState;
  readonly attempts: number;
  readonly recipients: number;
  /** Those of the recipients who were left out between the plan and their offer: they are in no request. */
  readonly withheld: number;
  readonly segments: number;
  /** The provider's id, once known. */
  readonly batchId: string | null;
  /** The very first offer, whatever came of it; searches go back to it. */
  readonly firstOfferedAt: number | null;
  readonly submittedAt: number | null;
  readonly completedAt: number | null;
  readonly settledAt: number | null;
  /** Since when nobody knows whether the latest offer was taken: its socket closed, or its process was found dead. */
  readonly doubtedAt: number | null;
  /** The provider's own words at the last refusal or doubt, for the operator. */
  readonly problem: string | null;
}
