import type { Batch, BatchState } from './batch.ts';
import type { CallCounts } from './calls.ts';
import type { Act, Decision, DoubtfulBatch, DoubtLook, ResentBatch } from './doubt.ts';
import type { FrozenRun } from './frozen-run.ts';
import type { Nanos } from './money.ts';
import type { HistoryLedger } from './history.ts';
import type { JournalEntry } from './journal.ts';
import type { OfferGuard, WithholdReason } from './offer-guard.ts';
import type { OptOutEditor } from './opt-out.ts';
import type { ErrorCounts, PacingLedger } from './pacing.ts';
import type { PurgeLedger } from './purge.ts';
import type { ProviderRejection, RemoteBatch, RemoteMessage } from './provider.ts';
import type { RecipientColumns, RejectedRow } from './recipient.ts';
import type { RejectedCounts, Run, RunState, TrackingSettings, World } from './run.ts';
import type { StatementLedger } from './statement.ts';

export interface PlannedBatch {
  readonly number: number;
  readonly from: string;
  readonly window: string;
  readonly price: Nanos;
  readonly recipients: number;
  readonly segments: number;
}

/** Where recipients of a chunk go, parallel to its columns. Positions count from 1, as the API's `rejected[].index` does. */
export interface Placement {
  readonly batch: number[];
  readonly position: number[];
}

/** A recipient with the text it is sent. */
export interface BatchRecipient {
  readonly position: number;
  readonly phone: string;
  readonly text: string;
}

/** An offer of a batch, committed before the socket connects. */
export interface Offer {
  readonly at: number;
  readonly bodySha256: string;
  /** The batch is in doubt and was looked for in vain just now: it is presumed absent, in the same transaction. */
  readonly isResend: boolean;
}

/** Whether an offer stands; `outdated`: somebody in its body may not be texted any more since that was built. */
export type OfferStanding = 'offered' | 'withdrawn' | 'outdated';

/** What came of an offer. `accepted` carries the whole list of rejections: the API tells it only once. */
export type OfferOutcome =
  | { readonly to: 'accepted'; readonly batch: RemoteBatch; readonly rejected: readonly ProviderRejection[] }
  | { readonly to: 'planned' | 'refused' | 'in_doubt'; readonly reason: string };

export interface OfferRecord {
  readonly at: number;
  readonly status: number | null;
  readonly errorCode: string | null;
  readonly requestId: string | null;
}

export type SettleReason = 'final' | 'deadline';

/** An open batch with what tracking knows of it. */
export interface TrackedBatch extends Batch {
  readonly batchId: string;
  readonly remoteStatus: string | null;
  readonly processed: number | null;
  readonly providerCost: Nanos | null;
  readonly accepted: number;
  /** The reply to its POST was lost, and the batch found again: rejections are known by their absence only. */
  readonly isFound: boolean;
  /** All ids that the provider has for it, the first one included: more than one only where it is duplicated. */
  readonly batchIds: readonly string[];
  /** When its queue was through, by our own clock, as a list first said; null before. */
  readonly throughAt: number | null;
  /** When its messages were last looked at, and how many looks in a row brought nothing new. */
  readonly lookedAt: number | null;
  readonly idleLooks: number;
  /** How many of its messages were final by `statuses` then, and what they cost; null: it was never asked. */
  readonly finalSeen: number | null;
  readonly costSeen: Nanos | null;
  /** When a glance at its errors was taken while others were submitted. */
  readonly glancedAt: number | null;
}

/** Messages of one batch by provider status, as the ledger has them. */
export interface MessageTally {
  readonly status: string;
  readonly errorCode: string | null;
  readonly count: number;
  readonly cost: Nanos;
  readonly unpriced: number;
  /** Those with a cost of zero: until the provider knows the price it may say that. */
  readonly costless: number;
  readonly segments: number;
  /** The oldest and the newest update among them (epoch milliseconds). */
  readonly oldestUpdate: number | null;
  readonly newestUpdate: number | null;
}

/** One line of `messages.csv`: a recipient and what became of it. */
export interface RecipientRecord {
  readonly batch: number;
  readonly position: number;
  readonly line: number;
  readonly phone: string;
  readonly from: string;
  readonly batchId: string | null;
  readonly batchState: BatchState;
  /** Null when the provider shows no message for this recipient. */
  readonly messageId: string | null;
  readonly status: string | null;
  readonly errorCode: string | null;
  /** Why it was left out of its batch after the plan and before its offer; null when it wasn't. */
  readonly withheld: WithholdReason | null;
  /** The price of a segment by the plan. */
  readonly price: Nanos;
  /** Why the provider rejected it, null when it didn't. */
  readonly rejection: { readonly errorCode: string | null; readonly description: string | null } | null;
  /** Segments as planned, and as the provider billed them (null until it says). */
  readonly plannedSegments: number;
  readonly segments: number | null;
  readonly cost: Nanos | null;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
}

