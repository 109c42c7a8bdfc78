import type { Batch } from '../core/batch.ts';
import type { DoubtfulBatch, ResentBatch } from '../core/doubt.ts';
import type { TrackedBatch } from '../core/ledger.ts';
import type { Alarm } from '../core/run.ts';
import {
  isLookedThrough,
  isPresumedAbsent,
  mayOthersGoOn,
  mayResend,
  nextDoubtLookAt,
} from '../submit/doubt-schedule.ts';
import type { Hold, HoldReason } from './choose-next.ts';
import { findGlance } from './glance.ts';
import { maySubmit, type RunView } from './view.ts';
import { listDueAt, lookDueAt, needsList, trackingEndsAt } from './watch-schedule.ts';

/** The one thing to do next. */
export type Action =
  | { readonly kind: 'submit'; readonly batch: Batch }
  /** Pauses the run because of what came of its messages so far. */
  | { readonly kind: 'trip'; readonly alarm: Alarm }
  /** Looks at the errors of a batch that drains while others are submitted. */
  | { readonly kind: 'glance'; readonly batch: TrackedBatch }
  /** Asks whose credentials these are: a run belongs to one account. */
  | { readonly kind: 'identify' }
  | { readonly kind: 'find'; readonly batch: DoubtfulBatch }
  /** Looks for a twin of a batch that was offered again, before the run ends. */
  | { readonly kind: 'verify'; readonly batch: Batch }
  /** One query watches the open batches of all these senders. */
  | { readonly kind: 'list'; readonly senders: readonly string[]; readonly open: readonly TrackedBatch[] }
  | { readonly kind: 'look'; readonly batches: readonly TrackedBatch[] }
  | { readonly kind: 'settle'; readonly batches: readonly TrackedBatch[] }
  | { readonly kind: 'finish' }
  | { readonly kind: 'wait'; readonly untilAt: number; readonly why: WaitReason }
  | { readonly kind: 'stop'; readonly why: StopReason };

export type WaitReason = 'provider-unreachable' | 'messages' | 'doubt' | 'twin' | HoldReason;

export type StopReason =
  | 'finished'
  | 'cancelled'
  | 'submitted'
  | 'paused'
  /** The program paused it: the sender is refused, or its messages are taken for spam. */
  | 'alarm'
  /** The window is closed, or a limit reached; the view's hold says which. */
  | 'outside-window'
  | 'limit'
  /** Its senders' queues are full, and it is another run's turn. */
  | 'queue'
  | 'refused'
  | 'provider-unreachable'
  /** A batch in doubt waits for a person, or, with `grace`, for its grace to end. */
  | 'in-doubt'
  | 'grace'
  | 'duplicated';

/** How long nothing may answer before a start gives up for now. */
const UNREACHABLE_LIMIT_MS = 15 * 60_000;
/** How long every call may be turned away for its rate before a start gives up for now. */
const LIMITED_LIMIT_MS = 30 * 60_000;
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
    identify(view) ??
    trip(view) ??
    settleDoubt(view, now) ??
    watch(view, now) ??
    submitNext(view) ??
    holdUp(view, now) ??
    leave(view, now) ??
    conclude(view, now)
  );
}

