import type { BatchEntry } from '../batches.ts';
import { sumAmounts } from './format.ts';

/** What several batches add up to. Money is exact decimal text, null where none of them knows it. */
export interface BatchSum {
  readonly batches: number;
  readonly recipients: number;
  readonly accepted: number;
  readonly delivered: number;
  readonly failed: number;
  readonly estimated: string | null;
  readonly cost: string | null;
  /** cost − estimate, of those batches that have a cost. */
  readonly variance: string | null;
}

/** Adds batches up. What isn't known of a batch yet counts as nothing. */
export function sumBatches(batches: readonly BatchEntry[]): BatchSum {
  const sum = (numberOf: (batch: BatchEntry) => number | null): number =>
    batches.reduce((total, batch) => total + (numberOf(batch) ?? 0), 0);
  return {
    batches: batches.length,
    recipients: sum((batch) => batch.recipients),
    accepted: sum((batch) => batch.accepted),
    delivered: sum((batch) => batch.delivered),
    failed: sum((batch) => (batch.delivery_failed ?? 0) + (batch.sending_failed ?? 0)),
    estimated: sumAmounts(batches.map((batch) => batch.estimated_cost)),
    cost: sumAmounts(batches.map((batch) => batch.cost)),
    variance: sumAmounts(batches.map((batch) => batch.variance)),
  };
}
