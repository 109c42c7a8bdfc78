import type { StatusGroup, StoredMessage } from '../../core/high-volume-store.ts';
import { toInstantCell, type Cell } from '../../report/cell.ts';
import type { Listing } from '../print-records.ts';

const COLUMNS = [
  ...['message_id', 'batch_id', 'direction', 'from', 'to', 'status', 'error_code', 'segments', 'cost'],
  ...['created_at', 'updated_at'],
];

function toCells(message: StoredMessage): readonly Cell[] {
  const { id, batchId, direction, from, to, status, errorCode, segments, cost } = message;
  return [
    ...[id, batchId, direction, from, to, status, errorCode, segments, cost],
    ...[message.createdAt, message.updatedAt].map(toInstantCell),
  ];
}

/** A message as a list has it, view Simple. */
export const MESSAGES: Listing<StoredMessage> = {
  schema: 'campaign-store-messages/1',
  key: 'messages',
  columns: COLUMNS,
  widths: [18, 36, 8, 12, 12, 14, 11, 8, 8, 24, 24],
  toCells,
};

/** With its text, view Detailed. */
export const DETAILED_MESSAGES: Listing<StoredMessage> = {
  ...MESSAGES,
  columns: [...COLUMNS, 'text'],
  toCells: (message) => [...toCells(message), message.text],
};

/** How many messages have a status, and what they cost. */
export const STATUSES: Listing<StatusGroup> = {
  schema: 'campaign-store-statuses/1',
  key: 'statuses',
  columns: ['status', 'count', 'cost', 'errors'],
  widths: [14, 9, 12, 8],
  toCells: ({ status, count, cost, errors }) => [
    ...[status, count, cost],
    errors.map(({ code, count: times }) => `${code}=${times}`).join(' '),
  ],
};