function stopForGood({ run, health, mode }: RunView, now: number): Action | null {
  if (run.state === 'finished') return { kind: 'stop', why: 'finished' };
  if (run.state === 'cancelled' && run.finishedAt !== null) return { kind: 'stop', why: 'cancelled' };
  if (health.refusal !== null) return { kind: 'stop', why: 'refused' };
  if (run.alarm !== null && (run.pausedAt ?? 0) >= health.startedAt && mode.isSubmitting) {
    return { kind: 'stop', why: 'alarm' };
  }
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

function identify({ health }: RunView): Action | null {
  return health.account === null ? { kind: 'identify' } : null;
}

function trip(view: RunView): Action | null {
  return view.alarm !== null && maySubmit(view) ? { kind: 'trip', alarm: view.alarm } : null;
}

function settleDoubt(view: RunView, now: number): Action | null {
  const isDue = (batch: DoubtfulBatch): boolean =>
    mayBeResent(view, batch) || nextDoubtLookAt(batch, view.terms, now) <= now;
  const due = view.doubts.find(isDue);
  return due === undefined ? null : { kind: 'find', batch: due };
}

/** Whether the next look that does not find the batch offers it again. */
function mayBeResent(view: RunView, batch: DoubtfulBatch): boolean {
  if (!maySubmit(view) || view.heldDoubts.has(batch.number)) return false;
  return mayResend(batch, view.run.tracking.inDoubt, view.terms.graceMs);
}

function submitNext(view: RunView): Action | null {
  return maySubmit(view) && view.next !== null ? { kind: 'submit', batch: view.next } : null;
}

/**
 * What stands in the way of the next offer. Where somebody watches it is waited for; elsewhere the start ends and a later
 * one goes on. What only a person can change ends it once the messages under way are through.
 */
function holdUp(view: RunView, now: number): Action | null {
  const { hold, mode, doubts, tracked } = view;
  if (hold === null || !maySubmit(view) || isWaitedFor(view)) return null;
  if (hold.untilAt === null && mode.isWaiting && tracked.length > 0) return null;
  if (!doubts.every(mayOthersGoOn)) return null;
  return stopForPerson(view, now) ?? stopHeld(hold);
}

function stopHeld({ why }: Hold): Action {
  if (why === 'queue') return { kind: 'stop', why };
  return { kind: 'stop', why: why === 'window' ? 'outside-window' : 'limit' };
}

/** Whether this start stays until the hold is over. */
function isWaitedFor({ hold, mode }: RunView): boolean {
  if (hold?.untilAt == null) return false;
  return hold.why === 'queue' ? mode.isTakingTurns !== true : mode.isPatient === true;
}

/** `--no-wait`: nothing is left to submit, and the doubts were looked at for the first time. */
function leave(view: RunView, now: number): Action | null {
  const { mode, doubts, tracked } = view;
  if (mode.isWaiting || !doubts.every(mayOthersGoOn) || (maySubmit(view) && isWaitedFor(view))) return null;
  const stop = stopForPerson(view, now);
  if (stop !== null) return stop;
  return tracked.length > 0 ? { kind: 'stop', why: 'submitted' } : null;
}

/** What can't go on by itself. */
function stopForPerson(view: RunView, now: number): Action | null {
  const { run, states, doubts, mode, terms } = view;
  if (states.duplicated > 0 && run.state === 'open') {
    const batch = findUnverified(view, now);
    return batch === null ? { kind: 'stop', why: 'duplicated' } : { kind: 'verify', batch };
  }
  const needsPerson = doubts.some((batch) => !willResend(view, batch));
  if (needsPerson || states.submitting > 0) return { kind: 'stop', why: 'in-doubt' };
  if (run.state === 'cancelled') return null;
  if (run.pausedAt !== null && states.planned + doubts.length > 0) {
    return { kind: 'stop', why: run.alarm === null ? 'paused' : 'alarm' };
  }
  if (doubts.some((batch) => !view.heldDoubts.has(batch.number))) {
    const isWaiting = mode.isSubmitting && doubts.some((batch) => !isLookedThrough(batch, terms));
    return { kind: 'stop', why: isWaiting ? 'grace' : 'submitted' };
  }
  return null;
}

/** Whether the batch will be offered again without another word: a person decided so, or the policy will. */
function willResend({ run, terms }: RunView, batch: DoubtfulBatch): boolean {
  if (run.state !== 'open') return false;
  if (batch.resendAt !== null) return true;
  const mayBePresumed = isPresumedAbsent(batch, terms.graceMs) || !isLookedThrough(batch, terms);
  return run.tracking.inDoubt === 'resend' && !batch.hasDiffered && mayBePresumed;
}

function watch(view: RunView, now: number): Action | null {
  const { run, tracked, next } = view;
  const isLate = trackingEndsAt(run) <= now;
  const listing = run.senders.filter((from) => needsList(view, from));
  if (listing.some((from) => listDueAt(view, from, now) <= now)) {
    return { kind: 'list', senders: listing, open: tracked.filter((batch) => listing.includes(batch.from)) };
  }
  // While there is work to submit, reading pages may not eat the allowance that submitting needs.
  if (maySubmit(view) && next !== null) {
    const batch = findGlance(view, now);
    return batch === null ? null : { kind: 'glance', batch };
  }
  const due = tracked.filter((batch) => lookDueAt(view, batch, now) <= now);
  if (due.length > 0) return { kind: 'look', batches: due.slice(0, LOOKS_AT_ONCE) };
  return isLate && tracked.length > 0 ? { kind: 'settle', batches: tracked } : null;
}

function conclude(view: RunView, now: number): Action {
  const { run, states, doubts, tracked } = view;
  const held = maySubmit(view) && isWaitedFor(view) ? view.hold : null;
  const wakeUps = [
    ...tracked.map((batch) => lookDueAt(view, batch, now)),
    ...view.run.senders.filter((from) => needsList(view, from)).map((from) => listDueAt(view, from, now)),
    ...(tracked.length > 0 ? [trackingEndsAt(view.run)] : []),
  ];
  const looks = doubts
    .filter((batch) => !isLookedThrough(batch, view.terms))
    .map((batch) => nextDoubtLookAt(batch, view.terms, now));
  const holds = held?.untilAt == null ? [] : [held.untilAt];
  if (wakeUps.length + looks.length + holds.length > 0) {
    const why = looks.length > 0 ? 'doubt' : (held?.why ?? 'messages');
    return { kind: 'wait', untilAt: Math.min(...wakeUps, ...looks, ...holds), why };
  }
  const stop = stopForPerson(view, now);
  if (stop !== null) return stop;
  if (run.state === 'open' && states.planned + doubts.length > 0) {
    return view.hold === null ? { kind: 'stop', why: 'submitted' } : stopHeld(view.hold);
  }
  // A refused batch was not taken: a later start offers it again, so the run may not be closed over it.
  if (run.state === 'open' && states.refused > 0) return { kind: 'stop', why: 'refused' };
  return verify(view, now) ?? { kind: 'finish' };
}

/** Which batch that was offered again is to be looked for a twin of, in this start. */
function findUnverified({ resent, terms }: RunView, now: number): ResentBatch | null {
  // A start in the future: the clock was set back since, and nothing comes before it any more.
  const isLeft = ({ verifiedAt }: ResentBatch): boolean =>
    verifiedAt === null || (terms.startedAt <= now && verifiedAt < terms.startedAt);
  return resent.find(isLeft) ?? null;
}

/** A start that waits gives the first offer as long to turn up after the second as it had before. */
function verify(view: RunView, now: number): Action | null {
  const batch = findUnverified(view, now);
  if (batch === null) return null;
  const submittedAt = batch.submittedAt ?? 0;
  const untilAt = submittedAt + view.terms.graceMs;
  const isEarly = view.mode.isWaiting && submittedAt <= now && untilAt > now;
  return isEarly ? { kind: 'wait', untilAt, why: 'twin' } : { kind: 'verify', batch };
}
