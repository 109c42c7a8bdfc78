import type { Nanos } from './money.ts';
import type { DateWindow, Page, RemoteBatch, RemoteMessage } from './provider.ts';

/** What the store calls the two ways of a message. */
export const DIRECTIONS = ['Inbound', 'Outbound'] as const;

/** What the list of batches can be asked for (parameter `status`, listA2PBatches). */
export const BATCH_FILTER_STATUSES = ['Queued', 'Processing', 'Sent', 'Completed'] as const;

/** So many numbers one query takes (parameter `phoneNumber`, listA2PSMS). */
export const MOST_PHONES = 15;

/** A message with its direction: `Inbound`, `Outbound`, or a word that we don't know; null where it isn't told. */
export interface StoredMessage extends RemoteMessage {
  readonly direction: string | null;
}

/** How a list is paged. */
export interface PageChoice {
  /** 1 to 1000; the largest when it is left out. */
  readonly perPage?: number;
  /** Begin with the page that an earlier one named. */
  readonly pageToken?: string;
}

export interface StoredBatchQuery extends DateWindow, PageChoice {
  readonly from?: string;
  readonly statuses?: readonly string[];
}

/** What messages are listed or counted by. */
export interface StoredMessageFilter extends DateWindow {
  readonly batchId?: string;
  readonly directions?: readonly string[];
  /** At most `MOST_PHONES`, E.164, matched against from or to. */
  readonly phoneNumbers?: readonly string[];
}

export interface StoredMessageQuery extends StoredMessageFilter, PageChoice {
  /** With the texts. */
  readonly isDetailed?: boolean;
}

/** The messages of one status (endpoint `statuses`). */
export interface StatusGroup {
  /** `Queued`, `Sent`, `Delivered`, `DeliveryFailed`, `SendingFailed`, or a word that we don't know. */
  readonly status: string;
  readonly count: number;
  /** Null where it isn't told. */
  readonly cost: Nanos | null;
  /** By error code, in order of the codes. */
  readonly errors: readonly { readonly code: string; readonly count: number }[];
}

/**
 * RingCentral's high volume (A2P) store, to be read: every batch and message of the account, whoever made it. Lists are
 * read page by page as they are wanted, newest first as far as the provider keeps to that. All reject with ProviderError;
 * a list whose pages come again is `unreadable`.
 */
export interface HighVolumeStore {
  batches(query: StoredBatchQuery): AsyncIterable<Page<RemoteBatch>>;
  batch(batchId: string): Promise<RemoteBatch>;
  messages(query: StoredMessageQuery): AsyncIterable<Page<StoredMessage>>;
  /** Always with its text. */
  message(messageId: string): Promise<StoredMessage>;
  statuses(filter: StoredMessageFilter): Promise<readonly StatusGroup[]>;
}
