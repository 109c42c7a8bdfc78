import { TAKEN_STATES } from '../../core/batch.ts';
import { MESSAGE_OUTCOMES, toOutcome, type MessageOutcome } from '../../core/message.ts';
import type { Nanos } from '../../core/money.ts';
import type { BatchFigures } from './batch-figures.ts';

/** A run's batches added up: recipients, unless it says otherwise. */
export interface Sums {
  /** All but those of batches that were given up. */
  readonly all: number;
  /** In batches that the provider has. */
  readonly submitted: number;
  readonly submittedBatches: number;
  /** Through the senders' queues, or never in them. */
  readonly drained: number;
  /** Whose message will not change any more. */
  readonly final: number;
  readonly outcomes: Readonly<Record<MessageOutcome, number>>;
  readonly rejected: number;
  /** Left out of their batches before the offer. */
  readonly leftOut: number;
  readonly inDoubt: number;
  readonly cost: Nanos;
  /** What the plan says of those that were taken and have no price yet. */
  readonly openCost: Nanos;
}

/** Adds up. A settled batch is at its end whatever its messages say; in any other, receipts count. */
export function sumUp(batches: Iterable<BatchFigures>): Sums {
  const outcomes = Object.fromEntries(MESSAGE_OUTCOMES.map((outcome) => [outcome, 0])) as Record<
    MessageOutcome,
    number
  >;
  const sums = {
    ...{ all: 0, submitted: 0, submittedBatches: 0, drained: 0, final: 0 },
    ...{ rejected: 0, leftOut: 0, inDoubt: 0, cost: 0n, openCost: 0n },
  };
  for (const batch of batches) {
    sums.leftOut += batch.withheld;
    if (batch.state !== 'abandoned') sums.all += batch.recipients;
    if (batch.state === 'in_doubt') sums.inDoubt += batch.recipients;
    if (!TAKEN_STATES.includes(batch.state)) continue;
    const count = countBatch(batch, outcomes);
    sums.submitted += batch.recipients;
    sums.submittedBatches += 1;
    sums.drained += count.drained;
    sums.final += count.final;
    sums.rejected += batch.rejected;
    sums.cost += count.cost;
    sums.openCost += count.openCost;
  }
  return { ...sums, outcomes };
}

/** How far a run is, or one of its batches: what is traced. */
export type Progress = Pick<Sums, 'submitted' | 'drained' | 'final'>;

/** How far one batch is. */
export function progressOf(batch: BatchFigures | undefined): Progress {
  const { submitted, drained, final } = sumUp(batch === undefined ? [] : [batch]);
  return { submitted, drained, final };
}

function countBatch(batch: BatchFigures, outcomes: Record<MessageOutcome, number>) {
  const { recipients, rejected, withheld, state } = batch;
  const never = rejected + withheld;
  let [listed, queued, final, cost, priced] = [0, 0, 0, 0n, 0];
  for (const tally of batch.tallies) {
    const outcome = toOutcome(tally.status, tally.errorCode);
    outcomes[outcome] += tally.count;
    listed += tally.count;
    cost += tally.cost;
    // As the limit counts: what never left needs no price, and zero is none unless the plan says that nothing is paid.
    priced += tally.status === 'SendingFailed' ? tally.count : tally.count - tally.unpriced - tally.costless;
    if (outcome === 'queued') queued += tally.count;
    else if (outcome !== 'sent') final += tally.count;
  }
  const isThrough = state === 'completed' || state === 'settled' || state === 'duplicated';
  const through = Math.max(batch.processed ?? 0, listed - queued);
  const accepted = recipients - never;
  const unpriced = Math.max(0, accepted - priced);
  return {
    drained: isThrough ? recipients : Math.min(recipients, never + through),
    final: state === 'settled' ? recipients : Math.min(recipients, never + final),
    cost,
    openCost:
      accepted === 0 ? 0n : (batch.price * BigInt(batch.segments) * BigInt(unpriced)) / BigInt(accepted),
  };
}
