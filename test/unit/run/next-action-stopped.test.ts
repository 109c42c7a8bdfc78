import { describe, expect, it } from 'vitest';
import { nextAction } from '../../../src/run/next-action.ts';
import { HOUR, MINUTE, SECOND, T0 } from '../../fakes/clock.ts';
import { aBatch, aDoubtfulBatch, aRun, aTrackedBatch, TRACKING } from '../../fakes/records.ts';
import { aView, type ViewSketch } from '../../fakes/view.ts';

const NO_WAIT = { isSubmitting: true, isWaiting: false };
const RESEND = aRun({ tracking: { ...TRACKING, inDoubt: 'resend' } });
const PAUSED = { pausedAt: T0 };
const CANCELLED = { state: 'cancelled', cancelledAt: T0 } as const;

const next = aBatch({ number: 7 });
/** Offered an hour ago, looked for in vain until the grace was over, and now. */
const AGO = { submittedAt: T0 - HOUR, doubtedAt: T0 - HOUR };
const held = aDoubtfulBatch({ ...AGO, cleanLooks: 9, lookedAt: T0 });
const completed = aTrackedBatch({ state: 'completed' });
const looked = aTrackedBatch({ state: 'completed', lookedAt: T0 });
const twin = aTrackedBatch({ state: 'duplicated', batchIds: ['b1', 'b2'] });
const resent = { ...aBatch({ state: 'settled', batchId: 'b1', submittedAt: T0 }), verifiedAt: null };

type Row = readonly [title: string, view: ViewSketch, afterMs: number, expected: object];

describe.each<[string, readonly Row[]]>([
  [
    'a paused run',
    [
      ['submits nothing', { run: aRun(PAUSED), next }, 0, stop('paused')],
      ['is followed', { run: aRun(PAUSED), next, tracked: [completed] }, 0, look(completed)],
      [
        'has its doubts looked for',
        { run: aRun(PAUSED), doubts: [aDoubtfulBatch()] },
        5 * SECOND,
        find(aDoubtfulBatch()),
      ],
      [
        'finishes when nothing was held back',
        { run: aRun(PAUSED), states: { settled: 2 } },
        0,
        { kind: 'finish' },
      ],
      [
        'stops at once where it does not wait',
        { run: aRun(PAUSED), next, tracked: [looked], mode: NO_WAIT },
        0,
        stop('paused'),
      ],
      [
        'says so under the policy to resend',
        { run: { ...RESEND, ...PAUSED }, doubts: [held] },
        0,
        stop('paused'),
      ],
      [
        'says first that a person must decide',
        { run: aRun(PAUSED), doubts: [held], next },
        0,
        stop('in-doubt'),
      ],
      [
        'says first that a batch is there twice',
        { run: aRun(PAUSED), next, states: { duplicated: 1 } },
        0,
        stop('duplicated'),
      ],
    ],
  ],
  [
    'a cancelled run',
    [
      ['submits nothing, and ends', { run: aRun(CANCELLED), next }, 0, { kind: 'finish' }],
      ['is followed', { run: aRun(CANCELLED), tracked: [completed] }, 0, look(completed)],
      ['is waited for', { run: aRun(CANCELLED), tracked: [looked] }, 0, wait(4 * SECOND, 'messages')],
      [
        'ends when all that was submitted is settled',
        { run: aRun(CANCELLED), states: { settled: 1, abandoned: 3 } },
        0,
        { kind: 'finish' },
      ],
      [
        'has its doubts looked for',
        { run: aRun(CANCELLED), doubts: [aDoubtfulBatch()] },
        5 * SECOND,
        find(aDoubtfulBatch()),
      ],
      ['does not end with a doubt', { run: aRun(CANCELLED), doubts: [held] }, MINUTE, stop('in-doubt')],
      [
        'ends beside a refused batch: that goes with it',
        { run: aRun(CANCELLED), states: { refused: 1 } },
        0,
        { kind: 'finish' },
      ],
      [
        'does not end in the middle of a submit',
        { run: aRun(CANCELLED), states: { submitting: 1 } },
        0,
        stop('in-doubt'),
      ],
    ],
  ],
  [
    'a batch that is there twice',
    [
      ['stops all submitting', { states: { duplicated: 1 }, next }, 0, stop('duplicated')],
      ['is read to its end first', { tracked: [twin], next }, 0, look(twin)],
      [
        'is not listed: it is read as a whole',
        { tracked: [{ ...twin, lookedAt: T0 }] },
        0,
        wait(4 * SECOND, 'messages'),
      ],
      [
        'is told at once where nobody waits',
        { tracked: [{ ...twin, lookedAt: T0 }], mode: NO_WAIT },
        0,
        stop('duplicated'),
      ],
      [
        'is no reason not to look for the doubts',
        { tracked: [twin], doubts: [aDoubtfulBatch()] },
        5 * SECOND,
        find(aDoubtfulBatch()),
      ],
      ['is told before a doubt', { states: { duplicated: 1 }, doubts: [held] }, MINUTE, stop('duplicated')],
      ['keeps a run from finishing', { states: { duplicated: 1, settled: 5 } }, 0, stop('duplicated')],
    ],
  ],
  [
    'a batch that was offered again',
    [
      [
        'is given the grace once more, for its first offer to turn up',
        { states: { settled: 1 }, resent: [resent] },
        0,
        wait(HOUR / 2, 'twin'),
      ],
      [
        'is looked for once more before the end',
        { states: { settled: 1 }, resent: [resent] },
        HOUR / 2,
        { kind: 'verify', batch: resent },
      ],
      [
        'is looked for at once by a start that does not wait',
        { mode: { isSubmitting: true, isWaiting: false }, states: { settled: 1 }, resent: [resent] },
        0,
        { kind: 'verify', batch: resent },
      ],
      [
        'is looked for at once where another one is there twice: the run stops',
        { states: { settled: 1, duplicated: 1 }, resent: [resent] },
        0,
        { kind: 'verify', batch: resent },
      ],
      [
        'not before everything is settled',
        { tracked: [looked], resent: [resent] },
        0,
        wait(4 * SECOND, 'messages'),
      ],
      [
        'not while batches are left to submit',
        { next, resent: [resent] },
        0,
        { kind: 'submit', batch: next },
      ],
      [
        'is looked for before a cancelled run ends, too',
        { run: aRun(CANCELLED), states: { settled: 1 }, resent: [resent] },
        HOUR / 2,
        { kind: 'verify', batch: resent },
      ],
    ],
  ],
])('%s', (_, rows) => {
  it.each(rows)('%s', (_title, view, afterMs, expected) => {
    expect(nextAction(aView(view), T0 + afterMs)).toEqual(expected);
  });
});

function find(batch: object) {
  return { kind: 'find', batch };
}

function look(batch: object) {
  return { kind: 'look', batches: [batch] };
}

function stop(why: string) {
  return { kind: 'stop', why };
}

function wait(afterMs: number, why: string) {
  return { kind: 'wait', untilAt: T0 + afterMs, why };
}