/** A batch with its sums, for `batches.csv`. */
export interface BatchRecord extends Batch {
  readonly accepted: number;
  readonly rejected: number;
  readonly providerCost: Nanos | null;
  /** What `statuses` said last. */
  readonly statusesCost: Nanos | null;
  readonly tallies: readonly MessageTally[];
  /** All ids that the provider has for it; more than one only where it is duplicated. */
  readonly batchIds: readonly string[];
}

/**
 * Writing a plan. Nothing of a draft is ever offered; `freeze` makes it a run in one transaction. Nobody has to wait for
 * a write before the next: they take effect in the order of their calls.
 */
export interface PlanLedger {
  /** Starts a draft, wiping drafts that a killed process left. */
  beginDraft(campaign: string, at: number): Promise<number>;
  /** Rejects with a DefectError when a phone is twice in a run: the last guard against texting someone twice. */
  addRecipients(draft: number, recipients: RecipientColumns, placement: Placement): Promise<void>;
  addRejectedRows(draft: number, rows: readonly RejectedRow[]): Promise<void>;
  freeze(draft: number, run: FrozenRun, batches: readonly PlannedBatch[]): Promise<Run>;
  discardDraft(draft: number): Promise<void>;
}

/** Reading a run, for screens and reports. Needs no lock. */
export interface ReportLedger {
  findRun(name: string): Promise<Run | null>;
  /** Oldest first. */
  listRuns(filter?: { readonly campaign?: string; readonly state?: RunState }): Promise<readonly Run[]>;
  findRunBySource(source: {
    readonly campaign: string;
    readonly world: World;
    readonly sourceSha256: string;
    readonly settingsSha256: string;
  }): Promise<Run | null>;
  countRejectedRows(runId: number): Promise<RejectedCounts>;
  /** In order of the batch number. */
  batchRecords(runId: number): AsyncIterable<BatchRecord>;
  /** In order of batch and position; messages that match no recipient follow their batch, line 0. */
  recipientRecords(runId: number): AsyncIterable<RecipientRecord>;
  /** In order of the line. Works on drafts too. */
  rejectedRows(runId: number): AsyncIterable<RejectedRow>;
  /** The number of cells of the longest rejected row, 0 when there is none. Works on drafts too. */
  widestRejectedRow(runId: number): Promise<number>;
  /** Message ids that stand in more than one row of the run. */
  countRepeatedMessageIds(runId: number): Promise<number>;
  journal(runId: number): Promise<readonly JournalEntry[]>;
  /** Calls to the API that were made for the run, in order of the endpoint; null where it began before they were counted. */
  countCalls(runId: number): Promise<CallCounts | null>;
  doubtfulBatches(runId: number): Promise<readonly DoubtfulBatch[]>;
  /**
   * The longest time from an offer until the provider's indexes showed what it had taken, in this world: of batches
   * that an earlier look had missed, since only a look that came too early tells of a lag. 0 when none was missed.
   */
  worstLagMs(world: World): Promise<number>;
}

/**
 * Driving a run. Every method is one transaction, every write a compare-and-set on state and epoch: once another process
 * has taken the ledger over, each rejects with LedgerError `locked`.
 */
