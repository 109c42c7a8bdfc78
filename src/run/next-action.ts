import type { Batch } from '../core/batch.ts';
import type { DoubtfulBatch, TrackedBatch } from '../core/ledger.ts';
import { messagesAMinute } from '../core/sender.ts';
import { isDoubtHeld, nextDoubtLookAt } from '../submit/doubt-schedule.ts';
import { nextListAt, nextLookAt } from '../track/schedule.ts';
import type { RunView } from './view.ts';

/** The one thing to do next. */
export type Action =
  | { readonly kind: 'submit'; readonly batch: Batch }
  | { readonly kind: 'find'; readonly batch: DoubtfulBatch }
  | { readonly kind: 'list'; readonly from: string; readonly open: readonly TrackedBatch[] }
  | { readonly kind: 'look'; readonly batches: readonly TrackedBatch[] }
  | { readonly kind: 'settle'; readonly batches: readonly TrackedBatch[] }
  | { readonly kind: 'finish' }
  | { readonly kind: 'wait'; readonly untilAt: number; readonly why: WaitReason }
  | { readonly kind: 'stop'; readonly why: StopReason };

export type WaitReason = 'provider-unreachable' | 'messages' | 'doubt';

export type StopReason =
  'finished' | 'cancelled' | 'submitted' | 'refused' | 'provider-unreachable' | 'in-doubt' | 'duplicated';

/** How long nothing may answer before a start gives up for now. */
const UNREACHABLE_LIMIT_MS = 15 * 60_000;
/** How long every call may be turned away for its rate before a start gives up for now. */
const LIMITED_LIMIT_MS = 30 * 60_000;
/** A provider that has told no cost of a batch by then will not. */
const LOOKS_FOR_BATCH_COST = 8;
/** Batches whose pages are read side by side. */
const LOOKS_AT_ONCE = 4;

/**
 * Decides what to do next. Pure: the same ledger and the same instant give the same action, so a start after a crash
 * goes on as if nothing had happened.
 */
export function nextAction(view: RunView, now: number): Action {
  return (
    stopForGood(view, now) ??
    waitForProvider(view, now) ??
    settleDoubt(view, now) ??
    watch(view, now) ??
    submitNext(view) ??
    leave(view) ??
    conclude(view, now)
  );
}

function stopForGood({ run, health, states }: RunView, now: number): Action | null {
  if (run.state === 'finished') return { kind: 'stop', why: 'finished' };
  if (run.state === 'cancelled') return { kind: 'stop', why: 'cancelled' };
  if (states.duplicated > 0) return { kind: 'stop', why: 'duplicated' };
  if (health.refusal !== null) return { kind: 'stop', why: 'refused' };
  const isSilent = isOver(health.unreachableSince, UNREACHABLE_LIMIT_MS, now);
  const isTurnedAway = isOver(health.limitedSince, LIMITED_LIMIT_MS, now);
  return isSilent || isTurnedAway ? { kind: 'stop', why: 'provider-unreachable' } : null;
}

function isOver(since: number | null, limitMs: number, now: number): boolean {
  return since !== null && now - since >= limitMs;
}

function waitForProvider({ health }: RunView, now: number): Action | null {
  if (health.retryAt === null || health.retryAt <= now) return null;
  return { kind: 'wait', untilAt: health.retryAt, why: 'provider-unreachable' };
}

function settleDoubt({ doubts }: RunView, now: number): Action | null {
  const due = doubts.find((batch) => nextDoubtLookAt(batch) <= now);
  return due === undefined ? null : { kind: 'find', batch: due };
}

function submitNext({ mode, next }: RunView): Action | null {
  return mode.isSubmitting && next !== null ? { kind: 'submit', batch: next } : null;
}

/** `--no-wait`: nothing is left to submit, and no doubt that another look could settle. */
function leave({ mode, states, doubts, tracked }: RunView): Action | null {
  if (mode.isWaiting || doubts.some((batch) => !isDoubtHeld(batch))) return null;
  if (doubts.length > 0 || states.submitting > 0) return { kind: 'stop', why: 'in-doubt' };
  return tracked.length > 0 ? { kind: 'stop', why: 'submitted' } : null;
}

