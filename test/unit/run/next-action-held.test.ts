import { describe, expect, it } from 'vitest';
import type { Hold } from '../../../src/run/choose-next.ts';
import { nextAction } from '../../../src/run/next-action.ts';
import { HOUR, MINUTE, T0 } from '../../fakes/clock.ts';
import { aBatch, aRun, aTrackedBatch } from '../../fakes/records.ts';
import { aView, WELL, type ViewSketch } from '../../fakes/view.ts';

const WAIT = { isSubmitting: true, isWaiting: true };
const PATIENT = { ...WAIT, isPatient: true };
const LEAVE = { isSubmitting: true, isWaiting: false };
const window: Hold = { why: 'window', untilAt: T0 + 12 * HOUR };
const cap: Hold = { why: 'daily-cap', untilAt: T0 + 5 * HOUR };
const cost: Hold = { why: 'max-cost', untilAt: null };
const queue: Hold = { why: 'queue', untilAt: T0 + 20 * MINUTE };
const FRESH = { submittedAt: T0 + HOUR - 1000, lookedAt: T0 + HOUR - 1000 };

function next(view: ViewSketch, now = T0 + HOUR) {
  const planned = { states: { planned: 2 }, listedAt: new Map([[aRun().senders[0] ?? '', now - 1000]]) };
  return nextAction(aView({ ...planned, ...view }), now);
}

describe('a run whose next batch is held up', () => {
  it('waits at a terminal until the window opens, or the day is over', () => {
    expect(next({ mode: PATIENT, hold: window })).toEqual({
      ...{ kind: 'wait', why: 'window', untilAt: window.untilAt },
    });
    expect(next({ mode: { ...LEAVE, isPatient: true }, hold: cap })).toMatchObject({
      ...{ kind: 'wait', why: 'daily-cap', untilAt: cap.untilAt },
    });
  });

  it('ends elsewhere at once, though messages are still under way', () => {
    const tracked = [aTrackedBatch(FRESH)];
    expect(next({ mode: WAIT, hold: window, tracked })).toEqual({ kind: 'stop', why: 'outside-window' });
    expect(next({ mode: LEAVE, hold: window })).toEqual({ kind: 'stop', why: 'outside-window' });
    expect(next({ mode: WAIT, hold: cap, tracked })).toEqual({ kind: 'stop', why: 'limit' });
  });

  it('looks once more at what is due before it ends', () => {
    const tracked = [aTrackedBatch({ state: 'completed' })];
    expect(next({ mode: WAIT, hold: window, tracked })).toMatchObject({ kind: 'look' });
  });

  it('follows what it submitted to the end before it stops at a limit that only a person can raise', () => {
    const tracked = [aTrackedBatch(FRESH)];
    expect(next({ mode: WAIT, hold: cost, tracked })).toMatchObject({ kind: 'wait', why: 'messages' });
    expect(next({ mode: WAIT, hold: cost })).toEqual({ kind: 'stop', why: 'limit' });
    expect(next({ mode: PATIENT, hold: cost })).toEqual({ kind: 'stop', why: 'limit' });
    expect(next({ mode: LEAVE, hold: cost, tracked })).toEqual({ kind: 'stop', why: 'limit' });
  });

  it('waits for a queue wherever it runs', () => {
    expect(next({ mode: WAIT, hold: queue })).toMatchObject({ kind: 'wait', why: 'queue' });
  });

  it('does not wait for a window that nothing is submitted in', () => {
    const tracking = { isSubmitting: false, isWaiting: true, isPatient: true };
    expect(next({ mode: tracking, hold: window, tracked: [aTrackedBatch(FRESH)] })).toMatchObject({
      ...{ kind: 'wait', why: 'messages' },
    });
  });

  it('names a batch in doubt that waits for a person before it names the window', () => {
    const doubts = [{ ...aBatch({ state: 'in_doubt', number: 3 }), doubtedAt: T0 - 40 * HOUR }].map(
      (batch) => ({
        ...batch,
        doubtedAt: batch.doubtedAt,
        cleanLooks: 9,
        lookedAt: T0 + HOUR - 1,
        hasDiffered: true,
        seen: null,
        resendAt: null,
      }),
    );
    const view = { mode: WAIT, hold: window, doubts, terms: { graceMs: HOUR / 2, startedAt: 0 } };
    expect(next({ ...view, states: { planned: 2, in_doubt: 1 } })).toEqual({ kind: 'stop', why: 'in-doubt' });
  });
});

describe('an alarm', () => {
  const alarm = { reason: 'spam', detail: '12 of 100' } as const;

  it('pauses the run before anything else is offered', () => {
    expect(next({ alarm, next: aBatch() })).toEqual({ kind: 'trip', alarm });
  });

  it('ends the start that it came up in at once', () => {
    const run = aRun({ pausedAt: T0 + 1, alarm });
    const health = { ...WELL, startedAt: T0 };
    expect(next({ run, health, tracked: [aTrackedBatch(FRESH)] })).toEqual({ kind: 'stop', why: 'alarm' });
  });

  it('lets a later start, or one that only tracks, follow the messages to their end', () => {
    const run = aRun({ pausedAt: T0 - 1, alarm });
    const health = { ...WELL, startedAt: T0 };
    const tracked = [aTrackedBatch(FRESH)];
    expect(next({ run, health, tracked })).toMatchObject({ kind: 'wait' });
    expect(next({ run, health })).toEqual({ kind: 'stop', why: 'alarm' });
  });
});

describe('a glance at a sender’s errors', () => {
  const draining = aTrackedBatch({ state: 'processing', submittedAt: T0 });

  it('is taken once a minute while others are submitted, at the batch that drains', () => {
    const view = { next: aBatch({ number: 2 }), tracked: [draining] };
    expect(next(view, T0 + MINUTE)).toMatchObject({ kind: 'glance', batch: { number: 1 } });
    const seen = [{ ...draining, glancedAt: T0 + MINUTE }];
    expect(next({ ...view, tracked: seen }, T0 + MINUTE + 1000)).toMatchObject({ kind: 'submit' });
    expect(next({ ...view, tracked: seen }, T0 + 2 * MINUTE)).toMatchObject({ kind: 'glance' });
  });

  it('is not taken when nothing is left to submit: then the messages themselves are read', () => {
    expect(next({ states: {}, tracked: [draining] }, T0 + MINUTE)).not.toMatchObject({ kind: 'glance' });
  });
});