export interface RunLedger extends ReportLedger, PacingLedger, OfferGuard {
  countStates(runId: number): Promise<Readonly<Record<BatchState, number>>>;
  /** `submitting` batches of processes that are gone → `in_doubt`. */
  doubtOrphans(runId: number, at: number): Promise<readonly Batch[]>;
  /** `refused` → `planned`, after a person fixed the cause. Returns how many. */
  reopenRefused(runId: number, at: number): Promise<number>;
  batchesIn(runId: number, state: BatchState): Promise<readonly Batch[]>;
  /** Whom the next offer goes to, some at a time in order of their positions: all but those withheld. */
  batchRecipients(runId: number, batch: number): AsyncIterable<readonly BatchRecipient[]>;
  /** Whom any offer so far went to: those are looked for at the provider. */
  offeredRecipients(runId: number, batch: number): Promise<readonly BatchRecipient[]>;
  /** planned → submitting; a resend starts from in_doubt. Nothing changes unless it stands. */
  offer(runId: number, batch: number, offer: Offer): Promise<OfferStanding>;
  /**
   * submitting → what the answer says, with the evidence. A resend that was not taken is in doubt again, as it was: that
   * answer says nothing of the offer before it.
   */
  recordOutcome(runId: number, batch: number, outcome: OfferOutcome, record: OfferRecord): Promise<void>;
  /** Binds a run to an account; once a batch of it was offered, later calls change nothing. */
  bindAccount(runId: number, account: string): Promise<void>;
  /** Whether a batch of the provider's belongs to a batch of ours already, in any run. */
  isOwned(batchId: string): Promise<boolean>;
  /** in_doubt → accepted: the batch was found at the provider. */
  adoptFound(runId: number, batch: number, found: RemoteBatch, at: number): Promise<void>;
  /** in_doubt, or taken after a resend → duplicated: the provider has it more than once. Adds ids to those it has. */
  markDuplicated(runId: number, batch: number, batchIds: readonly string[], at: number): Promise<void>;
  /** A clean look that did not find the batch, with what it saw. */
  recordDoubtLook(runId: number, batch: number, look: DoubtLook): Promise<void>;
  /**
   * A person's decision about a batch in doubt. `adopt` → accepted, `assume-sent` → abandoned; `resend` stays in doubt
   * until the next start has looked once more.
   */
  decide(runId: number, batch: number, decision: Decision, act: Act): Promise<void>;
  /** Taken batches that were offered again after a doubt: their first offer may turn up as a twin. */
  resentBatches(runId: number): Promise<readonly ResentBatch[]>;
  /** A resent batch was looked for once more before the run's end, and only the known one is there. */
  recordNoTwin(runId: number, batch: number, at: number): Promise<void>;
  /** Recipients of a found batch without a message were rejected; the reason went with the reply. Returns how many. */
  recordLostRejections(runId: number, batch: number, at: number): Promise<number>;
  trackedBatches(runId: number): Promise<readonly TrackedBatch[]>;
  /** When the batches of a sender were last listed (epoch milliseconds), null: never. */
  lastListedAt(runId: number, from: string): Promise<number | null>;
  /**
   * What the provider's list says of our batches; ids that aren't ours are ignored. `missing` are ids of ours that the
   * whole list did not show: a measure of its lag. Returns how many changed.
   */
  recordRemoteBatches(
    runId: number,
    from: string,
    list: {
      readonly batches: readonly RemoteBatch[];
      readonly missing: readonly string[];
      readonly at: number;
      /** The provider's clock less ours, milliseconds; null, or left out: not known. */
      readonly skewMs?: number | null;
    },
  ): Promise<number>;
  tallyMessages(runId: number, batch: number): Promise<readonly MessageTally[]>;
  /** One page of messages of a batch: inserted or updated by message id. Returns how many were new or changed. */
  recordMessages(runId: number, batch: number, messages: readonly RemoteMessage[]): Promise<number>;
  /** What a batch that is there more than once costs, by what all of them say; null while one of them says nothing. */
  recordProviderCost(runId: number, batch: number, cost: Nanos | null): Promise<void>;
  recordLook(
    runId: number,
    batch: number,
    look: {
      readonly at: number;
      readonly isIdle: boolean;
      /** The provider took messages and shows none of them yet: a measure of its lag. Null where none was asked for. */
      readonly isMissing: boolean | null;
      /** How many messages `statuses` called final, and what they cost, where it was asked. */
      readonly finalSeen?: number;
      readonly costSeen?: Nanos;
      /** What `statuses` says of errors, where the messages themselves were not read; else the ledger's count. */
      readonly errors?: ErrorCounts;
    },
  ): Promise<void>;
  /** Closes a batch because every message is final, or because its tracking time is over. */
  settle(runId: number, batch: number, at: number, why: SettleReason): Promise<void>;
  /** Adds to the calls that were made for the run. */
  recordCalls(runId: number, calls: CallCounts): Promise<void>;
  /** The reports of the end are on disk. */
  markReported(runId: number, at: number): Promise<void>;
  updateTracking(runId: number, tracking: TrackingSettings): Promise<void>;
  /** A person lets a paused run submit again. Returns whether it was paused. */
  unpause(runId: number, act: Act): Promise<boolean>;
  /** Lists whom the run has contacted, piece by piece, and closes it in the last transaction. */
  finish(runId: number, at: number): Promise<void>;
}

/** Acts of a person on a run that another process may be driving: safe beside it, no lock needed. */
export interface ControlLedger extends ReportLedger, OptOutEditor, StatementLedger {
  /** Nothing more is submitted until `unpause`; tracking goes on. False when it is paused already, or not open. */
  pause(runId: number, act: Act): Promise<boolean>;
  /**
   * What isn't submitted yet is abandoned for good. Batches that are being submitted, taken or in doubt stay as they
   * are. Returns how many batches were abandoned, null when the run is not open.
   */
  cancel(runId: number, act: Act): Promise<number | null>;
  close(): Promise<void>;
}

export interface Ledger extends PlanLedger, RunLedger, HistoryLedger, OptOutEditor, PurgeLedger {
  /** The number of this opening of the ledger: part of every compare-and-set. 0 when opened for reading only. */
  readonly epoch: number;
  close(): Promise<void>;
}
