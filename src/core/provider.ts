import type { CallCounts } from './calls.ts';
import type { Nanos } from './money.ts';

/** A batch as the provider shows it (schema MessageBatchResponse). Instants are epoch milliseconds. */
export interface RemoteBatch {
  readonly id: string;
  readonly from: string | null;
  /** Messages in the accepted batch. */
  readonly size: number | null;
  readonly processed: number | null;
  /** `Processing`, `Completed`, `Sent`, or a word we don't know yet. */
  readonly status: string;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
  /** An estimate by the API's own words, absent until the batch is completed. */
  readonly cost: Nanos | null;
}

/** A recipient that the provider refused: told once, in the reply to the POST. `index` counts from 1. */
export interface ProviderRejection {
  readonly index: number | null;
  readonly to: string | null;
  readonly errorCode: string | null;
  readonly description: string | null;
}

/** A message as the provider shows it (schema MessageListMessageResponse). */
export interface RemoteMessage {
  readonly id: string;
  readonly batchId: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly status: string;
  readonly errorCode: string | null;
  readonly segments: number | null;
  readonly cost: Nanos | null;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
  /** Only with `view=Detailed`. */
  readonly text: string | null;
}

export interface Page<T> {
  readonly records: readonly T[];
  /** Absent on the last page. */
  readonly nextPageToken: string | null;
}

/** Explicit always: the API's default window is the last 24 hours, which hides what a late resume looks for. */
export interface DateWindow {
  readonly dateFrom: number;
  readonly dateTo: number;
}

export interface BatchQuery extends DateWindow {
  /** Left out: those of all our numbers. */
  readonly from?: string;
  readonly pageToken?: string;
}

export interface MessageQuery extends DateWindow {
  readonly batchId?: string;
  /** At most 15, matched against from or to. */
  readonly phoneNumbers?: readonly string[];
  readonly isDetailed?: boolean;
  readonly pageToken?: string;
}

export interface StatusQuery extends DateWindow {
  readonly batchId: string;
}

/** Messages by status (endpoint `statuses`). */
export interface StatusCounts {
  readonly queued: number;
  readonly sent: number;
  readonly delivered: number;
  readonly deliveryFailed: number;
  readonly sendingFailed: number;
  readonly cost: Nanos;
  /** Failed messages by error code (`errorCodeCounts` of both failed groups), in order of the codes. */
  readonly errors: readonly { readonly code: string; readonly count: number }[];
}

export interface SenderNumber {
  /** What `readRegistration` asks for; null where the provider gives none. */
  readonly id: string | null;
  readonly phone: string;
  readonly isA2p: boolean;
  readonly isTollFree: boolean;
  readonly status: string | null;
  readonly label: string | null;
  readonly features: readonly string[];
}

/**
 * A sender's registration with The Campaign Registry (schema SmsConfigurationResource). All null where the number is
 * linked to no campaign, as toll-free numbers are.
 */
export interface SenderRegistration {
  readonly campaignId: string | null;
  /** `Confirmed` is the only one that may send; `Submitted`, `CampaignSuspended`, or a word we don't know. */
  readonly campaignStatus: string | null;
  /** `LowVolume`, `StandardVolume`, or a word we don't know. */
  readonly tier: string | null;
  readonly brandStatus: string | null;
  readonly useCases: readonly string[];
}

/** A word about texts from one of our numbers to one phone (schemas OptOutResponse, SmsOptRecord). */
export interface Consent {
  /** The recipient, E.164. */
  readonly to: string;
  /** Our number that it is about, E.164; null: every one of ours (coverage Account or CampaignType). */
  readonly from: string | null;
  /** A word that we don't know counts as `OptOut`. */
  readonly status: 'OptOut' | 'OptIn';
  /** The provider's word: `Recipient`, `Account`, `Upstream`, `Carrier`, `Api`; null where it gives none. */
  readonly source: string | null;
  /** Epoch milliseconds; null where it isn't told (v1). */
  readonly at: number | null;
}

