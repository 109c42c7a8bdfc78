import { describe, expect, it } from 'vitest';
import { nextAction } from '../../../src/run/next-action.ts';
import { HOUR, MINUTE, T0 } from '../../fakes/clock.ts';
import { aBatch, aDoubtfulBatch, aRun, aTrackedBatch, TRACKING } from '../../fakes/records.ts';
import { aView, WELL, type ViewSketch } from '../../fakes/view.ts';

const UNKNOWN = { ...WELL, account: null };
const TRACK = { isSubmitting: false, isWaiting: true };
const NO_WAIT = { isSubmitting: true, isWaiting: false };
const RESEND = aRun({ tracking: { ...TRACKING, inDoubt: 'resend' } });
const PAUSED = { pausedAt: T0 };
const CANCELLED = { state: 'cancelled', cancelledAt: T0 } as const;

const next = aBatch({ number: 7 });
/** Offered an hour ago, looked for in vain until the grace was over, and now. */
const AGO = { submittedAt: T0 - HOUR, doubtedAt: T0 - HOUR };
const held = aDoubtfulBatch({ ...AGO, cleanLooks: 9, lookedAt: T0 });
/** Looked for a few times; its grace still runs. */
const young = aDoubtfulBatch({ cleanLooks: 3, lookedAt: T0 });
const differing = aDoubtfulBatch({ cleanLooks: 3, lookedAt: T0, hasDiffered: true });
const decided = aDoubtfulBatch({ ...AGO, cleanLooks: 9, lookedAt: T0, resendAt: T0 });

type Row = readonly [title: string, view: ViewSketch, afterMs: number, expected: object];

describe.each<[string, readonly Row[]]>([
  [
    'a start whose account is not known yet',
    [
      [
        'asks for it before anything else',
        { health: UNKNOWN, next, doubts: [held] },
        0,
        { kind: 'identify' },
      ],
      [
        'asks nothing of a run that is over',
        { health: UNKNOWN, run: aRun({ state: 'finished' }) },
        0,
        stop('finished'),
      ],
    ],
  ],
  [
    'a batch in doubt whose grace runs',
    [
      ['is waited for under either policy', { doubts: [young] }, 0, wait(MINUTE, 'doubt')],
      [
        'is waited for when it will be offered again',
        { run: RESEND, doubts: [young] },
        0,
        wait(MINUTE, 'doubt'),
      ],
      [
        'is waited for by a start that only tracks',
        { doubts: [young], mode: TRACK },
        0,
        wait(MINUTE, 'doubt'),
      ],
      [
        'is a person’s for a start that does not wait',
        { doubts: [young], mode: NO_WAIT },
        0,
        stop('in-doubt'),
      ],
      [
        'is for a later start where it will be offered again and this one does not wait',
        { run: RESEND, doubts: [young], mode: NO_WAIT },
        0,
        stop('grace'),
      ],
      [
        'lets the sender’s other batches go on',
        { doubts: [young], next },
        0,
        { kind: 'submit', batch: next },
      ],
      [
        'holds the end back, whatever is settled',
        { doubts: [young], states: { settled: 9 } },
        0,
        wait(MINUTE, 'doubt'),
      ],
    ],
  ],
  [
    'a batch in doubt whose grace is over',
    [
      ['is a person’s under the policy to hold', { doubts: [held] }, MINUTE, stop('in-doubt')],
      ['is looked for first in a new start', { doubts: [held], terms: startedAt(T0 + 1) }, 1, find(held)],
      [
        'is looked for first in a new start, also one that only tracks',
        { doubts: [held], terms: startedAt(T0 + 1), mode: TRACK },
        1,
        find(held),
      ],
      [
        'is looked for hourly while other batches are followed',
        { doubts: [held], tracked: [aTrackedBatch({ state: 'completed', lookedAt: T0 + HOUR })] },
        HOUR,
        find(held),
      ],
      [
        'under the policy to resend is for a start that submits',
        { run: RESEND, doubts: [held], mode: TRACK },
        MINUTE,
        stop('submitted'),
      ],
      [
        'is a person’s when the run was cancelled, whatever the policy',
        { run: { ...RESEND, ...CANCELLED }, doubts: [held] },
        MINUTE,
        stop('in-doubt'),
      ],
    ],
  ],
  [
    'a batch in doubt that was seen with other texts',
    [
      ['is a person’s after three looks', { doubts: [differing] }, 0, stop('in-doubt')],
      [
        'is a person’s under the policy to resend as well',
        { run: RESEND, doubts: [differing] },
        0,
        stop('in-doubt'),
      ],
      [
        'is a person’s beside one that will be offered again, once that is waited for',
        { run: RESEND, doubts: [differing, young] },
        0,
        wait(MINUTE, 'doubt'),
      ],
    ],
  ],
  [
    'a batch that a person decided to offer again',
    [
      ['is looked for at once, and offered then', { doubts: [decided] }, 0, find(decided)],
      ['comes before other batches', { doubts: [decided], next }, 0, find(decided)],
      ['waits while the run is paused', { run: aRun(PAUSED), doubts: [decided] }, 0, stop('paused')],
      [
        'is left to another start by one that only tracks',
        { doubts: [decided], mode: TRACK },
        0,
        stop('submitted'),
      ],
      [
        'stays a person’s when the run was cancelled meanwhile',
        { run: aRun(CANCELLED), doubts: [decided] },
        0,
        stop('in-doubt'),
      ],
      [
        'is not offered while another batch is there twice',
        { doubts: [decided], states: { duplicated: 1 } },
        0,
        stop('duplicated'),
      ],
    ],
  ],
])('%s', (_, rows) => {
  it.each(rows)('%s', (_title, view, afterMs, expected) => {
    expect(nextAction(aView(view), T0 + afterMs)).toEqual(expected);
  });
});

function startedAt(at: number) {
  return { graceMs: 30 * MINUTE, startedAt: at };
}

function find(batch: object) {
  return { kind: 'find', batch };
}

function stop(why: string) {
  return { kind: 'stop', why };
}

function wait(afterMs: number, why: string) {
  return { kind: 'wait', untilAt: T0 + afterMs, why };
}
