import type { RecipientRecord } from '../../core/ledger.ts';
import type { Standing } from '../standing.ts';

/** What arrived and what failed in a span of time. */
export interface TimelineBin {
  delivered: number;
  failed: number;
}

/**
 * Delivered and failed messages over time, by when the provider last changed them. Mutable: filled record by record, in
 * any order. The spans widen as the messages spread, so that there are never more than 60, however many messages there
 * are; how wide they are depends on the first and the last instant alone.
 */
export interface Timeline {
  widthMs: number;
  /** By the number of the span since 1970, which begins at `number * widthMs`. */
  bins: Map<number, TimelineBin>;
  firstAt: number;
  lastAt: number;
  /** Delivered and failed messages without an instant. */
  undated: number;
}

/** A span with its instants (epoch milliseconds). */
export interface TimelineSpan extends Readonly<TimelineBin> {
  readonly from: number;
  readonly to: number;
}

/** Instants on the clock's round figures that part some spans, not more than so many, for the axis of a chart. */
export function toTicks(spans: readonly TimelineSpan[], widthMs: number, most: number): readonly Date[] {
  const [from, to] = [spans[0]?.from ?? 0, spans.at(-1)?.to ?? 0];
  const longest = (to - from) / most;
  const step = TICKS_MS.find((each) => each >= longest && each % widthMs === 0) ?? widthMs * 15;
  const first = Math.ceil(from / step);
  return Array.from(
    { length: Math.min(most + 1, Math.floor(to / step) - first + 1) },
    (_, index) => new Date((first + index) * step),
  );
}

const MOST_BINS = 60;

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Each width is a multiple of the one before it: a narrower span lies in one wider span as a whole. */
const WIDTHS_MS: readonly number[] = [
  ...[SECOND, 5 * SECOND, 15 * SECOND],
  ...[MINUTE, 5 * MINUTE, 15 * MINUTE],
  ...[HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR],
  ...[DAY, 2 * DAY, 8 * DAY],
];

/** Figures on a clock's face that an axis may count in. */
const TICKS_MS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12].map((hours) => hours * HOUR),
  ...[1, 2, 4, 8, 16, 32, 64].map((days) => days * DAY),
];

/** A timeline without a message. */
export function newTimeline(): Timeline {
  return { widthMs: SECOND, bins: new Map(), firstAt: Infinity, lastAt: -Infinity, undated: 0 };
}

/** Adds a record where it was delivered or failed. */
export function addToTimeline(timeline: Timeline, record: RecipientRecord, { bucket }: Standing): void {
  const isDelivered = bucket === 'delivered';
  if (!isDelivered && bucket !== 'deliveryFailed' && bucket !== 'sendingFailed') return;
  const at = record.updatedAt ?? record.createdAt;
  if (at === null) {
    timeline.undated += 1;
    return;
  }
  timeline.firstAt = Math.min(timeline.firstAt, at);
  timeline.lastAt = Math.max(timeline.lastAt, at);
  while (countBins(timeline) > MOST_BINS) widen(timeline);
  const bin = findBin(timeline.bins, Math.floor(at / timeline.widthMs));
  if (isDelivered) bin.delivered += 1;
  else bin.failed += 1;
}

/** The spans in which something happened, oldest first. */
export function toSpans({ bins, widthMs }: Timeline): readonly TimelineSpan[] {
  return [...bins]
    .sort(([a], [b]) => a - b)
    .map(([number, bin]) => ({ ...bin, from: number * widthMs, to: (number + 1) * widthMs }));
}

function countBins({ firstAt, lastAt, widthMs }: Timeline): number {
  return Math.floor(lastAt / widthMs) - Math.floor(firstAt / widthMs) + 1;
}

function widen(timeline: Timeline): void {
  const { widthMs, bins } = timeline;
  const wider = WIDTHS_MS.find((width) => width > widthMs) ?? widthMs * 4;
  const merged = new Map<number, TimelineBin>();
  for (const [number, { delivered, failed }] of bins) {
    const bin = findBin(merged, Math.floor((number * widthMs) / wider));
    bin.delivered += delivered;
    bin.failed += failed;
  }
  timeline.widthMs = wider;
  timeline.bins = merged;
}

function findBin(bins: Map<number, TimelineBin>, number: number): TimelineBin {
  const found = bins.get(number);
  if (found !== undefined) return found;
  const bin = { delivered: 0, failed: 0 };
  bins.set(number, bin);
  return bin;
}
