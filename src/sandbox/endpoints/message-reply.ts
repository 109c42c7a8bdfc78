import { formatInstant } from '../clock.ts';
import { formatNumber } from '../numbering.ts';
import { toDollars } from '../price.ts';
import type { MessageView } from '../world/messages.ts';

/** A message of the list: its id is a number there, and `text` only shows in the Detailed view. */
export function toListedMessage(message: MessageView, isDetailed: boolean): Record<string, unknown> {
  const { id, text, ...rest } = toDetailedMessage(message);
  return { id: Number(id), ...rest, ...(isDetailed ? { text } : {}) };
}

/** MessageDetailsResponse: the id is a string, and what isn't known yet is absent. */
export function toDetailedMessage(message: MessageView): Record<string, unknown> {
  const isInbound = message.is_inbound === 1;
  const own = formatNumber(message.own);
  const party = formatNumber(message.party);
  return {
    id: String(message.id),
    ...(message.batch_id === null ? {} : { batchId: message.batch_id }),
    from: isInbound ? party : own,
    to: [isInbound ? own : party],
    direction: isInbound ? 'Inbound' : 'Outbound',
    creationTime: formatInstant(message.created_at),
    lastModifiedTime: formatInstant(message.modified_at),
    messageStatus: message.status,
    ...(message.error_code === null ? {} : { errorCode: message.error_code }),
    ...(message.segments === null ? {} : { segmentCount: message.segments }),
    ...(message.cost === null ? {} : { cost: toDollars(message.cost) }),
    text: message.text,
  };
}
