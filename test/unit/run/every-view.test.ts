import { describe, expect, it } from 'vitest';
import type { BatchState } from '../../../src/core/batch.ts';
import type { DoubtfulBatch, TrackedBatch } from '../../../src/core/ledger.ts';
import { HEALTHY, type Health } from '../../../src/run/health.ts';
import { nextAction, type Action } from '../../../src/run/next-action.ts';
import type { RunView } from '../../../src/run/view.ts';
import { isDoubtHeld, nextDoubtLookAt } from '../../../src/submit/doubt-schedule.ts';
import { DAY, HOUR, MINUTE, SECOND, T0 } from '../../fakes/clock.ts';
import { aBatch, aDoubtfulBatch, aRun, aTrackedBatch, OTHER_SENDER, SENDER } from '../../fakes/records.ts';
import { aView } from '../../fakes/view.ts';

/** How the batches of one sender can stand: an open one, one in doubt, or none, each with or without planned ones. */
interface Standing {
  readonly state: BatchState | null;
  readonly tracked?: Partial<TrackedBatch>;
  readonly doubt?: Partial<DoubtfulBatch>;
  readonly listedAt?: number;
}

const STANDINGS: readonly Standing[] = [
  { state: null },
  { state: 'submitting' },
  { state: 'in_doubt', doubt: {} },
  { state: 'in_doubt', doubt: { cleanLooks: 2, lookedAt: T0 + DAY } },
  { state: 'in_doubt', doubt: { cleanLooks: 3, lookedAt: T0 } },
  { state: 'accepted', tracked: {} },
  { state: 'accepted', tracked: {}, listedAt: T0 + HOUR - SECOND },
  { state: 'processing', tracked: { lookedAt: T0 + HOUR }, listedAt: T0 + 49 * HOUR },
  { state: 'completed', tracked: {} },
  { state: 'completed', tracked: { lookedAt: T0 + HOUR - SECOND, idleLooks: 9 } },
  { state: 'completed', tracked: { lookedAt: T0 + 49 * HOUR } },
  { state: 'settled' },
  { state: 'refused' },
  { state: 'duplicated' },
  { state: 'abandoned' },
];

const HEALTHS: readonly Health[] = [
  HEALTHY,
  { ...HEALTHY, unreachableSince: T0, retryAt: T0 + 50 * HOUR, failures: 1 },
  { ...HEALTHY, unreachableSince: T0 + HOUR - MINUTE, retryAt: T0 + HOUR, failures: 1 },
  { ...HEALTHY, unreachableSince: T0 - HOUR, retryAt: T0, failures: 9 },
  { ...HEALTHY, refusal: 'HTTP 403' },
];

const INSTANTS = [T0 + HOUR, T0 + 47 * HOUR, T0 + 49 * HOUR, T0 + 50 * HOUR];
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
    .slice(0, 1);
}

