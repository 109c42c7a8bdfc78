import { formatMilliseconds } from '../../clock.ts';
import type { Call } from '../../http/route.ts';
import { formatNumber } from '../../numbering.ts';
import { ACCOUNT_ID, EXTENSION_ID } from '../../owned-numbers.ts';
import { aggregateStatus, type StoredMessage, type StoredParty } from '../../world/stored-messages.ts';
import type { World } from '../../world/world.ts';

/** The address of the extension's store, as the replies give it: with the numbers, never with `~`. */
export function toStoreUri(call: Call): string {
  return `${call.url.origin}/restapi/v1.0/account/${ACCOUNT_ID}/extension/${EXTENSION_ID}/message-store`;
}

/**
 * GetMessageInfoResponse of an SMS. The text is the subject and an attachment whose id is the message's; a purged
 * message has lost its attachments.
 */
export function toStoredRecord(call: Call, world: World, message: StoredMessage): Record<string, unknown> {
  const { id, conversation, availability } = message;
  const uri = `${toStoreUri(call)}/${id}`;
  const attachment = { id, uri: `${uri}/content/${id}`, type: 'Text', contentType: 'text/plain' };
  return {
    uri,
    id,
    ...toParties(world, message),
    type: 'SMS',
    creationTime: formatMilliseconds(message.created_at),
    readStatus: message.is_read === 1 ? 'Read' : 'Unread',
    priority: 'Normal',
    attachments: availability === 'Purged' ? [] : [attachment],
    direction: message.is_inbound === 1 ? 'Inbound' : 'Outbound',
    availability,
    subject: message.text,
    messageStatus: aggregateStatus(message),
    ...toProgress(message),
    conversationId: conversation,
    conversation: {
      id: String(conversation),
      uri: `${call.url.origin}/restapi/v1.0/conversation/${conversation}`,
    },
    lastModifiedTime: formatMilliseconds(message.modified_at),
  };
}

function toParties(world: World, { is_inbound: isInbound, own, parties }: StoredMessage) {
  const location = world.numbers.find(({ digits }) => digits === own)?.location ?? null;
  const ours = { phoneNumber: formatNumber(own), ...(location === null ? {} : { location }) };
  const [first] = parties;
  if (isInbound === 1) {
    return { to: [ours], from: first === undefined ? {} : { phoneNumber: formatNumber(first.party) } };
  }
  return { to: parties.map((party) => toRecipient(party, parties.length > 1)), from: ours };
}

function toRecipient({ party, status }: StoredParty, isGroup: boolean) {
  return { phoneNumber: formatNumber(party), ...(isGroup ? { target: true } : {}), messageStatus: status };
}

/** What only an SMS that is sent, or on its way, has. */
function toProgress({ is_inbound: isInbound, parties }: StoredMessage): Record<string, unknown> {
  const error = parties.find(({ error_code: code }) => code !== null)?.error_code;
  const segments = parties.find((party) => party.segments !== null)?.segments;
  const deliveries = parties.map((party) => party.delivered_at);
  const isDelivered = deliveries.every((at) => at !== null);
  return {
    ...(isInbound === 1 ? {} : { smsSendingAttemptsCount: 1 }),
    ...(isDelivered ? { smsDeliveryTime: formatMilliseconds(Math.max(...deliveries)) } : {}),
    ...(error === undefined ? {} : { deliveryErrorCode: error }),
    ...(segments === undefined ? {} : { segmentCount: segments }),
  };
}
