import { formatInstant } from '../clock.ts';
import { formatNumber } from '../numbering.ts';
import { toDollars } from '../price.ts';
import { type BatchRow, countProcessed } from '../world/batches.ts';

/** A recipient that the POST reply, and nothing after it, lists as rejected. `index` counts from 1. */
export interface RejectedRecipient {
  readonly index: number;
  readonly to: readonly string[];
  readonly errorCode: string;
  readonly description: string;
}

/**
 * MessageBatchResponse at an instant. `Completed` says that the queue has drained, not that the messages are final;
 * `cost` is an estimate over all messages that comes some time after it.
 */
export function toBatchReply(
  batch: BatchRow,
  now: number,
  rejected: readonly RejectedRecipient[] = [],
): Record<string, unknown> {
  const processedCount = countProcessed(batch, now);
  const isPriced = batch.cost_at <= now;
  const processedAt =
    processedCount === 0 ? batch.created_at : batch.start_at + batch.interval * processedCount;
  return {
    id: batch.id,
    from: formatNumber(batch.own),
    batchSize: batch.size,
    processedCount,
    status: batch.completed_at <= now ? 'Completed' : 'Processing',
    creationTime: formatInstant(batch.created_at),
    lastModifiedTime: formatInstant(isPriced ? batch.cost_at : processedAt),
    rejected,
    ...(isPriced ? { cost: toDollars(batch.cost) } : {}),
  };
}