function watch(view: RunView, now: number): Action | null {
  const { run, tracked, next, mode } = view;
  const isLate = deadlineOf(view) <= now;
  for (const from of run.senders) {
    const open = tracked.filter((batch) => batch.from === from);
    if (needsList(open) && listDueAt(view, from, now) <= now) return { kind: 'list', from, open };
  }
  // While there is work to submit, reading pages may not eat the allowance that submitting needs.
  if (mode.isSubmitting && next !== null) return null;
  const due = tracked.filter((batch) => lookDueAt(view, batch, now) <= now);
  if (due.length > 0) return { kind: 'look', batches: due.slice(0, LOOKS_AT_ONCE) };
  return isLate && tracked.length > 0 ? { kind: 'settle', batches: tracked } : null;
}

function conclude(view: RunView, now: number): Action {
  const { states, doubts, tracked, mode } = view;
  const wakeUps = [
    ...tracked.map((batch) => lookDueAt(view, batch, now)),
    ...view.run.senders
      .filter((from) => needsList(tracked.filter((batch) => batch.from === from)))
      .map((from) => listDueAt(view, from, now)),
    ...(tracked.length > 0 ? [deadlineOf(view)] : []),
  ];
  const looks = doubts.filter((batch) => !isDoubtHeld(batch)).map(nextDoubtLookAt);
  if (wakeUps.length > 0 || looks.length > 0) {
    const why = looks.length > 0 ? 'doubt' : 'messages';
    return { kind: 'wait', untilAt: Math.min(...wakeUps, ...looks), why };
  }
  if (doubts.length > 0 || states.submitting > 0) return { kind: 'stop', why: 'in-doubt' };
  if (states.planned > 0 && !mode.isSubmitting) return { kind: 'stop', why: 'submitted' };
  // A refused batch was not taken: a later start offers it again, so the run may not be closed over it.
  return states.refused > 0 ? { kind: 'stop', why: 'refused' } : { kind: 'finish' };
}

/** The tracking time begins when the senders' queues should be through: they can take days. */
function deadlineOf({ run }: RunView): number {
  const slowest = Math.min(...run.senders.map(messagesAMinute));
  const queueMs = (run.recipients / run.senders.length / slowest) * 60_000;
  return (run.lastSubmitAt ?? run.plannedAt) + queueMs + run.tracking.trackForMs;
}

/** A list is of use while a queue is not through, and for a while until the batch has its own cost. */
function needsList(open: readonly TrackedBatch[]): boolean {
  return open.some(
    (batch) =>
      batch.state !== 'completed' || (batch.providerCost === null && batch.idleLooks < LOOKS_FOR_BATCH_COST),
  );
}

function listDueAt(view: RunView, from: string, now: number): number {
  const { listedAt, tracked, next, mode } = view;
  const lastSubmitAt = tracked
    .filter((batch) => batch.from === from)
    .reduce((latest, batch) => Math.max(latest, batch.submittedAt ?? 0), 0);
  const dueAt = nextListAt(listedAt.get(from) ?? null, lastSubmitAt, mode.isSubmitting && next !== null);
  return onceAfterDeadline(view, listedAt.get(from) ?? null, dueAt, now);
}

function lookDueAt(view: RunView, batch: TrackedBatch, now: number): number {
  const first = view.tracked.find((one) => one.from === batch.from && one.state !== 'completed');
  return onceAfterDeadline(view, batch.lookedAt, nextLookAt(batch, first?.number === batch.number), now);
}

/** Past the deadline everything is asked once more, so that a late start settles nothing unread; then never again. */
function onceAfterDeadline(view: RunView, lastAt: number | null, dueAt: number, now: number): number {
  // A look in the future was made before the clock was set back: it may not stop the looking.
  if (lastAt !== null && lastAt > now) return now;
  const deadline = deadlineOf(view);
  if (now < deadline) return dueAt;
  return lastAt !== null && lastAt >= deadline ? Infinity : now;
}
