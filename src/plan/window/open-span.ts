import type { SendingWindow, WeekHours } from '../../core/window.ts';
import { isAllWeek } from './week-hours.ts';
import { instantsOf, offsetMs } from './zone-offset.ts';

/** Epoch ms: a phone may buzz from `opensAt` on, and no more at `closesAt`. */
export interface OpenSpan {
  readonly opensAt: number;
  readonly closesAt: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 4;
const HORIZON_MS = 15 * DAY_MS;
/** A span that isn't always open is shorter than a week and an hour of a clock change. */
const LONGEST_MS = 8 * DAY_MS;
/** For so long the spans of a window are looked up instead of computed again. */
const REUSE_MS = DAY_MS;

interface Computed {
  readonly from: number;
  readonly horizonMs: number;
  readonly spans: readonly OpenSpan[];
}

const computed = new WeakMap<SendingWindow, Computed>();

/**
 * The first span that is open at `now` or later, with at least `leastMs` of it left from then on. `opensAt` is the
 * span's own beginning, at or before `now` when it is open. Null when none begins within the horizon (15 days).
 * Always open: `closesAt` is Infinity.
 *
 * Local hours are those that clocks on the wall show. A span that begins in an hour that is repeated begins in the
 * second, one that ends in it ends in the first: closed in doubt.
 */
export function nextOpenSpan(
  window: SendingWindow,
  now: number,
  leastMs: number,
  horizonMs: number = HORIZON_MS,
): OpenSpan | null {
  const spans = spansAround(window, now, horizonMs);
  const found = spans.find(
    ({ opensAt, closesAt }) => closesAt - Math.max(now, opensAt) >= leastMs && closesAt > now,
  );
  return found === undefined || found.opensAt > now + horizonMs ? null : found;
}

/** The longest stretch that the window is open without a break, of those that begin within 8 days; what has passed doesn't count. */
export function longestSpanMs(window: SendingWindow, now: number): number {
  const lengths = spansAround(window, now, HORIZON_MS)
    .filter(({ opensAt, closesAt }) => opensAt <= now + LONGEST_MS && closesAt > now)
    .map(({ opensAt, closesAt }) => closesAt - Math.max(now, opensAt));
  return Math.max(0, ...lengths);
}

/** Not open for a minute within 15 days: nothing could be sent. */
export function isNeverOpen(window: SendingWindow, now: number): boolean {
  return nextOpenSpan(window, now, 1) === null;
}

/** All spans from before `now` until well after the horizon; of every one that begins within it the true end. */
function spansAround(window: SendingWindow, now: number, horizonMs: number): readonly OpenSpan[] {
  const known = computed.get(window);
  if (
    known !== undefined &&
    known.from <= now &&
    now <= known.from + REUSE_MS &&
    known.horizonMs >= horizonMs
  ) {
    return known.spans;
  }
  const spans = computeSpans(window, now - LONGEST_MS, now + REUSE_MS + horizonMs + LONGEST_MS);
  computed.set(window, { from: now, horizonMs, spans });
  return spans;
}

function computeSpans(window: SendingWindow, from: number, to: number): readonly OpenSpan[] {
  const entries = window.entries.filter(({ week }) => !isAllWeek(week));
  const [first, ...others] = entries.map(({ zone, week }) => spansOfWeek(zone, week, from, to));
  if (first === undefined) return [{ opensAt: from, closesAt: Infinity }];
  return others.reduce(intersectSpans, first);
}

/** The spans of one zone, from the day before `from` to the day after `to`; those that adjoin are one. */
function spansOfWeek(zone: string, week: WeekHours, from: number, to: number): readonly OpenSpan[] {
  const spans: OpenSpan[] = [];
  const firstDay = Math.floor((from + offsetMs(zone, from)) / DAY_MS) - 2;
  const lastDay = Math.floor((to + offsetMs(zone, to)) / DAY_MS) + 1;
  for (let day = firstDay; day <= lastDay; day += 1) {
    const hours = week[(day + FIRST_WEEKDAY) % 7] ?? null;
    if (hours === null) continue;
    const opensAt = instantsOf(zone, day * DAY_MS + hours[0] * MINUTE_MS).latest;
    const closesAt = instantsOf(zone, day * DAY_MS + hours[1] * MINUTE_MS).earliest;
    const last = spans.at(-1);
    if (closesAt <= opensAt) continue;
    if (last === undefined || last.closesAt < opensAt) spans.push({ opensAt, closesAt });
    else spans[spans.length - 1] = { ...last, closesAt: Math.max(last.closesAt, closesAt) };
  }
  return spans;
}

/** What is open in both lists, each in order and without overlaps. */
function intersectSpans(ones: readonly OpenSpan[], others: readonly OpenSpan[]): readonly OpenSpan[] {
  const shared: OpenSpan[] = [];
  let index = 0;
  for (const one of ones) {
    while (index < others.length && (others[index]?.closesAt ?? 0) <= one.opensAt) index += 1;
    for (let next = index; next < others.length; next += 1) {
      const other = others[next];
      if (other === undefined || other.opensAt >= one.closesAt) break;
      shared.push({
        opensAt: Math.max(one.opensAt, other.opensAt),
        closesAt: Math.min(one.closesAt, other.closesAt),
      });
    }
  }
  return shared;
}