/**
 * What came of telling the provider of opt-outs: single numbers can fail inside a success. Each number that was asked
 * for is in one of the two lists, as it was given.
 */
export interface ConsentResult {
  readonly done: readonly string[];
  readonly failed: readonly { readonly to: string; readonly reason: string }[];
}

/** Whose token it is, and what it may do (reply of the token endpoint). */
export interface ProviderIdentity {
  /** The origin of the server's URL. */
  readonly server: string;
  /** The extension that the token belongs to. */
  readonly ownerId: string | null;
  /** The permissions granted to the app, in the provider's words: `A2PSMS`. */
  readonly scopes: readonly string[];
  /** Epoch milliseconds. */
  readonly tokenExpiresAt: number;
}

/**
 * What came of offering a batch, as data: the caller must look at all of it.
 * `not-sent` means that no byte of the request was written; `no-reply` that some may have been.
 */
export type SubmitAnswer =
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'no-reply'; readonly reason: string }
  | SubmitReply;

export interface SubmitReply {
  readonly kind: 'reply';
  readonly status: number;
  /** Only when the body was complete, readable and carried an id. */
  readonly batch: RemoteBatch | null;
  readonly rejected: readonly ProviderRejection[];
  readonly errorCode: string | null;
  readonly message: string | null;
  readonly requestId: string | null;
}

export interface SubmitOffer {
  /** The exact JSON body. */
  readonly body: Uint8Array;
  /**
   * Called once, after sign-in and pacing and before the socket connects: commits the intent. When it throws, nothing
   * is sent and `createBatch` rejects with that error.
   */
  readonly commit: () => Promise<void>;
  /** Called on the connected socket, before the first byte is written. False: nothing is written, answer `not-sent`. */
  readonly isStillFresh: () => boolean;
}

/**
 * The messaging provider. Reads reject with ProviderError and are never repeated by the adapter; `createBatch` makes
 * at most one POST and answers with data. It rejects only before anything was sent: ProviderError (sign-in failed), or
 * what `commit` threw.
 */
export interface Provider {
  createBatch(offer: SubmitOffer): Promise<SubmitAnswer>;
  listBatches(query: BatchQuery): Promise<Page<RemoteBatch>>;
  readBatch(batchId: string): Promise<RemoteBatch>;
  listMessages(query: MessageQuery): Promise<Page<RemoteMessage>>;
  readStatuses(query: StatusQuery): Promise<StatusCounts>;
  listNumbers(): Promise<readonly SenderNumber[]>;
  /** @param numberId `SenderNumber.id` */
  readRegistration(numberId: string): Promise<SenderRegistration>;
  /**
   * One page of the account's opt-outs, of all our numbers. A record that can't be read makes the whole page
   * `unreadable`: an opt-out must not be skipped.
   */
  listOptOuts(query: { readonly pageToken?: string }): Promise<Page<Consent>>;
  /**
   * Opts phones out of texts from one of our numbers, at most 1000 at once. Never opts anyone in. Repeating it is
   * harmless.
   */
  addOptOuts(from: string, phones: readonly string[]): Promise<ConsentResult>;
  /** Signs in, or finds that the cached token still serves. */
  signIn(): Promise<void>;
  /** Who the calls are made as. Signs in when there is no token; a cached one is not tried out. */
  readIdentity(): Promise<ProviderIdentity>;
  /**
   * The server's clock less ours, by the latest reply with a `Date`: milliseconds, no finer than a second, the reply's
   * travel included. Null before any.
   */
  clockSkewMs(): number | null;
  /**
   * Tells until when (epoch milliseconds) no call is made, each time that a 429 silences us; at once when an earlier
   * process left a penalty that still runs.
   */
  onSilence(listener: (untilAt: number) => void): void;
  /** The calls that were made since this was asked last, or since it was opened. One that never left is none. */
  takeCalls(): CallCounts;
  close(): Promise<void>;
}
