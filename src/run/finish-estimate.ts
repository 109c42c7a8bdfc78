import { limitsOf, type RunLimits, type SenderLimits } from '../core/limits.ts';
import type { PlannedBatch } from '../core/ledger.ts';
import { nextCarrierDay } from '../plan/window/carrier-day.ts';
import { nextOpenSpan } from '../plan/window/open-span.ts';
import { parseWindow } from '../plan/window/window-key.ts';
import { drainMs, withMargin } from './queue.ts';

/** When a plan should be through if it began now. */
export interface FinishEstimate {
  /** How long the senders' queues drain, the slowest of them, without any wait. */
  readonly drainMs: number;
  /** When the last message should be out (epoch milliseconds); null: not within the horizon. */
  readonly finishAt: number | null;
}

/** Nobody plans further ahead, and rules of hours change. */
const HORIZON_MS = 60 * 24 * 60 * 60 * 1000;

/** What is left to send of a batch. */
export type PlayedBatch = Pick<PlannedBatch, 'from' | 'window' | 'recipients'>;

interface Queue {
  readonly window: string;
  readonly batches: PlayedBatch[];
}

/**
 * Plays the plan through, sender by sender: batch after batch, each inside its window and each day within the cap.
 *
 * @param freeAt when a sender's queue should be through (epoch milliseconds), where there is one already.
 */
export function estimateFinish(
  batches: readonly PlayedBatch[],
  limits: RunLimits,
  now: number,
  freeAt: ReadonlyMap<string, number> = new Map(),
): FinishEstimate {
  const bySender = group(batches);
  let [longest, finishAt] = [0, now as number | null];
  for (const [from, own] of bySender) {
    const sender = limitsOf(limits, from);
    const messages = own.reduce((sum, batch) => sum + batch.recipients, 0);
    longest = Math.max(longest, drainMs(messages, sender.perMinute));
    const end = playSender(own, sender, Math.max(now, freeAt.get(from) ?? now));
    finishAt = finishAt === null || end === null ? null : Math.max(finishAt, end);
  }
  return { drainMs: longest, finishAt };
}

function group(batches: readonly PlayedBatch[]): Map<string, PlayedBatch[]> {
  const groups = new Map<string, PlayedBatch[]>();
  for (const batch of batches) {
    const own = groups.get(batch.from);
    if (own === undefined) groups.set(batch.from, [batch]);
    else own.push(batch);
  }
  return groups;
}

/** The end of a sender's last batch, null beyond the horizon. */
function playSender(batches: readonly PlayedBatch[], sender: SenderLimits, now: number): number | null {
  const queues = new Map<string, Queue>();
  for (const batch of batches) {
    const queue = queues.get(batch.window) ?? { window: batch.window, batches: [] };
    queue.batches.push(batch);
    queues.set(batch.window, queue);
  }
  let at = now;
  let [today, dayEndsAt] = [0, nextCarrierDay(now)];
  while (queues.size > 0) {
    if (at - now > HORIZON_MS) return null;
    const next = findNext([...queues.values()], sender, at);
    if (next === null) return null;
    at = Math.max(at, next.opensAt);
    for (;;) {
      const [batch] = next.queue.batches;
      if (batch === undefined) break;
      if (at >= dayEndsAt) [today, dayEndsAt] = [0, nextCarrierDay(at)];
      const ms = drainMs(batch.recipients, sender.perMinute);
      if (at + withMargin(ms) > next.closesAt) break;
      if (sender.dailyCap !== null && today + batch.recipients > sender.dailyCap && today > 0) {
        at = dayEndsAt;
        break;
      }
      next.queue.batches.shift();
      at += ms;
      today += batch.recipients;
    }
    if (next.queue.batches.length === 0) queues.delete(next.queue.window);
  }
  return at;
}

function findNext(
  queues: readonly Queue[],
  { perMinute }: SenderLimits,
  at: number,
): { readonly queue: Queue; readonly opensAt: number; readonly closesAt: number } | null {
  const spans = queues.flatMap((queue) => {
    const [batch] = queue.batches;
    if (queue.window === '') return [{ queue, opensAt: 0, closesAt: Infinity }];
    const least = withMargin(drainMs(batch?.recipients ?? 0, perMinute));
    const span = nextOpenSpan(parseWindow(queue.window), at, least);
    return span === null ? [] : [{ queue, ...span }];
  });
  const startOf = (span: { readonly opensAt: number }): number => Math.max(span.opensAt, at);
  const [first] = spans.sort((a, b) => startOf(a) - startOf(b) || (a.closesAt < b.closesAt ? -1 : 1));
  return first ?? null;
}
