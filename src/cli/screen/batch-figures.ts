import type { Batch } from '../../core/batch.ts';
import type { MessageTally } from '../../core/ledger.ts';

/** What a screen knows of a batch. */
export interface BatchFigures extends Pick<
  Batch,
  'from' | 'window' | 'price' | 'state' | 'recipients' | 'withheld' | 'segments' | 'submittedAt'
> {
  readonly rejected: number;
  /** How many the provider's list called processed, null: it didn't say; and when it was read. */
  readonly processed: number | null;
  readonly listedAt: number | null;
  readonly tallies: readonly MessageTally[];
}
