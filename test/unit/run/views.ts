import type { BatchState } from '../../../src/core/batch.ts';
import type { DoubtfulBatch } from '../../../src/core/doubt.ts';
import type { TrackedBatch } from '../../../src/core/ledger.ts';
import type { Run } from '../../../src/core/run.ts';
import type { Health } from '../../../src/run/health.ts';
import type { RunView } from '../../../src/run/view.ts';
import { DAY, HOUR, MINUTE, SECOND, T0 } from '../../fakes/clock.ts';
import {
  aBatch,
  aDoubtfulBatch,
  aRun,
  aTrackedBatch,
  OTHER_SENDER,
  SENDER,
  TRACKING,
} from '../../fakes/records.ts';
import { aView, WELL } from '../../fakes/view.ts';

/** How the batches of one sender can stand: an open one, one in doubt, or none, each with or without planned ones. */
interface Standing {
  readonly state: BatchState | null;
  readonly tracked?: Partial<TrackedBatch>;
  readonly doubt?: Partial<DoubtfulBatch>;
  readonly listedAt?: number;
  /** It was offered again after a doubt, and not looked for twins of. */
  readonly isResent?: boolean;
  /** Its window is closed. */
  readonly isHeld?: boolean;
}

const LOOKED = { cleanLooks: 9, lookedAt: T0 + HOUR };

const COMMON: readonly Standing[] = [
  { state: null },
  { state: 'in_doubt', doubt: {} },
  { state: 'in_doubt', doubt: LOOKED },
  { state: 'in_doubt', doubt: { ...LOOKED, resendAt: T0 + MINUTE } },
  { state: 'accepted', tracked: {} },
  { state: 'completed', tracked: { lookedAt: T0 + 49 * HOUR } },
  { state: 'settled', isResent: true },
  { state: 'refused' },
  { state: 'duplicated' },
];

const STANDINGS: readonly Standing[] = [
  ...COMMON,
  { state: 'submitting' },
  { state: 'in_doubt', doubt: { ...LOOKED, resendAt: T0 + MINUTE }, isHeld: true },
  { state: 'in_doubt', doubt: { cleanLooks: 2, lookedAt: T0 + DAY } },
  { state: 'in_doubt', doubt: { cleanLooks: 3, lookedAt: T0 + MINUTE } },
  { state: 'in_doubt', doubt: { ...LOOKED, hasDiffered: true } },
  { state: 'in_doubt', doubt: { cleanLooks: 7, lookedAt: null } },
  { state: 'accepted', tracked: {}, listedAt: T0 + HOUR - SECOND },
  { state: 'processing', tracked: { lookedAt: T0 + HOUR }, listedAt: T0 + 49 * HOUR },
  { state: 'completed', tracked: {} },
  { state: 'completed', tracked: { lookedAt: T0 + HOUR - SECOND, idleLooks: 9 } },
  { state: 'settled' },
  { state: 'duplicated', tracked: { batchIds: ['b1', 'b2'] } },
  { state: 'duplicated', tracked: { batchIds: ['b1', 'b2'], lookedAt: T0 + HOUR, idleLooks: 9 } },
  { state: 'abandoned' },
];

const RESEND = { ...TRACKING, inDoubt: 'resend' } as const;

const RUNS: readonly Partial<Run>[] = [
  {},
  { tracking: RESEND },
  { pausedAt: T0 },
  { pausedAt: T0, tracking: RESEND },
  { state: 'cancelled', cancelledAt: T0, tracking: RESEND },
  { state: 'cancelled', cancelledAt: T0, finishedAt: T0 + 1 },
  { state: 'finished', finishedAt: T0 },
];

const HEALTHS: readonly Health[] = [
  WELL,
  { ...WELL, account: null },
  { ...WELL, startedAt: T0 + HOUR },
  { ...WELL, unreachableSince: T0, retryAt: T0 + 50 * HOUR, failures: 1 },
  { ...WELL, unreachableSince: T0 + HOUR - MINUTE, retryAt: T0 + HOUR, failures: 1 },
  { ...WELL, unreachableSince: T0 - HOUR, retryAt: T0, failures: 9 },
  { ...WELL, refusal: 'HTTP 403' },
];

const MODES = [0, 1, 2, 3].map((bits) => ({ isSubmitting: bits < 2, isWaiting: bits % 2 === 0 }));

/** Every way in which a run, a start, the provider's answers and two senders' batches can stand together. */
export function* everyView(): Generator<RunView> {
  for (const run of RUNS) {
    for (const mode of MODES) {
      for (const health of HEALTHS) {
        for (const one of STANDINGS) {
          for (const other of COMMON) {
            for (const isPlanned of [true, false]) yield viewOf({ run, mode, health }, one, other, isPlanned);
          }
        }
      }
    }
  }
}

interface Start extends Pick<RunView, 'mode' | 'health'> {
  readonly run: Partial<Run>;
}

function viewOf({ run, mode, health }: Start, one: Standing, other: Standing, isPlanned: boolean): RunView {
  const standings = [one, other].map((standing, index) => ({
    ...standing,
    number: index + 1,
    from: index === 0 ? SENDER : OTHER_SENDER,
  }));
  const states: Partial<Record<BatchState, number>> = { planned: isPlanned ? 2 : 0 };
  for (const { state } of standings) if (state !== null) states[state] = (states[state] ?? 0) + 1;
  const free = standings.find(isFree);
  const held = standings.filter(({ isHeld }) => isHeld === true).map(({ number }) => number);
  const isHeld = held.length > 0 && mode.isSubmitting && !(isPlanned && free !== undefined);
  return aView({
    hold: isHeld ? { why: 'window', untilAt: T0 + 60 * HOUR } : null,
    heldDoubts: new Set(mode.isSubmitting ? held : []),
    run: aRun({ lastSubmitAt: T0, senders: [SENDER, OTHER_SENDER], ...run }),
    mode,
    health,
    states,
    next: isPlanned && free !== undefined ? aBatch({ number: free.number + 2, from: free.from }) : null,
    tracked: standings.flatMap(({ tracked, state, number, from }) =>
      tracked === undefined || state === null ? [] : [aTrackedBatch({ ...tracked, state, number, from })],
    ),
    doubts: standings.flatMap(({ doubt, number, from }) =>
      doubt === undefined ? [] : [aDoubtfulBatch({ ...doubt, number, from })],
    ),
    terms: { graceMs: 30 * MINUTE, startedAt: health.startedAt },
    resent: standings.flatMap(({ isResent, number, from }) =>
      isResent === true ? [{ ...aBatch({ state: 'settled', number, from }), verifiedAt: null }] : [],
    ),
    listedAt: new Map(
      standings.flatMap(({ from, listedAt }) => (listedAt === undefined ? [] : [[from, listedAt]])),
    ),
  });
}

/** As the ledger says it: nothing of the sender is under way, and at most one doubt, looked for three times. */
function isFree({ state, doubt }: Standing): boolean {
  return state !== 'submitting' && (doubt === undefined || (doubt.cleanLooks ?? 0) >= 3);
}
