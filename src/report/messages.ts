import { multiplyMoney } from '../core/money.ts';
import type { RecipientRecord } from '../core/ledger.ts';
import type { Run } from '../core/run.ts';
import { toSegments } from './count.ts';
import { toInstantCell } from './cell.ts';
import type { Cell } from './cell.ts';
import type { Standing } from './standing.ts';

/** The columns of `messages.csv`: an interface, columns may be added at the end. */
export const MESSAGE_COLUMNS = [
  'run',
  'batch',
  'batch_id',
  'message_id',
  'line',
  'to',
  'from',
  'status',
  'error_code',
  'error',
  'segments',
  'estimated_cost',
  'cost',
  'currency',
  'created_at',
  'updated_at',
] as const;

/**
 * One line of `messages.csv`. `estimated_cost` is the planned segments at the plan's price, whatever became of the
 * recipient; `cost` is empty until the provider priced the message.
 */
export function toMessageCells(run: Run, record: RecipientRecord, standing: Standing): Cell[] {
  return [
    run.name,
    record.batch,
    record.batchId,
    record.messageId,
    record.line,
    // Masked in a purged run, and no formula then.
    run.purgedAt === null ? record.phone : record.phone.replace(/^\+/, ''),
    record.from,
    standing.status,
    standing.errorCode,
    standing.error,
    toSegments(record),
    multiplyMoney(record.price, record.plannedSegments),
    record.cost,
    run.currency,
    toInstantCell(record.createdAt),
    toInstantCell(record.updatedAt),
  ];
}