describe(`in each of ${CASES.length} views`, () => {
  it('the next batch is submitted, by a start that submits, while nothing forbids it', () => {
    const broken = breaking('submit', ({ batch }, { mode, health, run, states, next }, now) => {
      const isAllowed = mode.isSubmitting && run.state === 'open' && states.duplicated === 0;
      const isAnswering = health.refusal === null && (health.retryAt ?? now) <= now;
      return batch === next && isAllowed && isAnswering;
    });
    expect(broken).toEqual([]);
  });

  it('a doubt is looked into only when that is due and not yet a person’s', () => {
    expect(
      breaking('find', ({ batch }, { doubts }, now) => {
        return doubts.includes(batch) && nextDoubtLookAt(batch) <= now && !isDoubtHeld(batch);
      }),
    ).toEqual([]);
  });

  it('a run finishes only with nothing planned, refused, under way, in doubt or open', () => {
    expect(
      breaking('finish', (_, { states }) => {
        const left = states.planned + states.submitting + states.in_doubt + states.duplicated;
        const open = states.accepted + states.processing + states.completed;
        return left + open + states.refused === 0;
      }),
    ).toEqual([]);
  });

  it('a batch is settled unread only past the deadline, once everything was read after it', () => {
    expect(
      breaking('settle', ({ batches }, { tracked, listedAt }, now) => {
        const isRead = ({ lookedAt, state, from }: TrackedBatch): boolean =>
          (lookedAt ?? 0) >= DEADLINE && (state === 'completed' || (listedAt.get(from) ?? 0) >= DEADLINE);
        return now >= DEADLINE && batches.length === tracked.length && batches.every(isRead);
      }),
    ).toEqual([]);
  });

  it('a wait is for an instant to come', () => {
    expect(breaking('wait', ({ untilAt }, _, now) => untilAt > now && Number.isFinite(untilAt))).toEqual([]);
  });

  it('a wait is followed by something other than waiting, two waits later at most', () => {
    expect(
      breaking('wait', (action, view) => {
        let current: Action = action;
        for (let waits = 0; current.kind === 'wait'; waits++) {
          if (waits > 2) return false;
          current = nextAction({ ...view, health: { ...view.health, retryAt: null } }, current.untilAt);
        }
        return true;
      }),
    ).toEqual([]);
  });

  it('something is listed only where a queue is not through, and one to four batches are looked at', () => {
    const isUncompleted = (batch: TrackedBatch): boolean => batch.state !== 'completed';
    expect(
      breaking(
        'list',
        ({ from, open }) => open.some(isUncompleted) && open.every((one) => one.from === from),
      ),
    ).toEqual([]);
    expect(breaking('look', ({ batches }) => batches.length > 0 && batches.length <= 4)).toEqual([]);
  });

  it('a stop has its reason', () => {
    const reasons: Record<string, (view: RunView, now: number) => boolean> = {
      finished: ({ run }) => run.state === 'finished',
      cancelled: ({ run }) => run.state === 'cancelled',
      duplicated: ({ states }) => states.duplicated > 0,
      refused: ({ health, states }) => health.refusal !== null || states.refused > 0,
      'provider-unreachable': ({ health }, now) => now - (health.unreachableSince ?? now) >= 15 * MINUTE,
      'in-doubt': ({ states, doubts }) =>
        states.submitting > 0 || (doubts.length > 0 && doubts.every(isDoubtHeld)),
      submitted: ({ mode, doubts, states }) =>
        doubts.length + states.submitting === 0 && !(mode.isSubmitting && mode.isWaiting),
    };
    expect(breaking('stop', ({ why }, view, now) => reasons[why]?.(view, now) === true)).toEqual([]);
  });

  it('an open run of a start that submits and waits stops only for a doubt, a refusal or a silence', () => {
    const allowed = ['duplicated', 'refused', 'provider-unreachable', 'in-doubt'];
    expect(
      breaking('stop', ({ why }, { run, mode }) => {
        return run.state !== 'open' || !mode.isSubmitting || !mode.isWaiting || allowed.includes(why);
      }),
    ).toEqual([]);
  });
});

function* everyView(): Generator<RunView> {
  for (const state of ['open', 'finished', 'cancelled'] as const) {
    for (const mode of [0, 1, 2, 3].map((bits) => ({ isSubmitting: bits < 2, isWaiting: bits % 2 === 0 }))) {
      for (const health of HEALTHS) {
        for (const one of STANDINGS) {
          for (const other of STANDINGS) {
            for (const isPlanned of [true, false]) {
              yield viewOf({ state, mode, health }, one, other, isPlanned);
            }
          }
        }
      }
    }
  }
}

function viewOf(
  {
    state,
    mode,
    health,
  }: Pick<RunView, 'mode' | 'health'> & { readonly state: 'open' | 'finished' | 'cancelled' },
  one: Standing,
  other: Standing,
  isPlanned: boolean,
): RunView {
  const standings = [one, other].map((standing, index) => ({
    ...standing,
    number: index + 1,
    from: index === 0 ? SENDER : OTHER_SENDER,
  }));
  const states: Partial<Record<BatchState, number>> = { planned: isPlanned ? 2 : 0 };
  for (const standing of standings) {
    if (standing.state !== null) states[standing.state] = (states[standing.state] ?? 0) + 1;
  }
  // As the ledger says it: the first planned batch whose sender has nothing under way, and no doubt still looked into.
  const isFree = ({ state: at, doubt }: Standing): boolean =>
    at !== 'submitting' && (doubt === undefined || isDoubtHeld(aDoubtfulBatch(doubt)));
  const free = standings.find(isFree);
  return aView({
    run: aRun({ state, lastSubmitAt: T0, senders: [SENDER, OTHER_SENDER] }),
    mode,
    health,
    states,
    next: isPlanned && free !== undefined ? aBatch({ number: free.number + 2, from: free.from }) : null,
    tracked: standings.flatMap(({ tracked, state: at, number, from }) =>
      tracked === undefined || at === null ? [] : [aTrackedBatch({ ...tracked, state: at, number, from })],
    ),
    doubts: standings.flatMap(({ doubt, number, from }) =>
      doubt === undefined ? [] : [aDoubtfulBatch({ ...doubt, number, from })],
    ),
    listedAt: new Map(
      standings.flatMap(({ from, listedAt }) => (listedAt === undefined ? [] : [[from, listedAt]])),
    ),
  });
}
