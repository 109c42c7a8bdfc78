import type { Nanos } from './money.ts';
import { messagesAMinute } from './sender.ts';

/** What bounds the submitting of a run. May change between two starts: it changes when and how much, not what is sent. */
export interface RunLimits {
  /** No batch is offered that could bring the run's cost beyond it; null: no limit. */
  readonly maxCost: Nanos | null;
  /** No batch is offered that would bring the run beyond so many messages; null: no limit. */
  readonly maxMessages: number | null;
  /** A sender whose messages are blocked as spam more often than this pauses the run. Per cent, 0–100. */
  readonly maxSpamPercent: number;
  /** How far ahead of a sender's queue batches are offered, in time that the queue takes to drain; null: at once. */
  readonly queueAheadMs: number | null;
  readonly senders: readonly SenderLimits[];
}

/** What one number may send. */
export interface SenderLimits {
  readonly from: string;
  /** How fast its queue drains at the provider. */
  readonly perMinute: number;
  /** Messages a carrier day; null: no limit of ours. */
  readonly dailyCap: number | null;
  /** Senders of one group share the cap: numbers of one registered campaign do. */
  readonly capGroup: string;
}

/** The share of messages blocked as spam that pauses a run where nobody said another. */
export const MAX_SPAM_PERCENT = 5;

export const NO_LIMITS: RunLimits = {
  maxCost: null,
  maxMessages: null,
  maxSpamPercent: MAX_SPAM_PERCENT,
  queueAheadMs: null,
  senders: [],
};

/** What a sender of a run may send; RingCentral's own rate where nothing was said of it. */
export function limitsOf(limits: RunLimits, from: string): SenderLimits {
  const said = limits.senders.find((sender) => sender.from === from);
  return said ?? { from, perMinute: messagesAMinute(from), dailyCap: null, capGroup: from };
}
