import type { IdOutcome, MailboxMessage } from '../../../core/message-store.ts';
import { toInstantCell, type Cell } from '../../../report/cell.ts';
import type { Listing } from '../../print-records.ts';

/** Messages of the extension's store, as a list has them. */
export const MAILBOX: Listing<MailboxMessage> = {
  schema: 'campaign-store-list/1',
  key: 'messages',
  columns: [
    ...['message_id', 'type', 'direction', 'from', 'to', 'status', 'error_code', 'segments', 'read_status'],
    ...['availability', 'created_at', 'updated_at', 'conversation_id', 'attachments', 'text'],
  ],
  widths: [14, 9, 9, 12, 12, 14, 11, 8, 11, 12, 24, 24, 16, 14, 0],
  toCells: (message): readonly Cell[] => [
    ...[message.id, message.type, message.direction, message.from, message.to.join(' ')],
    ...[message.status, message.errorCode, message.segments, message.readStatus, message.availability],
    ...[message.createdAt, message.updatedAt].map(toInstantCell),
    ...[message.conversationId, message.attachments.map(({ id }) => id).join(' '), message.text],
  ],
};

const FIELDS = MAILBOX.columns.slice(1);

/** What became of each of several messages: `ok`, or the provider's code and words; then the message as it is now. */
export function toOutcomes(schema: string): Listing<IdOutcome> {
  return {
    ...{ schema, key: 'messages' },
    columns: ['message_id', 'outcome', 'reason', ...FIELDS],
    widths: [14, 10, 12, ...MAILBOX.widths.slice(1)],
    toCells: ({ id, status, message, errorCode, reason }) => [
      ...[id, reason === null ? 'ok' : (errorCode ?? String(status)), reason],
      ...(message === null ? FIELDS.map(() => null) : MAILBOX.toCells(message).slice(1)),
    ],
  };
}
