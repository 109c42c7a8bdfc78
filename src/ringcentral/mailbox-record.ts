import { z } from 'zod';
import type { Attachment, MailboxMessage } from '../core/message-store.ts';
import { parseTime } from './time.ts';

/** As all records of the provider's: nothing but an id is required, a field of another type counts as absent. */
const text = z.string().min(1).nullable().catch(null);
const id = z.union([z.string().min(1), z.number().int().transform(String)]);
const optionalId = id.nullable().catch(null);
const count = z.number().int().nonnegative().nullable().catch(null);
const time = z.unknown().optional().transform(parseTime);

/** A party's number, or the extension's where it has none, as pager messages do. */
const party = z
  .object({ phoneNumber: text, extensionNumber: text })
  .transform(({ phoneNumber, extensionNumber }) => phoneNumber ?? extensionNumber)
  .nullable()
  .catch(null);

const ATTACHMENT = z
  .object({ id, uri: text, contentType: text, fileName: text, size: count })
  .transform((attachment): Attachment => attachment);

/** Schema GetMessageInfoResponse. */
export const MAILBOX_MESSAGE = z
  .object({
    ...{ id, conversationId: optionalId, type: text, direction: text, from: party },
    to: z.array(party).catch([]),
    ...{ messageStatus: text, deliveryErrorCode: text, segmentCount: count, readStatus: text },
    ...{ availability: text, creationTime: time, lastModifiedTime: time, subject: text },
    attachments: z.array(ATTACHMENT.nullable().catch(null)).catch([]),
  })
  .transform((message): MailboxMessage => ({
    id: message.id,
    conversationId: message.conversationId,
    type: message.type,
    direction: message.direction,
    from: message.from,
    to: message.to.filter((phone) => phone !== null),
    status: message.messageStatus,
    errorCode: message.deliveryErrorCode,
    segments: message.segmentCount,
    readStatus: message.readStatus,
    availability: message.availability,
    createdAt: message.creationTime,
    updatedAt: message.lastModifiedTime,
    text: message.subject,
    attachments: message.attachments.filter((attachment) => attachment !== null),
  }));
