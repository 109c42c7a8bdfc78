import { describe, expect, it } from 'vitest';
import type { DoubtfulBatch } from '../../../src/core/doubt.ts';
import type { TrackedBatch } from '../../../src/core/ledger.ts';
import { nextAction, type Action } from '../../../src/run/next-action.ts';
import type { RunView } from '../../../src/run/view.ts';
import { isLookedThrough, nextDoubtLookAt } from '../../../src/submit/doubt-schedule.ts';
import { HOUR, MINUTE, SECOND, T0 } from '../../fakes/clock.ts';
import { everyView } from './views.ts';

const INSTANTS = [T0 + HOUR, T0 + 47 * HOUR, T0 + 50 * HOUR];
const DEADLINE = T0 + 48 * HOUR + 2 * SECOND;

const CASES = [...everyView()].flatMap((view) =>
  INSTANTS.map((now) => ({ view, now, action: nextAction(view, now) })),
);

/** The cases of one kind of action that break its rule. */
function breaking<K extends Action['kind']>(
  kind: K,
  isRight: (action: Extract<Action, { kind: K }>, view: RunView, now: number) => boolean,
): unknown[] {
  const isOfKind = (action: Action): action is Extract<Action, { kind: K }> => action.kind === kind;
  const ofKind = CASES.filter((one) => isOfKind(one.action));
  expect(ofKind.length).toBeGreaterThan(0);
  return ofKind
    .filter(({ action, view, now }) => isOfKind(action) && !isRight(action, view, now))
    .slice(0, 1)
    .map(({ action, view, now }) => ({ ...action, ...digest(view), after: now - T0 }));
}

/** What tells one view from another, for a message that can be read. */
function digest({ run, mode, health, states, doubts, tracked }: RunView): Record<string, unknown> {
  const { state, pausedAt, tracking } = run;
  return {
    run: [state, pausedAt === null ? '' : 'paused', tracking.inDoubt].join(' '),
    mode,
    health,
    states: Object.fromEntries(Object.entries(states).filter(([, count]) => count > 0)),
    doubts: doubts.map(({ cleanLooks, lookedAt, resendAt, hasDiffered }) => ({
      ...{ cleanLooks, resendAt, hasDiffered, looked: lookedAt === null ? null : lookedAt - T0 },
    })),
    tracked: tracked.length,
  };
}

/** Said anew here, so that a mistake in the program is not made twice. */
function isAllowedToSubmit({ mode, run, states }: RunView): boolean {
  const isStopped = run.state !== 'open' || run.pausedAt !== null || states.duplicated > 0;
  return mode.isSubmitting && !isStopped;
}

function isAnswering({ health }: RunView, now: number): boolean {
  return health.refusal === null && health.account !== null && (health.retryAt ?? now) <= now;
}

/** Whether the program will offer the batch again by itself, or by a person's word, in this start or another. */
function isGoingOn({ run }: RunView, batch: DoubtfulBatch): boolean {
  if (run.state !== 'open') return false;
  return batch.resendAt !== null || (run.tracking.inDoubt === 'resend' && !batch.hasDiffered);
}

function isPresumed({ terms }: RunView, { cleanLooks, lookedAt, doubtedAt }: DoubtfulBatch): boolean {
  return cleanLooks >= 5 && (lookedAt ?? 0) >= doubtedAt + terms.graceMs;
}

