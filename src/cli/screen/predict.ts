import { limitsOf, type RunLimits } from '../../core/limits.ts';
import { estimateFinish } from '../../run/finish-estimate.ts';
import { queueFreeAt } from '../../run/queue.ts';
import { trackingEndsAt } from '../../run/watch-schedule.ts';
import type { BatchFigures } from './batch-figures.ts';
import type { Figures } from './figures.ts';
import type { Sums } from './sums.ts';
import { reaches } from './trace.ts';

/** When each part of the work should be done (epoch milliseconds); null where that can't be told. */
export interface Forecast {
  readonly submittedAt: number | null;
  readonly drainedAt: number | null;
  readonly finalAt: number | null;
  /** The messages are out, and only receipts are missing, which may never come: `finalAt` is the latest. */
  readonly isLatest: boolean;
}

/**
 * Tells the ends: by the pace that was seen where nothing but the senders' queues is left, and before by the senders'
 * rates, their hours and caps, and what is in their queues.
 */
export function predict(figures: Figures, sums: Sums, now: number): Forecast {
  const drainedAt = predictDrain(figures, sums, now);
  const isOut = sums.drained >= sums.all;
  return {
    submittedAt: predictSubmit(figures, sums, drainedAt, now),
    drainedAt,
    finalAt: isOut
      ? latestReceiptAt(figures, sums)
      : later(drainedAt, paced(figures, 'final', sums.all, now)),
    isLatest: isOut && sums.final < sums.all,
  };
}

function paced(figures: Figures, name: keyof Figures['traces'], goal: number, now: number): number | null {
  return reaches(figures.traces[name], goal, now);
}

function later(one: number | null, other: number | null): number | null {
  return one === null || other === null ? one : Math.max(one, other);
}

function predictDrain(figures: Figures, sums: Sums, now: number): number | null {
  if (sums.drained >= sums.all) return now;
  const seen = paced(figures, 'drained', sums.all, now);
  if (sums.submitted >= sums.all && seen !== null) return seen;
  const { run, speed, hold } = figures;
  // What waits for a person's word has no end.
  if (run.pausedAt !== null || (hold !== null && hold.untilAt === null)) return null;
  const limits = speedUp(run.limits, run.senders, speed);
  const waiting = [...figures.batches.values()].filter(
    ({ state }) => state === 'planned' || state === 'submitting' || state === 'in_doubt',
  );
  const heldUntil = hold?.why === 'daily-cap' || hold?.why === 'provider-cap' ? (hold.untilAt ?? now) : now;
  const freeAt = new Map(
    run.senders.map((from) => [from, Math.max(now, heldUntil, queueEnd(figures, from, limits))]),
  );
  const left = waiting.map((batch) => ({ ...batch, recipients: batch.recipients - batch.withheld }));
  const { finishAt } = estimateFinish(left, limits, now, freeAt);
  return finishAt === null ? null : Math.max(finishAt, ...[...freeAt.values()]);
}

function speedUp(limits: RunLimits, senders: readonly string[], speed: number): RunLimits {
  if (speed === 1) return limits;
  const faster = senders.map((from) => limitsOf(limits, from));
  return { ...limits, senders: faster.map((one) => ({ ...one, perMinute: one.perMinute * speed })) };
}

function queueEnd(figures: Figures, from: string, limits: RunLimits): number {
  const queued = [...figures.batches.values()].filter(
    (batch) => batch.from === from && (batch.state === 'accepted' || batch.state === 'processing'),
  );
  return queueFreeAt(queued.map(toQueued), limitsOf(limits, from).perMinute);
}

function toQueued({ from, recipients, withheld, rejected, submittedAt, processed, listedAt }: BatchFigures) {
  // Before the list was read for the first time after the submit, it says nothing of this batch.
  const isListed = listedAt !== null && listedAt >= (submittedAt ?? 0);
  return {
    from,
    submittedAt: submittedAt ?? 0,
    messages: recipients - withheld - rejected,
    processed: isListed ? processed : null,
    listedAt: isListed ? listedAt : null,
  };
}

/** The last batch goes out so far ahead of its queue; where nothing is held back, as fast as it was seen. */
function predictSubmit(figures: Figures, sums: Sums, drainedAt: number | null, now: number): number | null {
  if (sums.submitted >= sums.all) return now;
  const { run, hold } = figures;
  const isHeldByHours = hold?.why === 'window' || hold?.why === 'daily-cap' || hold?.why === 'provider-cap';
  const ahead = run.limits.queueAheadMs;
  if (ahead === null && !isHeldByHours) return paced(figures, 'submitted', sums.all, now);
  if (drainedAt === null) return null;
  const last = [...figures.batches.values()].filter(({ state }) => state === 'planned').at(-1);
  const { perMinute } = limitsOf(run.limits, last?.from ?? '');
  const own = ((last?.recipients ?? 0) / (perMinute * figures.speed)) * 60_000;
  return Math.max(now, hold?.untilAt ?? 0, drainedAt - Math.max(ahead ?? 0, own));
}

/** A `Sent` counts as settled after a while, and what is in none of these words when the tracking ends. */
function latestReceiptAt({ run, batches }: Figures, sums: Sums): number {
  const end = trackingEndsAt(run);
  if (sums.outcomes.queued > 0) return end;
  const sent = [...batches.values()].flatMap(({ state, tallies }) =>
    state === 'settled' ? [] : tallies.filter(({ status }) => status === 'Sent'),
  );
  const newest = Math.max(...sent.map(({ newestUpdate }) => newestUpdate ?? -Infinity));
  return Number.isFinite(newest) ? Math.min(end, newest + run.tracking.settleAfterMs) : end;
}
