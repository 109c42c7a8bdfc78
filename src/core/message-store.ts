import type { ProviderError } from './error.ts';
import type { DateWindow, Page } from './provider.ts';

/** The life of a message in the store: a deleted one can be restored until it is purged (MessageAvailabilityEnum). */
export const AVAILABILITIES = ['Alive', 'Deleted', 'Purged'] as const;
export const MESSAGE_TYPES = ['SMS', 'Fax', 'VoiceMail', 'Pager'] as const;
export const READ_STATUSES = ['Read', 'Unread'] as const;
export type ReadStatus = (typeof READ_STATUSES)[number];

/** Whose shared messages a list may be limited to (AllExtensionTypesEnum). */
export const EXTENSION_TYPES = [
  ...(['User', 'Department', 'Announcement', 'Voicemail', 'DigitalUser', 'VirtualUser', 'FaxUser'] as const),
  ...(['PagingOnly', 'SharedLinesGroup', 'DelegatedLinesGroup', 'GroupCallPickup', 'IvrMenu'] as const),
  ...(['ApplicationExtension', 'ProxyAdmin', 'RoomConnector', 'ParkLocation', 'Limited', 'Bot'] as const),
  ...(['Site', 'Room', 'FlexibleUser', 'TieLine', 'Unknown'] as const),
] as const;

/** Part of a message: a text, a picture, a fax, a voicemail (schema MessageAttachmentInfo). */
export interface Attachment {
  readonly id: string;
  /** Where its bytes are; null where the provider doesn't say. */
  readonly uri: string | null;
  readonly contentType: string | null;
  readonly fileName: string | null;
  /** Bytes. */
  readonly size: number | null;
}

/**
 * A message of an extension's store (schema GetMessageInfoResponse). Nothing but the id is sure; words that we don't know
 * survive. Instants are epoch milliseconds.
 */
export interface MailboxMessage {
  readonly id: string;
  readonly conversationId: string | null;
  readonly type: string | null;
  readonly direction: string | null;
  readonly from: string | null;
  readonly to: readonly string[];
  /** `Queued`, `Sent`, `Delivered`, `DeliveryFailed`, `SendingFailed`, `Received`. */
  readonly status: string | null;
  readonly errorCode: string | null;
  readonly segments: number | null;
  readonly readStatus: string | null;
  readonly availability: string | null;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
  readonly text: string | null;
  readonly attachments: readonly Attachment[];
}

/** Every filter of the list. A list of words means any of them, an empty one the provider's default. */
export interface MailboxQuery extends DateWindow {
  /** The provider's default is `Alive`. */
  readonly availabilities?: readonly string[];
  readonly conversationId?: string;
  readonly directions?: readonly string[];
  /** Only the latest message of each conversation. */
  readonly isDistinct?: boolean;
  readonly messageTypes?: readonly string[];
  readonly ownerExtensionTypes?: readonly string[];
  readonly readStatuses?: readonly string[];
  /** E.164. */
  readonly phoneNumber?: string;
  /** Begin with this page, from 1. */
  readonly page?: number;
  /** 1 to 1000; the largest when it is left out. */
  readonly perPage?: number;
}

/** What became of one of several messages: HTTP's status of its own, and its record where the reply has one. */
export interface IdOutcome {
  readonly id: string;
  readonly status: number;
  readonly message: MailboxMessage | null;
  readonly errorCode: string | null;
  /** The provider's words; null for a success. */
  readonly reason: string | null;
}

/** So many ids go into one call (operation updateMessage). */
export const MOST_IDS = 50;

/** One standard SMS. Numbers are E.164. */
export interface StandardSms {
  readonly from: string;
  readonly to: string;
  /** At most 1000 UTF-16 units. */
  readonly text: string;
  /** ISO 3166 code of the recipient's country. */
  readonly country?: string;
}

/**
 * What came of the one POST. `sent` it is in the store · `not-sent` certainly not taken, with why · `unknown` it may be
 * either: nobody may send it again before it is known.
 */
export type SmsAnswer =
  | { readonly kind: 'sent'; readonly message: MailboxMessage }
  | { readonly kind: 'not-sent'; readonly error: ProviderError }
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * The message store of the signed-in extension. All but `send` reject with ProviderError. Several ids go out in calls of
 * `MOST_IDS`, whose outcomes come as they are known; without any id nothing is called.
 */
export interface MessageStore {
  /** In numbered pages; `nextPageToken` is the number of the next one. */
  list(query: MailboxQuery): AsyncIterable<Page<MailboxMessage>>;
  read(ids: readonly string[]): AsyncIterable<readonly IdOutcome[]>;
  setReadStatus(ids: readonly string[], readStatus: ReadStatus): AsyncIterable<readonly IdOutcome[]>;
  /** Alive → Deleted, and Deleted → Purged; with `isPurge` to Purged at once. */
  remove(ids: readonly string[], isPurge: boolean): AsyncIterable<readonly IdOutcome[]>;
  /** Deleted → Alive. */
  restore(ids: readonly string[]): AsyncIterable<readonly IdOutcome[]>;
  /** Hands an attachment's bytes over as they come; the next ones come when `onChunk` is done. */
  content(attachment: Attachment, onChunk: (chunk: Uint8Array) => Promise<void>): Promise<void>;
  /** Sends one SMS with one POST, which nothing repeats. Never rejects. */
  send(sms: StandardSms): Promise<SmsAnswer>;
}
