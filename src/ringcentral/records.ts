import { z } from 'zod';
import type { StatusGroup, StoredMessage } from '../core/high-volume-store.ts';
import { parseMoney } from '../core/money.ts';
import type {
  ProviderRejection,
  RemoteBatch,
  RemoteMessage,
  SenderNumber,
  SenderRegistration,
  StatusCounts,
} from '../core/provider.ts';
import { parseTime } from './time.ts';

/**
 * The provider's records, taken leniently: nothing but an id is required, a field of another type counts as absent,
 * words that we don't know survive. What the specification and real replies say about a field can differ.
 */
const text = z.string().min(1).nullable().catch(null);
const id = z.union([z.string().min(1), z.number().int().transform(String)]);
const optionalId = id.nullable().catch(null);
const count = z.unknown().optional().transform(parseCount);
const time = z.unknown().optional().transform(parseTime);
const money = z.unknown().optional().transform(parseMoney);
/** `["+1…"]` in v1, `[{"phoneNumber": "+1…"}]` in v2; one recipient either way. */
const phone = z.union([z.string(), z.object({ phoneNumber: z.string() }).transform((to) => to.phoneNumber)]);
const recipient = z
  .union([z.array(phone).transform((list) => list[0] ?? null), phone])
  .nullable()
  .catch(null);

const UNKNOWN_STATUS = 'Unknown';
const status = z.string().min(1).catch(UNKNOWN_STATUS);

const times = { creationTime: time, lastModifiedTime: time, createdAt: time, lastUpdatedAt: time };

/** Schema MessageBatchResponse. */
export const BATCH = z
  .object({ id, from: text, batchSize: count, processedCount: count, status, cost: money, ...times })
  .transform((batch): RemoteBatch => ({
    id: batch.id,
    from: batch.from,
    size: batch.batchSize,
    processed: batch.processedCount,
    status: batch.status,
    createdAt: batch.creationTime ?? batch.createdAt,
    updatedAt: batch.lastModifiedTime ?? batch.lastUpdatedAt,
    cost: batch.cost,
  }));

/** Schema MessageListMessageResponse; `createdAt` and `lastUpdatedAt` are its names in older replies. */
const MESSAGE_FIELDS = z.object({
  id,
  batchId: optionalId,
  from: recipient,
  to: recipient,
  messageStatus: status,
  errorCode: text,
  segmentCount: count,
  cost: money,
  text: z.string().nullable().catch(null),
  ...times,
});

export const MESSAGE = MESSAGE_FIELDS.transform(toMessage);

/** The same with its direction, which only who reads the whole store needs to know. */
export const STORED_MESSAGE = MESSAGE_FIELDS.extend({ direction: text }).transform(
  (message): StoredMessage => ({ ...toMessage(message), direction: message.direction }),
);

function toMessage(message: z.infer<typeof MESSAGE_FIELDS>): RemoteMessage {
  return {
    id: message.id,
    batchId: message.batchId,
    from: message.from,
    to: message.to,
    status: message.messageStatus,
    errorCode: message.errorCode,
    segments: message.segmentCount,
    cost: message.cost,
    createdAt: message.creationTime ?? message.createdAt,
    updatedAt: message.lastModifiedTime ?? message.lastUpdatedAt,
    text: message.text,
  };
}

/** Schema RejectedRecipientResponseResource: in the reply to the POST only. */
const REJECTION: z.ZodType<ProviderRejection> = z
  .object({ index: count, to: recipient, errorCode: text, description: text })
  .catch({ index: null, to: null, errorCode: null, description: null });

export const REJECTIONS = z
  .object({ rejected: z.array(REJECTION).catch([]) })
  .transform((reply) => reply.rejected);

const GROUP = z
  .object({ count, cost: money, errorCodeCounts: z.record(z.string(), count).catch({}) })
  .catch({ count: null, cost: null, errorCodeCounts: {} });

/** Reply of `GET /a2p-sms/statuses`: every group may be missing. */
export const STATUSES = z
  .object({ queued: GROUP, sent: GROUP, delivered: GROUP, deliveryFailed: GROUP, sendingFailed: GROUP })
  .transform((groups): StatusCounts => ({
    queued: groups.queued.count ?? 0,
    sent: groups.sent.count ?? 0,
    delivered: groups.delivered.count ?? 0,
    deliveryFailed: groups.deliveryFailed.count ?? 0,
    sendingFailed: groups.sendingFailed.count ?? 0,
    cost: Object.values(groups).reduce((sum, group) => sum + (group.cost ?? 0n), 0n),
    errors: sumErrors([groups.deliveryFailed.errorCodeCounts, groups.sendingFailed.errorCodeCounts]),
  }));

/** The groups that are documented, in the order of a message's life. */
const STATUS_KEYS = ['queued', 'sent', 'delivered', 'deliveryFailed', 'sendingFailed'];

/** The same reply, group by group. A documented one that is missing counts nothing; others that are there are kept. */
export const STATUS_GROUPS = z.record(z.string(), GROUP).transform((groups): StatusGroup[] => {
  const others = Object.keys(groups).filter((key) => !STATUS_KEYS.includes(key));
  const keys = [...STATUS_KEYS, ...others.filter((key) => groups[key]?.count != null)];
  return keys.map((key) => ({
    status: `${key.charAt(0).toUpperCase()}${key.slice(1)}`,
    count: groups[key]?.count ?? 0,
    cost: groups[key]?.cost ?? null,
    errors: sumErrors([groups[key]?.errorCodeCounts ?? {}]),
  }));
});

/** Schema UserPhoneNumberInfo; null when it has no number. Features come from the extension's endpoint only. */
export const NUMBER = z
  .object({
    id: optionalId,
    phoneNumber: text,
    paymentType: text,
    status: text,
    label: text,
    features: z.array(z.string()).catch([]),
  })
  .transform((number): SenderNumber | null =>
    number.phoneNumber === null
      ? null
      : {
          id: number.id,
          phone: number.phoneNumber,
          isA2p: number.features.includes('A2PSmsSender'),
          isTollFree: number.paymentType === 'TollFree',
          status: number.status,
          label: number.label,
          features: number.features,
        },
  );

const CAMPAIGN = z
  .object({
    id: optionalId,
    status: text,
    registrationTier: text,
    useCases: z.array(z.string()).catch([]),
  })
  .nullish()
  .catch(null);

/** Schema SmsConfigurationResource: both objects are missing where the number is linked to no campaign. */
export const REGISTRATION = z
  .object({ smsCampaignInfo: CAMPAIGN, smsBrandInfo: z.object({ status: text }).nullish().catch(null) })
  .transform(({ smsCampaignInfo: campaign, smsBrandInfo: brand }): SenderRegistration => ({
    campaignId: campaign?.id ?? null,
    campaignStatus: campaign?.status ?? null,
    tier: campaign?.registrationTier ?? null,
    brandStatus: brand?.status ?? null,
    useCases: campaign?.useCases ?? [],
  }));

function sumErrors(groups: readonly Readonly<Record<string, number | null>>[]): StatusCounts['errors'] {
  const sums = new Map<string, number>();
  for (const group of groups) {
    for (const [code, count] of Object.entries(group)) sums.set(code, (sums.get(code) ?? 0) + (count ?? 0));
  }
  return [...sums]
    .filter(([, count]) => count > 0)
    .map(([code, count]) => ({ code, count }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

function parseCount(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isInteger(number) && number >= 0 ? number : null;
}
