import { TAKEN_STATES } from '../core/batch.ts';
import type { BatchState } from '../core/batch.ts';
import type { BatchRecord, MessageTally } from '../core/ledger.ts';
import { multiplyMoney } from '../core/money.ts';
import type { Nanos } from '../core/money.ts';
import type { Run } from '../core/run.ts';
import { newBatchCount } from './count.ts';
import type { BatchCount } from './count.ts';
import { toInstantCell } from './cell.ts';
import type { Cell } from './cell.ts';
import type { JsonRecord } from './json.ts';

/** The columns of `batches.csv`: an interface, columns may be added at the end. */
export const BATCH_COLUMNS = [
  'run',
  'campaign',
  'batch',
  'batch_id',
  'from',
  'state',
  'submitted_at',
  'completed_at',
  'recipients',
  'accepted',
  'rejected',
  'queued',
  'sent',
  'delivered',
  'delivery_failed',
  'sending_failed',
  'unknown',
  'segments',
  'estimated_cost',
  'cost',
  'provider_cost',
  'variance',
  'currency',
] as const;

type BatchColumn = (typeof BATCH_COLUMNS)[number];
type CountColumn =
  | 'accepted'
  | 'rejected'
  | 'queued'
  | 'sent'
  | 'delivered'
  | 'delivery_failed'
  | 'sending_failed'
  | 'unknown';

/** One line of `batches.csv`. Counts are null until the provider has taken the batch, money until something is known. */
export type BatchRow = Readonly<
  Record<Extract<BatchColumn, 'run' | 'campaign' | 'from' | 'currency'>, string>
> &
  Readonly<Record<Extract<BatchColumn, 'batch' | 'recipients' | 'segments'>, number>> &
  Readonly<Record<CountColumn, number | null>> & {
    readonly batch_id: string | null;
    readonly state: BatchState;
    readonly submitted_at: Date | null;
    readonly completed_at: Date | null;
    readonly estimated_cost: Nanos;
    /** The sum over the messages that have a price; null while none has one. */
    readonly cost: Nanos | null;
    /** What the batch itself says: an estimate by the API's own words. */
    readonly provider_cost: Nanos | null;
    /** cost − estimated_cost: negative is cheaper than planned. */
    readonly variance: Nanos | null;
  };

/** The same record in `batches.json` and `summary.json`: money and instants as text. */
export type BatchEntry = JsonRecord<BatchRow>;

/**
 * A batch's line. Counts come from its recipients' records, so that they agree with `messages.csv`; `cost` comes from the
 * ledger's own sums, so that the two can be held against each other.
 */
export function toBatchRow(run: Run, record: BatchRecord, count: BatchCount = newBatchCount()): BatchRow {
  const isTaken = TAKEN_STATES.includes(record.state);
  const known = (n: number): number | null => (isTaken || n > 0 ? n : null);
  const { buckets, optedOut, contactedRecently } = count;
  const accepted = isTaken ? record.recipients - buckets.rejected - optedOut - contactedRecently : null;
  const estimated = multiplyMoney(record.price, record.segments);
  const cost = toCost(record.tallies, accepted === 0);
  return {
    run: run.name,
    campaign: run.campaign,
    batch: record.number,
    batch_id: record.batchId,
    from: record.from,
    state: record.state,
    submitted_at: toInstantCell(isOffered(record.state) ? record.submittedAt : null),
    completed_at: toInstantCell(record.completedAt),
    recipients: record.recipients,
    accepted,
    rejected: known(count.buckets.rejected),
    queued: known(count.buckets.queued),
    sent: known(count.buckets.sent),
    delivered: known(count.buckets.delivered),
    delivery_failed: known(count.buckets.deliveryFailed),
    sending_failed: known(count.buckets.sendingFailed),
    unknown: known(count.buckets.unknown),
    segments: count.segments,
    estimated_cost: estimated,
    cost,
    provider_cost: record.providerCost,
    variance: cost === null ? null : cost - estimated,
    currency: run.currency,
  };
}

export function toBatchCells(row: BatchRow): Cell[] {
  return BATCH_COLUMNS.map((column) => row[column]);
}

// An attempt that certainly wasn't taken is no submit.
function isOffered(state: BatchState): boolean {
  return state !== 'planned' && state !== 'refused';
}

// A message without a price is not a message for nothing: only a batch with no message at all costs zero for sure.
function toCost(tallies: readonly MessageTally[], hasNoMessages: boolean): Nanos | null {
  const priced = tallies.reduce((sum, tally) => sum + tally.count - tally.unpriced, 0);
  if (priced === 0 && !hasNoMessages) return null;
  return tallies.reduce((sum, tally) => sum + tally.cost, 0n);
}
