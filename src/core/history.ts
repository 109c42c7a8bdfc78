import type { OptOutReader } from './opt-out.ts';
import type { World } from './run.ts';

/** An offer of ours to a phone that was taken, or may have been. */
export interface Contact {
  /** E.164 digits without the plus. */
  readonly phone: number;
  /** `hashText` of what it was sent. */
  readonly textHash: number;
  readonly from: string;
  readonly campaign: string;
  /** The run's name. */
  readonly run: string;
  readonly at: number;
}

/** A number at which a message failed as one that can't be texted. */
export interface BadNumber {
  readonly phone: number;
  /** The provider's code. */
  readonly code: string;
  readonly at: number;
}

/** A recipient whose message failed, or that the provider rejected, with the text that it was to get. */
export interface FailedRecipient {
  readonly line: number;
  /** E.164 digits without the plus. */
  readonly phone: number;
  readonly from: string;
  /** As in `RecipientColumns`: the text is `textOf(template, values, text)`. */
  readonly values: string | null;
  readonly text: string | null;
  readonly segments: number;
  /** The provider's code, null where it gave none. */
  readonly errorCode: string | null;
  /** When its batch was offered, and when its message failed; a rejection failed with the offer. */
  readonly offeredAt: number;
  readonly failedAt: number;
  /** The provider has its batch, or its message, more than once. */
  readonly isTwin: boolean;
}

/** What earlier runs and the provider tell of phones, for a plan. */
export interface HistoryLedger extends OptOutReader {
  /** In chunks, in order of the phone. */
  badNumbers(world: World): AsyncIterable<readonly BadNumber[]>;
  /** Whether anybody was ever contacted in this world: otherwise nobody needs to be asked about. */
  hasContacts(world: World): Promise<boolean>;
  /** All contacts with these phones, in no order. */
  contactsOf(world: World, phones: readonly number[]): Promise<readonly Contact[]>;
  /** The phones of a run's recipients, in chunks; none where the run is purged. */
  phonesOf(runId: number): AsyncIterable<readonly number[]>;
  /** Which of these phones are recipients of a purged run: it knows its own by their keyed hashes only. */
  recipientsAmong(runId: number, phones: readonly number[]): Promise<readonly number[]>;
  /**
   * Recipients of batches that were taken, each once, whose message is DeliveryFailed or SendingFailed, or that were
   * rejected in the reply, in chunks in order of batch and position. One whose code leaves the outcome open is among
   * them; one with another message that didn't fail is not.
   */
  failedRecipients(runId: number): AsyncIterable<readonly FailedRecipient[]>;
}
