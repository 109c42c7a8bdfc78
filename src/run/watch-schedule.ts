import type { TrackedBatch } from '../core/ledger.ts';
import { limitsOf } from '../core/limits.ts';
import type { Run } from '../core/run.ts';
import { nextListAt, nextLookAt, type Pace, type Queue } from '../track/schedule.ts';
import { isQueued } from './glance.ts';
import { maySubmit, type RunView } from './view.ts';

const MINUTE = 60_000;
/** A provider that has told no cost of a batch by then will not. */
const LOOKS_FOR_BATCH_COST = 8;
/** How old a queue counts as whose submits are in the future: the clock was set back since. */
const UNKNOWN_AGE_MS = 10 * MINUTE;

/** When a run is followed no more. That time begins when the senders' queues should be through: they can take days. */
export function trackingEndsAt(run: Run): number {
  return drainedBy(run) + run.tracking.trackForMs;
}

/** When the senders' queues should be through at the latest, by their rates alone. */
function drainedBy(run: Run): number {
  return (run.lastSubmitAt ?? run.plannedAt) + drainMs(run);
}

function drainMs(run: Run): number {
  const slowest = Math.min(...run.senders.map((from) => limitsOf(run.limits, from).perMinute));
  return (run.recipients / run.senders.length / slowest) * MINUTE;
}

function paceOf(run: Run, now: number): Pace {
  return { startedAt: pastOrNull(run.startedAt, now), drainMs: drainMs(run) };
}

/** A list is of use while a queue is not through, and for a while until each batch has its own cost. */
export function needsList(view: RunView, from: string): boolean {
  return openOf(view, from).some((batch) => isQueued(batch) || lacksCost(batch));
}

function lacksCost({ state, providerCost, idleLooks }: TrackedBatch): boolean {
  return state === 'completed' && providerCost === null && idleLooks < LOOKS_FOR_BATCH_COST;
}

function openOf({ tracked }: RunView, from: string): readonly TrackedBatch[] {
  return tracked.filter((batch) => batch.from === from);
}

/** When the next list of a sender's batches is due (epoch milliseconds). */
export function listDueAt(view: RunView, from: string, now: number): number {
  const queue = toQueue(view, from, now);
  return onceAfterDeadline(view, queue.listedAt, nextListAt(queue, paceOf(view.run, now)), now);
}

function toQueue(view: RunView, from: string, now: number): Queue {
  const { run, health, listedAt, next } = view;
  const open = openOf(view, from);
  const queued = open.filter(isQueued);
  const lastAt = listedAt.get(from) ?? null;
  // What is in the future was before the clock was set back: nothing is counted from it.
  const submits = open.flatMap(({ submittedAt }) => pastOrNull(submittedAt, now) ?? []);
  const oldest = submits.length > 0 ? Math.min(...submits) : (lastAt ?? now) - UNKNOWN_AGE_MS;
  // Time by which the clock was set on meanwhile is none that anybody waited.
  const since = Math.max(oldest, Math.min(oldest + health.setOnMs, lastAt ?? oldest));
  const throughs = open.filter(lacksCost).flatMap(({ throughAt }) => pastOrNull(throughAt, now) ?? []);
  return {
    listedAt: lastAt,
    since,
    left: queued.length === 0 ? null : queued.reduce((sum, batch) => sum + leftOf(batch), 0),
    perMinute: Math.max(limitsOf(run.limits, from).perMinute, seenPerMinute(open, lastAt, since)),
    throughAt: throughs.length === 0 ? null : Math.max(...throughs),
    isSubmitting: maySubmit(view) && next?.from === from,
  };
}

function leftOf({ accepted, processed }: TrackedBatch): number {
  return Math.max(accepted - (processed ?? 0), 0);
}

/** How fast the queue has drained since its oldest open batch was submitted: at least so fast, for it came later. */
function seenPerMinute(open: readonly TrackedBatch[], listedAt: number | null, since: number): number {
  if (listedAt === null || listedAt <= since) return 0;
  const processed = open.reduce((sum, batch) => sum + (batch.processed ?? 0), 0);
  return (processed / (listedAt - since)) * MINUTE;
}

/** When the next look at a batch's messages is due (epoch milliseconds). */
export function lookDueAt(view: RunView, batch: TrackedBatch, now: number): number {
  const first = openOf(view, batch.from).find(isQueued);
  const throughAt = first?.number === batch.number ? drainedBy(view.run) : null;
  const past = {
    ...batch,
    submittedAt: pastOrNull(batch.submittedAt, now),
    throughAt: pastOrNull(batch.throughAt, now),
  };
  const dueAt = nextLookAt(past, paceOf(view.run, now), throughAt);
  return onceAfterDeadline(view, batch.lookedAt, dueAt, now);
}

/** Past the deadline everything is asked once more, so that a late start settles nothing unread; then never again. */
function onceAfterDeadline(view: RunView, lastAt: number | null, dueAt: number, now: number): number {
  // A look in the future was made before the clock was set back: it may not stop the looking.
  if (lastAt !== null && lastAt > now) return now;
  const deadline = trackingEndsAt(view.run);
  if (now < deadline) return dueAt;
  return lastAt !== null && lastAt >= deadline ? Infinity : now;
}

function pastOrNull(at: number | null, now: number): number | null {
  return at === null || at > now ? null : at;
}
