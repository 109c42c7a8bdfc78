import { describe, expect, it } from 'vitest';
import { nextAction } from '../../../src/run/next-action.ts';
import { HOUR, MINUTE, SECOND, T0 } from '../../fakes/clock.ts';
import { aBatch, aDoubtfulBatch, aRun, aTrackedBatch, SENDER } from '../../fakes/records.ts';
import { aView, WELL, type ViewSketch } from '../../fakes/view.ts';

const TRACK = { isSubmitting: false, isWaiting: true };
const NO_WAIT = { isSubmitting: true, isWaiting: false };

const next = aBatch({ number: 7 });
const tracked = aTrackedBatch();
const completed = aTrackedBatch({ state: 'completed' });
const doubt = aDoubtfulBatch();
/** Looked for in vain until the grace was over, and seldom since. */
const held = aDoubtfulBatch({
  ...{ submittedAt: T0 - HOUR, doubtedAt: T0 - HOUR },
  ...{ cleanLooks: 9, lookedAt: T0 },
});
const running = aRun({ lastSubmitAt: T0 });
const listed = new Map([[SENDER, T0]]);
const DEADLINE = T0 + 48 * HOUR;

type Row = readonly [title: string, view: ViewSketch, afterMs: number, expected: object];

describe.each<[string, readonly Row[]]>([
  [
    'a run that is over',
    [
      [
        'is finished, whatever else is there',
        { run: aRun({ state: 'finished' }), next },
        0,
        stop('finished'),
      ],
      [
        'is cancelled, whatever else is there',
        { run: aRun({ state: 'cancelled', finishedAt: T0 }), next },
        0,
        stop('cancelled'),
      ],
    ],
  ],
  [
    'what stops a run at once',
    [
      ['a batch that the provider has twice', { states: { duplicated: 1 }, next }, 0, stop('duplicated')],
      ['a refusal', { health: { ...WELL, refusal: 'HTTP 403' }, next }, 0, stop('refused')],
      [
        'a refusal, before a doubt is looked into',
        { health: { ...WELL, refusal: 'x' }, doubts: [doubt] },
        HOUR,
        stop('refused'),
      ],
      [
        'fifteen minutes without an answer',
        { health: unreachable(0), next },
        15 * MINUTE,
        stop('provider-unreachable'),
      ],
    ],
  ],
  [
    'a provider that does not answer',
    [
      [
        'is asked again in its time',
        { health: unreachable(9000), next },
        5000,
        wait(9000, 'provider-unreachable'),
      ],
      [
        'is asked again when it is due',
        { health: unreachable(5000), next },
        5000,
        { kind: 'submit', batch: next },
      ],
      [
        'is given just under fifteen minutes',
        { health: unreachable(0), next },
        15 * MINUTE - 1,
        { kind: 'submit', batch: next },
      ],
    ],
  ],
  [
    'a batch in doubt',
    [
      [
        'is looked for when its look is due, before anything is submitted',
        { doubts: [doubt], next },
        5 * SECOND,
        { kind: 'find', batch: doubt },
      ],
      [
        'is looked for before anything is listed',
        { doubts: [doubt], tracked: [tracked] },
        HOUR,
        { kind: 'find', batch: doubt },
      ],
      [
        'is looked for by a start that submits nothing',
        { doubts: [doubt], mode: TRACK },
        5 * SECOND,
        { kind: 'find', batch: doubt },
      ],
      [
        'lets another sender go on meanwhile',
        { doubts: [doubt], next },
        SECOND,
        { kind: 'submit', batch: next },
      ],
      ['is waited for when there is nothing else', { doubts: [doubt] }, SECOND, wait(5000, 'doubt')],
      [
        'is waited for by a start that would not wait for messages',
        { doubts: [doubt], tracked: [tracked], mode: NO_WAIT, listedAt: listed },
        SECOND,
        wait(2000, 'doubt'),
      ],
      [
        'is a person’s when every look found nothing',
        { doubts: [held], states: { planned: 3 } },
        MINUTE,
        stop('in-doubt'),
      ],
      [
        'that is a person’s does not keep the others from being followed',
        { run: running, doubts: [held], tracked: [completed] },
        SECOND,
        { kind: 'look', batches: [completed] },
      ],
      [
        'that is a person’s ends a start that does not wait',
        {
          run: running,
          doubts: [held],
          tracked: [aTrackedBatch({ state: 'completed', lookedAt: T0 })],
          mode: NO_WAIT,
        },
        SECOND,
        stop('in-doubt'),
      ],
      ['of this very process is held as well', { states: { submitting: 1 } }, 0, stop('in-doubt')],
      [
        'of this very process is no success of a start that does not wait',
        { run: running, states: { submitting: 1 }, tracked: [tracked], mode: NO_WAIT },
        0,
        stop('in-doubt'),
      ],
    ],
  ],
  [
    'a planned batch',
    [
      ['is submitted', { next }, 0, { kind: 'submit', batch: next }],
      ['is left alone by a start that submits nothing', { next, mode: TRACK }, 0, stop('submitted')],
      [
        'comes before looks at messages',
        { run: running, next, tracked: [completed] },
        MINUTE,
        { kind: 'submit', batch: next },
      ],
      [
        'comes before settling what is late',
        { run: running, next, tracked: [aTrackedBatch({ state: 'completed', lookedAt: DEADLINE })] },
        49 * HOUR,
        { kind: 'submit', batch: next },
      ],
      [
        'comes after a list that is due, once a minute',
        { run: running, next, tracked: [tracked], listedAt: listed },
        MINUTE,
        { kind: 'list', senders: [SENDER], open: [tracked] },
      ],
      [
        'comes before the list when that is not due',
        { run: running, next, tracked: [tracked], listedAt: listed },
        MINUTE - 1,
        { kind: 'submit', batch: next },
      ],
    ],
  ],
])('%s', (_, rows) => {
  it.each(rows)('%s', (_title, view, afterMs, expected) => {
    expect(nextAction(aView(view), T0 + afterMs)).toEqual(expected);
  });
});

function stop(why: string) {
  return { kind: 'stop', why };
}

function wait(afterMs: number, why: string) {
  return { kind: 'wait', untilAt: T0 + afterMs, why };
}

function unreachable(retryAfterMs: number) {
  return { ...WELL, unreachableSince: T0, retryAt: T0 + retryAfterMs, failures: 1 };
}
