import { describe, expect, it } from 'vitest';
import { isNeverOpen, longestSpanMs, nextOpenSpan } from '../../../../src/plan/window/open-span.ts';
import { parseWindow } from '../../../../src/plan/window/window-key.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const FEDERAL = 'America/New_York 08:00-21:00';
/** A Wednesday; New York is five hours behind UTC. */
const MORNING = '2026-01-14T12:00:00Z';

function at(text: string): number {
  return Date.parse(text);
}

/** The span as `from/to` in UTC, to the minute. */
function spanAt(text: string, now: string, leastMs = 1, horizonMs?: number): string | null {
  const span = nextOpenSpan(parseWindow(text), at(now), leastMs, horizonMs);
  const show = (instant: number): string =>
    instant === Infinity ? 'forever' : new Date(instant).toISOString().slice(0, 16);
  return span === null ? null : `${show(span.opensAt)}/${show(span.closesAt)}`;
}

describe('the next open span', () => {
  it('is the one that is open, from its own beginning', () => {
    expect(spanAt(FEDERAL, '2026-01-14T18:00:00Z')).toBe('2026-01-14T13:00/2026-01-15T02:00');
  });

  it('is the one that opens next, when none is open', () => {
    expect(spanAt(FEDERAL, MORNING)).toBe('2026-01-14T13:00/2026-01-15T02:00');
    expect(spanAt(FEDERAL, '2026-01-15T02:00:00Z')).toBe('2026-01-15T13:00/2026-01-16T02:00');
  });

  it('has as much left as is asked for', () => {
    expect(spanAt(FEDERAL, '2026-01-15T01:00:00Z', HOUR_MS)).toBe('2026-01-14T13:00/2026-01-15T02:00');
    expect(spanAt(FEDERAL, '2026-01-15T01:00:00Z', HOUR_MS + 1)).toBe('2026-01-15T13:00/2026-01-16T02:00');
    expect(spanAt(FEDERAL, MORNING, 13 * HOUR_MS)).toBe('2026-01-14T13:00/2026-01-15T02:00');
    expect(spanAt(FEDERAL, MORNING, 13 * HOUR_MS + 1)).toBeNull();
  });

  it('begins within the horizon', () => {
    const sunday = 'America/New_York Sun 12:00-13:00';
    expect(spanAt(sunday, MORNING, 1, 4 * DAY_MS)).toBeNull();
    expect(spanAt(sunday, MORNING, 1, 5 * DAY_MS)).toBe('2026-01-18T17:00/2026-01-18T18:00');
  });

  it('never closes when the window is always open', () => {
    expect(nextOpenSpan(parseWindow(''), at(MORNING), DAY_MS)?.closesAt).toBe(Infinity);
    const always = {
      entries: [{ zone: 'America/New_York', week: Array<[number, number]>(7).fill([0, 1440]) }],
    };
    expect(nextOpenSpan(always, at(MORNING), DAY_MS)?.closesAt).toBe(Infinity);
  });

  it('is open in all zones at once', () => {
    const coasts = 'America/Los_Angeles,America/New_York 08:00-21:00';
    expect(spanAt(coasts, MORNING)).toBe('2026-01-14T16:00/2026-01-15T02:00');
  });

  it('goes on past midnight', () => {
    const night = 'America/New_York Sat 22:00-02:00';
    expect(spanAt(night, '2026-01-18T06:30:00Z')).toBe('2026-01-18T03:00/2026-01-18T07:00');
  });

  it('goes on into the hours of the next day where they adjoin', () => {
    const weekend = 'America/New_York Sat 22:00-24:00, Sun 00:00-10:00, Mon 09:00-10:00';
    expect(spanAt(weekend, MORNING)).toBe('2026-01-18T03:00/2026-01-18T15:00');
    const overlapping = 'America/New_York Sat 22:00-02:00, Sun 01:00-03:00';
    expect(spanAt(overlapping, MORNING)).toBe('2026-01-18T03:00/2026-01-18T08:00');
  });

  it('may be days long', () => {
    const workdays = 'America/New_York Mon-Fri 00:00-24:00';
    expect(spanAt(workdays, '2026-01-16T12:00:00Z')).toBe('2026-01-12T05:00/2026-01-17T05:00');
  });

  it('keeps to the clocks on the wall when they change', () => {
    expect(spanAt(FEDERAL, '2026-03-07T20:00:00Z')).toBe('2026-03-07T13:00/2026-03-08T02:00');
    expect(spanAt(FEDERAL, '2026-03-08T10:00:00Z')).toBe('2026-03-08T12:00/2026-03-09T01:00');
    expect(spanAt(FEDERAL, '2026-11-01T04:00:00Z')).toBe('2026-11-01T13:00/2026-11-02T02:00');
    expect(spanAt('America/Phoenix 08:00-21:00', '2026-03-08T10:00:00Z')).toBe(
      '2026-03-08T15:00/2026-03-09T04:00',
    );
  });

  it('is found again when the clock is set back, forward and back', () => {
    const seen = [
      MORNING,
      '2026-03-14T12:00:00Z',
      MORNING,
      '2026-01-14T13:00:00Z',
      '2025-07-14T12:30:00Z',
    ].map((now) => spanAt(FEDERAL, now));
    expect(seen).toEqual([
      '2026-01-14T13:00/2026-01-15T02:00',
      '2026-03-14T12:00/2026-03-15T01:00',
      '2026-01-14T13:00/2026-01-15T02:00',
      '2026-01-14T13:00/2026-01-15T02:00',
      '2025-07-14T12:00/2025-07-15T01:00',
    ]);
  });
});

describe('the longest span', () => {
  it('is the longest of the next days, whichever day it is on', () => {
    const week = parseWindow('America/New_York Mon-Fri 09:00-18:00, Sat 10:00-20:00');
    expect(longestSpanMs(week, at(MORNING))).toBe(10 * HOUR_MS);
  });

  it('is what is left of the one that is open, when no other is longer', () => {
    const workdays = parseWindow('America/New_York Wed 08:00-20:00, Thu 08:00-09:00');
    expect(longestSpanMs(workdays, at('2026-01-14T13:00:00Z'))).toBe(12 * HOUR_MS);
    expect(longestSpanMs(parseWindow('Etc/UTC Wed 08:00-20:00'), at('2026-01-14T19:00:00Z'))).toBe(
      12 * HOUR_MS,
    );
  });

  it('is endless when the window is always open, and nothing when it never is', () => {
    expect(longestSpanMs(parseWindow(''), at(MORNING))).toBe(Infinity);
    expect(longestSpanMs(parseWindow('America/New_York none'), at(MORNING))).toBe(0);
  });
});

describe('a window that never opens', () => {
  it.each([
    ['', false],
    [FEDERAL, false],
    ['America/New_York none', true],
    ['America/New_York 08:00-12:00 & Pacific/Honolulu 08:00-21:00', true],
    ['America/New_York 08:00-12:00 & America/Los_Angeles 08:00-21:00', false],
    ['America/Nowhere 08:00-21:00', true],
  ])('%j: %s', (text, isNever) => {
    expect(isNeverOpen(parseWindow(text), at(MORNING))).toBe(isNever);
  });
});
