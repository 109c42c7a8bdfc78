import type { Batch } from './batch.ts';
import type { RunLimits } from './limits.ts';
import type { Nanos } from './money.ts';
import type { Alarm, World } from './run.ts';

/** What a run has cost, and what it may cost yet. */
export interface Spend {
  /** The costs of its messages so far, and the segments that they are for. */
  readonly spent: Nanos;
  readonly pricedSegments: number;
  /**
   * Segments that were taken, or may have been, and have no price yet; and what the plan says that they cost. A price
   * of zero is none yet, unless the plan's is zero or the message never left.
   */
  readonly openSegments: number;
  readonly open: Nanos;
  /** Messages that were taken, or may have been. */
  readonly messages: number;
}

/** A batch that may be in a sender's queue at the provider, of any run. */
export interface QueuedBatch {
  readonly runId: number;
  readonly batch: number;
  readonly from: string;
  readonly submittedAt: number;
  readonly messages: number;
  /** How many of them the provider's list called processed, null: it didn't say; and when it was read. */
  readonly processed: number | null;
  readonly listedAt: number | null;
}

/**
 * What a batch's messages came to, by `statuses` or by the messages themselves. The ledger adds those that were rejected
 * with a code in the reply to the submit.
 */
export interface ErrorCounts {
  readonly final: number;
  /** Messages by error code. */
  readonly codes: Readonly<Record<string, number>>;
}

/** Pacing the offers of a run: what may go next, what holds it up, and what must stop it. */
export interface PacingLedger {
  /**
   * The first planned batch of each sender and window whose sender is free: nothing of it is being submitted, and at
   * most one batch is in doubt, already looked for so many times. Batches that were offered before come last: one that
   * is refused each time may not hold up the rest.
   */
  plannedHeads(runId: number, looksAtDoubt: number): Promise<readonly Batch[]>;
  /**
   * The planned batch that comes after this one in its window, never offered before and with a free sender, as above;
   * null where there is none.
   */
  plannedAfter(runId: number, batch: Batch, looksAtDoubt: number): Promise<Batch | null>;
  queuedBatches(world: World): Promise<readonly QueuedBatch[]>;
  /**
   * Messages that were offered since then, of all runs of a world: by sender, and by group of senders that share a cap,
   * as the limits of any of these runs name it.
   */
  offeredSince(world: World, at: number): Promise<ReadonlyMap<string, number>>;
  /** When a limit of the provider's or a carrier's was last seen to stop messages, by sender. */
  limitedAt(world: World): Promise<ReadonlyMap<string, number>>;
  readSpend(runId: number): Promise<Spend>;
  /** By sender, over the batches that were offered after that instant (null: all). */
  errorCounts(runId: number, after: number | null): Promise<ReadonlyMap<string, ErrorCounts>>;
  /** A glance at a batch in its queue: what came of its messages so far. */
  recordErrorCounts(runId: number, batch: number, counts: ErrorCounts, at: number): Promise<void>;
  /** What `statuses` says that a batch costs. */
  recordStatusesCost(runId: number, batch: number, cost: Nanos): Promise<void>;
  /** Pauses an open run because of an alarm. */
  trip(runId: number, alarm: Alarm, at: number): Promise<void>;
  updateLimits(runId: number, limits: RunLimits): Promise<void>;
}
