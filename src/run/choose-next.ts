import type { Batch } from '../core/batch.ts';
import { limitsOf, type RunLimits } from '../core/limits.ts';
import { multiplyMoney, type Nanos } from '../core/money.ts';
import type { Spend } from '../core/pacing.ts';
import { carrierDayStart, nextCarrierDay } from '../plan/window/carrier-day.ts';
import { nextOpenSpan } from '../plan/window/open-span.ts';
import { parseWindow } from '../plan/window/window-key.ts';
import { drainMs, withMargin } from './queue.ts';

/** Why nothing is offered although something is planned. */
export type HoldReason = 'window' | 'queue' | 'max-cost' | 'max-messages' | 'daily-cap' | 'provider-cap';

/** What holds the next offer up, and until when (epoch milliseconds); null: until a person changes something. */
export interface Hold {
  readonly why: HoldReason;
  readonly untilAt: number | null;
}

/** What the choice depends on besides the batches. */
export interface PaceFacts {
  readonly limits: RunLimits;
  readonly spend: Spend;
  /** When each sender's queue at the provider should be through (epoch milliseconds). */
  readonly freeAt: ReadonlyMap<string, number>;
  /** Messages offered in this carrier day by all runs: by sender, and by the group that shares a cap. */
  readonly offeredToday: ReadonlyMap<string, number>;
  /** When a limit of the provider's or a carrier's was last seen to stop messages, by sender. */
  readonly limitedAt: ReadonlyMap<string, number>;
  /** Whether offers wait for the queue: not where nobody stays to make them. */
  readonly isPaced: boolean;
}

export interface Choice {
  readonly next: Batch | null;
  /** Null where there is a next one, or nothing to offer at all. */
  readonly hold: Hold | null;
}

/** A batch that may go now, with the end of its window. */
interface Free {
  readonly batch: Batch;
  readonly closesAt: number;
}

/**
 * Chooses among the first batches of all senders and windows. Those whose window closes first go first; a batch goes
 * only if it should have drained before that, with a margin, because what counts is when the phones buzz.
 */
export function chooseNext(heads: readonly Batch[], facts: PaceFacts, now: number): Choice {
  const holds: Hold[] = [];
  const free: Free[] = [];
  for (const batch of heads) {
    const held = holdByLimit(batch, facts) ?? holdByDay(batch, facts, now) ?? holdByQueue(batch, facts, now);
    const verdict = held ?? lookAtWindow(batch, facts, now);
    if ('why' in verdict) holds.push(verdict);
    else free.push(verdict);
  }
  const [first] = free.sort(
    (one, other) =>
      Number(one.batch.attempts > 0) - Number(other.batch.attempts > 0) ||
      compare(one.closesAt, other.closesAt) ||
      one.batch.number - other.batch.number,
  );
  if (first !== undefined) return { next: first.batch, hold: null };
  return { next: null, hold: soonestOf(holds) };
}

/** The hold that is over first; null where there is none. */
export function soonestOf(holds: readonly Hold[]): Hold | null {
  const untilOf = ({ untilAt }: Hold): number => untilAt ?? Infinity;
  return [...holds].sort((one, other) => compare(untilOf(one), untilOf(other)))[0] ?? null;
}

function compare(one: number, other: number): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

/**
 * The price that unpriced segments are counted at: the plan's, or what the run's messages cost on average where that is
 * more.
 */
function priceFor(planned: Nanos, { spent, pricedSegments }: Spend): Nanos {
  if (pricedSegments === 0) return planned;
  const segments = BigInt(pricedSegments);
  const seen = (spent + segments - 1n) / segments;
  return seen > planned ? seen : planned;
}

/** A batch in doubt was offered: the sums hold it already, as if it had been taken. */
function isCounted({ state }: Batch): boolean {
  return state === 'in_doubt';
}

function holdByLimit(batch: Batch, { limits, spend }: PaceFacts): Hold | null {
  const messages = isCounted(batch) ? 0 : batch.recipients - batch.withheld;
  if (limits.maxMessages !== null && spend.messages + messages > limits.maxMessages) {
    return { why: 'max-messages', untilAt: null };
  }
  if (limits.maxCost === null) return null;
  const openAtSeen = multiplyMoney(priceFor(0n, spend), spend.openSegments);
  const open = openAtSeen > spend.open ? openAtSeen : spend.open;
  const next = isCounted(batch) ? 0n : multiplyMoney(priceFor(batch.price, spend), batch.segments);
  return spend.spent + open + next > limits.maxCost ? { why: 'max-cost', untilAt: null } : null;
}

function holdByDay(batch: Batch, { limits, offeredToday, limitedAt }: PaceFacts, now: number): Hold | null {
  const seenAt = limitedAt.get(batch.from) ?? null;
  const resetsAt = seenAt === null ? 0 : nextCarrierDay(Math.min(seenAt, now));
  if (resetsAt > now) return { why: 'provider-cap', untilAt: resetsAt };
  const { dailyCap, capGroup } = limitsOf(limits, batch.from);
  if (dailyCap === null) return null;
  const isOfToday = isCounted(batch) && (batch.submittedAt ?? 0) >= carrierDayStart(now);
  const messages = isOfToday ? 0 : batch.recipients - batch.withheld;
  const isOver = (offeredToday.get(capGroup) ?? 0) + messages > dailyCap;
  return isOver ? { why: 'daily-cap', untilAt: nextCarrierDay(now) } : null;
}

/** A queue is filled up in rounds, so many of them in the time that it is kept ahead: what each asks first is asked once. */
const ROUNDS = 6;

function holdByQueue(batch: Batch, { limits, freeAt, isPaced }: PaceFacts, now: number): Hold | null {
  if (limits.queueAheadMs === null || !isPaced) return null;
  const readyAt = (freeAt.get(batch.from) ?? 0) - limits.queueAheadMs;
  const roundMs = limits.queueAheadMs / ROUNDS;
  const untilAt = Math.ceil(readyAt / roundMs) * roundMs;
  return untilAt > now ? { why: 'queue', untilAt } : null;
}

function lookAtWindow(batch: Batch, { limits, freeAt }: PaceFacts, now: number): Free | Hold {
  if (batch.window === '') return { batch, closesAt: Infinity };
  const { perMinute } = limitsOf(limits, batch.from);
  const queueMs = Math.max(0, (freeAt.get(batch.from) ?? 0) - now);
  const ownMs = drainMs(batch.recipients - batch.withheld, perMinute);
  const window = parseWindow(batch.window);
  const span = nextOpenSpan(window, now, withMargin(queueMs + ownMs));
  if (span !== null && span.opensAt <= now) return { batch, closesAt: span.closesAt };
  // By the time that a later span opens the queue has drained on: it may fit there.
  const later = nextOpenSpan(window, now + 1, withMargin(ownMs));
  const isLater = later !== null && later.opensAt > now;
  const until = isLater ? later.opensAt : (span?.opensAt ?? null);
  return { why: 'window', untilAt: until };
}
