import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RecipientRecord } from '../../../../src/core/ledger.ts';
import { addToTimeline, newTimeline, toSpans, toTicks } from '../../../../src/report/html/timeline.ts';
import type { Timeline } from '../../../../src/report/html/timeline.ts';
import type { Bucket } from '../../../../src/report/standing.ts';
import { T0 } from '../fake-ledger.ts';

interface Event {
  readonly bucket: Bucket;
  readonly at: number | null;
}

const MOST = 60;
const YEAR_MS = 365 * 86_400_000;

describe('the timeline of a run', () => {
  it('has a span a second for what happened within a minute', () => {
    const spans = toSpans(
      timelineOf([
        { bucket: 'delivered', at: T0 },
        { bucket: 'delivered', at: T0 + 999 },
        { bucket: 'deliveryFailed', at: T0 + 1000 },
        { bucket: 'sendingFailed', at: T0 + 59_999 },
      ]),
    );
    expect(spans).toEqual([
      { from: T0, to: T0 + 1000, delivered: 2, failed: 0 },
      { from: T0 + 1000, to: T0 + 2000, delivered: 0, failed: 1 },
      { from: T0 + 59_000, to: T0 + 60_000, delivered: 0, failed: 1 },
    ]);
  });

  it('counts those without an instant, and leaves out what is neither delivered nor failed', () => {
    const timeline = timelineOf([
      { bucket: 'delivered', at: null },
      { bucket: 'sent', at: T0 },
      { bucket: 'queued', at: null },
    ]);
    expect(timeline.undated).toBe(1);
    expect(toSpans(timeline)).toEqual([]);
  });

  it('never has more than sixty spans and loses nobody, however far the messages are apart', () => {
    fc.assert(
      fc.property(someEvents(), (events) => {
        const timeline = timelineOf(events);
        const spans = toSpans(timeline);
        expect(timeline.bins.size).toBeLessThanOrEqual(MOST);
        const counted = spans.reduce((sum, span) => sum + span.delivered + span.failed, timeline.undated);
        expect(counted).toBe(events.length);
      }),
    );
  });

  it('is the same in whatever order the messages come', () => {
    fc.assert(
      fc.property(someEvents(), (events) => {
        const [forth, back] = [timelineOf(events), timelineOf([...events].reverse())];
        expect(toSpans(back)).toEqual(toSpans(forth));
        expect(back.widthMs).toBe(forth.widthMs);
      }),
    );
  });

  it('gives an axis ticks that begin spans, and no more of them than there is room for', () => {
    fc.assert(
      fc.property(someEvents(), fc.integer({ min: 3, max: 10 }), (events, most) => {
        const timeline = timelineOf(events);
        const ticks = toTicks(toSpans(timeline), timeline.widthMs, most);
        expect(ticks.length).toBeLessThanOrEqual(most + 1);
        for (const tick of ticks) expect(tick.getTime() % timeline.widthMs).toBe(0);
      }),
    );
  });
});

function someEvents(): fc.Arbitrary<readonly Event[]> {
  const bucket = fc.constantFrom<Bucket>('delivered', 'deliveryFailed', 'sendingFailed');
  return fc.constantFrom(1000, 60_000, 3_600_000, 86_400_000, YEAR_MS, 20 * YEAR_MS).chain((reach) =>
    fc.array(fc.record({ bucket, at: fc.option(fc.integer({ min: T0, max: T0 + reach }), { freq: 20 }) }), {
      maxLength: 120,
    }),
  );
}

function timelineOf(events: readonly Event[]): Timeline {
  const timeline = newTimeline();
  for (const { bucket, at } of events) {
    const record = { updatedAt: at, createdAt: null } as RecipientRecord;
    addToTimeline(timeline, record, { bucket, status: '', errorCode: null, error: null });
  }
  return timeline;
}