describe(`in each of ${CASES.length} views`, () => {
  it('the next batch is submitted, by a start that submits, while nothing forbids it', () => {
    const broken = breaking('submit', ({ batch }, view, now) => {
      return batch === view.next && isAllowedToSubmit(view) && isAnswering(view, now);
    });
    expect(broken).toEqual([]);
  });

  it('whose credentials these are is asked first, once', () => {
    expect(breaking('identify', (_, { health }) => health.account === null)).toEqual([]);
    const isSilent = (action: Action): boolean => ['stop', 'wait', 'identify'].includes(action.kind);
    expect(CASES.filter(({ view, action }) => view.health.account === null && !isSilent(action))).toEqual([]);
  });

  it('a doubt is looked into only when that is due, or when it would be offered again', () => {
    expect(
      breaking('find', ({ batch }, view, now) => {
        const isDue = nextDoubtLookAt(batch, view.terms, now) <= now;
        const isReady = isGoingOn(view, batch) && (batch.resendAt !== null || isPresumed(view, batch));
        const isWanted = isDue || (isReady && isAllowedToSubmit(view) && !view.heldDoubts.has(batch.number));
        return view.doubts.includes(batch) && isWanted && isAnswering(view, now);
      }),
    ).toEqual([]);
  });

  it('a start ends for a closed window also where only a doubt waits for it', () => {
    const ends = CASES.filter(({ action }) => action.kind === 'stop' && action.why === 'outside-window');
    expect(ends.some(({ view }) => view.heldDoubts.size > 0 && view.states.planned === 0)).toBe(true);
  });

  it('a run finishes, or is checked for twins, only with nothing under way, in doubt or open', () => {
    const isQuiet = ({ run, states }: RunView): boolean => {
      const open = states.accepted + states.processing + states.completed;
      const unsent = states.planned + states.refused;
      if (states.submitting + states.in_doubt + open > 0) return false;
      // Of a cancelled run nothing is to be sent, and what is there twice was told.
      return run.state === 'cancelled' || unsent + states.duplicated === 0;
    };
    // A run that stops for what is there twice looks first whether more of it is.
    const mayVerify = (view: RunView): boolean => isQuiet(view) || view.states.duplicated > 0;
    expect(breaking('verify', ({ batch }, view) => mayVerify(view) && batch === view.resent[0])).toEqual([]);
    expect(breaking('finish', (_, view) => isQuiet(view) && view.resent.length === 0)).toEqual([]);
  });

  it('a batch is settled unread only past the deadline, once everything was read after it', () => {
    expect(
      breaking('settle', ({ batches }, { tracked, listedAt }, now) => {
        const isThrough = ({ state, from }: TrackedBatch): boolean =>
          state === 'completed' || state === 'duplicated' || (listedAt.get(from) ?? 0) >= DEADLINE;
        const isRead = (batch: TrackedBatch): boolean =>
          (batch.lookedAt ?? 0) >= DEADLINE && isThrough(batch);
        return now >= DEADLINE && batches.length === tracked.length && batches.every(isRead);
      }),
    ).toEqual([]);
  });

  it('a wait is for an instant to come', () => {
    expect(breaking('wait', ({ untilAt }, _, now) => untilAt > now && Number.isFinite(untilAt))).toEqual([]);
  });

  it('a wait is followed by something other than waiting, three waits later at most', () => {
    expect(
      breaking('wait', (action, view) => {
        let current: Action = action;
        for (let waits = 0; current.kind === 'wait'; waits++) {
          if (waits > 3) return false;
          current = nextAction({ ...view, health: { ...view.health, retryAt: null } }, current.untilAt);
        }
        return true;
      }),
    ).toEqual([]);
  });

  it('something is listed only where a queue is not through, and one to four batches are looked at', () => {
    const isQueued = ({ state }: TrackedBatch): boolean => state !== 'completed' && state !== 'duplicated';
    expect(
      breaking(
        'list',
        ({ senders, open }) => open.some(isQueued) && open.every((one) => senders.includes(one.from)),
      ),
    ).toEqual([]);
    expect(breaking('look', ({ batches }) => batches.length > 0 && batches.length <= 4)).toEqual([]);
  });

  it('a stop has its reason', () => {
    const reasons: Record<string, (view: RunView, now: number) => boolean> = {
      finished: ({ run }) => run.state === 'finished',
      cancelled: ({ run }) => run.state === 'cancelled' && run.finishedAt !== null,
      duplicated: ({ states }) => states.duplicated > 0,
      refused: ({ health, states }) => health.refusal !== null || states.refused > 0,
      'provider-unreachable': ({ health }, now) => now - (health.unreachableSince ?? now) >= 15 * MINUTE,
      'in-doubt': (view) =>
        view.states.submitting > 0 || view.doubts.some((batch) => !isGoingOn(view, batch)),
      grace: (view) => !view.mode.isWaiting && view.doubts.some((one) => !isLookedThrough(one, view.terms)),
      'outside-window': (view) => view.hold?.why === 'window' && isAllowedToSubmit(view),
      paused: ({ run, states }) => run.pausedAt !== null && states.planned + states.in_doubt > 0,
      submitted: ({ mode, states }) => states.submitting === 0 && !(mode.isSubmitting && mode.isWaiting),
    };
    expect(breaking('stop', ({ why }, view, now) => reasons[why]?.(view, now) === true)).toEqual([]);
  });

  it('a start that waits stops over a doubt only when looking further is of no use', () => {
    const overDoubt = ['in-doubt', 'grace', 'submitted', 'paused'];
    expect(
      breaking('stop', ({ why }, { mode, doubts, terms }) => {
        return (
          !mode.isWaiting ||
          !overDoubt.includes(why) ||
          doubts.every((one) => isLookedThrough(one, terms) || one.resendAt !== null)
        );
      }),
    ).toEqual([]);
  });

  it('no start calls itself done over what is in doubt or there twice', () => {
    const done = ['finished', 'cancelled', 'submitted'];
    expect(
      breaking('stop', ({ why }, view) => {
        const { run, states, doubts } = view;
        const isClosed = run.state === 'finished' || (run.state === 'cancelled' && run.finishedAt !== null);
        if (!done.includes(why) || isClosed) return true;
        const isToldTwice = states.duplicated === 0 || run.state === 'cancelled';
        return isToldTwice && doubts.every((batch) => isGoingOn(view, batch));
      }),
    ).toEqual([]);
  });

  it('an open run of a start that submits and waits stops only for a doubt, a refusal, a silence, a window or a pause', () => {
    const allowed = ['duplicated', 'refused', 'provider-unreachable', 'in-doubt', 'outside-window'];
    expect(
      breaking('stop', ({ why }, { run, mode }) => {
        if (run.state !== 'open' || !mode.isSubmitting || !mode.isWaiting) return true;
        return allowed.includes(why) || (why === 'paused' && run.pausedAt !== null);
      }),
    ).toEqual([]);
  });
});
