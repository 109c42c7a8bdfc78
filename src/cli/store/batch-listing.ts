import type { RemoteBatch } from '../../core/provider.ts';
import { toInstantCell, type Cell } from '../../report/cell.ts';
import type { Listing } from '../print-records.ts';

/** A batch of the provider's, as a list has it. */
export const BATCHES: Listing<RemoteBatch> = {
  schema: 'campaign-store-batches/1',
  key: 'batches',
  columns: ['batch_id', 'from', 'status', 'size', 'processed', 'cost', 'created_at', 'updated_at'],
  widths: [36, 12, 10, 6, 9, 9, 24, 24],
  toCells: ({ id, from, status, size, processed, cost, createdAt, updatedAt }): readonly Cell[] => [
    ...[id, from, status, size, processed, cost],
    ...[createdAt, updatedAt].map(toInstantCell),
  ],
};
