import { describe, expect, it } from 'vitest';
import { nextAction } from '../../../src/run/next-action.ts';
import { HOUR, MINUTE, SECOND, T0 } from '../../fakes/clock.ts';
import { aBatch, aRun, aTrackedBatch, OTHER_SENDER, SENDER } from '../../fakes/records.ts';
import { aView, WELL, type ViewSketch } from '../../fakes/view.ts';

const TRACK = { isSubmitting: false, isWaiting: true };
const NO_WAIT = { isSubmitting: true, isWaiting: false };

const tracked = aTrackedBatch();
const completed = aTrackedBatch({ state: 'completed' });
const running = aRun({ lastSubmitAt: T0 });
const listed = new Map([[SENDER, T0]]);
/** Two recipients on a long code are two seconds of queue; then the tracking time. */
const TRACKED_MS = 2 * SECOND + 48 * HOUR;
const DEADLINE = T0 + TRACKED_MS;
const past = new Map([[SENDER, DEADLINE]]);

type Row = readonly [title: string, view: ViewSketch, afterMs: number, expected: object];

describe.each<[string, readonly Row[]]>([
  [
    'a batch without its own cost',
    [
      [
        'is listed, although its queue is through',
        {
          run: running,
          tracked: [aTrackedBatch({ state: 'completed', providerCost: null })],
          listedAt: listed,
        },
        MINUTE,
        {
          kind: 'list',
          senders: [SENDER],
          open: [aTrackedBatch({ state: 'completed', providerCost: null })],
        },
      ],
      [
        'is not listed for ever',
        {
          run: running,
          tracked: [
            aTrackedBatch({ state: 'completed', providerCost: null, idleLooks: 8, lookedAt: T0 + MINUTE }),
          ],
          listedAt: listed,
        },
        MINUTE,
        wait(MINUTE + 2000 * 2 ** 9, 'messages'),
      ],
    ],
  ],
  [
    'a provider that turns every call away for its rate',
    [
      [
        'is waited for by trying again',
        { run: running, next: aBatch(), health: { ...WELL, limitedSince: T0 } },
        30 * MINUTE - 1,
        { kind: 'submit', batch: aBatch() },
      ],
      [
        'ends the start after half an hour',
        { run: running, next: aBatch(), health: { ...WELL, limitedSince: T0 } },
        30 * MINUTE,
        stop('provider-unreachable'),
      ],
    ],
  ],
  [
    'open batches',
    [
      [
        'are listed together, sender by sender',
        { run: aRun({ lastSubmitAt: T0, senders: [SENDER, OTHER_SENDER] }), tracked: [tracked, completed] },
        2 * SECOND,
        { kind: 'list', senders: [SENDER], open: [tracked, completed] },
      ],
      [
        'are not listed before two seconds',
        { run: running, tracked: [tracked] },
        SECOND,
        wait(2000, 'messages'),
      ],
      [
        'are not listed once all are completed',
        { run: running, tracked: [aTrackedBatch({ state: 'completed', lookedAt: T0 })] },
        SECOND,
        wait(4000, 'messages'),
      ],
      [
        'are looked at when that is due',
        { run: running, tracked: [completed] },
        SECOND,
        { kind: 'look', batches: [completed] },
      ],
      [
        'are looked at four at a time',
        { run: running, tracked: Array<typeof completed>(9).fill(completed) },
        SECOND,
        { kind: 'look', batches: Array<typeof completed>(4).fill(completed) },
      ],
      [
        'are left to a later start by one that does not wait',
        { run: running, tracked: [tracked], mode: NO_WAIT, listedAt: listed },
        SECOND,
        stop('submitted'),
      ],
    ],
  ],
  [
    'at the deadline',
    [
      [
        'what is open is listed once more',
        { run: running, tracked: [tracked], listedAt: listed },
        TRACKED_MS,
        { kind: 'list', senders: [SENDER], open: [tracked] },
      ],
      [
        'then looked at once more',
        { run: running, tracked: [tracked], listedAt: past },
        TRACKED_MS,
        { kind: 'look', batches: [tracked] },
      ],
      [
        'then settled as it is',
        { run: running, tracked: [aTrackedBatch({ lookedAt: DEADLINE })], listedAt: past },
        TRACKED_MS,
        { kind: 'settle', batches: [aTrackedBatch({ lookedAt: DEADLINE })] },
      ],
      [
        'a batch that was just looked at is still looked at',
        {
          run: running,
          tracked: [aTrackedBatch({ state: 'completed', lookedAt: DEADLINE - 1, idleLooks: 30 })],
        },
        TRACKED_MS,
        {
          kind: 'look',
          batches: [aTrackedBatch({ state: 'completed', lookedAt: DEADLINE - 1, idleLooks: 30 })],
        },
      ],
      [
        'does not come before the queue should be through: a large run is tracked longer',
        {
          run: aRun({ lastSubmitAt: T0, recipients: 60 * 60 * 24 }),
          tracked: [aTrackedBatch({ lookedAt: DEADLINE, idleLooks: 30, state: 'completed' })],
          listedAt: past,
        },
        TRACKED_MS + MINUTE,
        wait(TRACKED_MS + 30 * MINUTE, 'messages'),
      ],
      [
        'a wait ends, however far the next look',
        {
          run: running,
          tracked: [aTrackedBatch({ state: 'completed', lookedAt: DEADLINE - 1, idleLooks: 30 })],
        },
        TRACKED_MS - 1,
        wait(TRACKED_MS, 'messages'),
      ],
    ],
  ],
  [
    'the end',
    [
      ['is there when everything is settled', { states: { settled: 3 } }, 0, { kind: 'finish' }],
      [
        'is there beside batches that a person gave up',
        { states: { settled: 1, abandoned: 1 } },
        0,
        { kind: 'finish' },
      ],
      [
        'is not there while a refused batch can be offered again, by whatever start',
        { states: { settled: 1, refused: 1 } },
        0,
        stop('refused'),
      ],
      [
        'is not there while a refused batch can be offered again, for a start that submits nothing',
        { states: { settled: 1, refused: 1 }, mode: TRACK },
        0,
        stop('refused'),
      ],
      [
        'is not there while planned batches are left to another start',
        { states: { settled: 1, planned: 1 }, mode: TRACK },
        0,
        stop('submitted'),
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
