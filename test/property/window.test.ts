import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SendingWindow, WeekHours } from '../../src/core/window.ts';
import { AREA_CODE_ROWS } from '../../src/plan/window/area-codes.ts';
import { nextOpenSpan } from '../../src/plan/window/open-span.ts';
import { createWindowPicker } from '../../src/plan/window/pick-window.ts';
import { formatWeekHours, intersectWeeks, parseWeekHours } from '../../src/plan/window/week-hours.ts';
import { canonicalWindow, formatWindow, parseWindow } from '../../src/plan/window/window-key.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const WEEK_MINUTES = 7 * 1440;
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** Weeks from Thursday to Wednesday, 00:00 UTC, in whose middle clocks go forward or back, and a quiet one. */
const SPRING = Date.UTC(2026, 2, 5);
const AUTUMN = Date.UTC(2026, 9, 29);
const QUIET = Date.UTC(2026, 6, 9);

/** What a clock on the wall shows, by Intl: weekday × 1440 + minute, for each minute of a week. */
const walls = new Map<string, Int16Array>();

function wallOf(zone: string, from: number): Int16Array {
  const key = `${zone} ${from}`;
  const known = walls.get(key);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23' },
    ...{ weekday: 'short', hour: '2-digit', minute: '2-digit' },
  });
  const wall = new Int16Array(WEEK_MINUTES);
  for (let minute = 0; minute < WEEK_MINUTES; minute += 1) {
    const part = new Map(
      format.formatToParts(from + minute * MINUTE_MS).map(({ type, value }) => [type, value] as const),
    );
    const day = DAYS.indexOf(part.get('weekday') ?? '');
    wall[minute] = day * 1440 + Number(part.get('hour')) * 60 + Number(part.get('minute'));
  }
  walls.set(key, wall);
  return wall;
}

/** Whether a week has a minute of the wall's clock: in the span of that day, or in one that came over midnight. */
function hasMinute(week: WeekHours, shown: number): boolean {
  const day = Math.floor(shown / 1440);
  const minute = shown % 1440;
  const today = week[day] ?? null;
  const yesterday = week[(day + 6) % 7] ?? null;
  if (today !== null && today[0] <= minute && minute < today[1]) return true;
  return yesterday !== null && minute + 1440 < yesterday[1];
}

interface Compared {
  /** Minutes that nextOpenSpan calls open. */
  readonly open: number;
  /** Of these, minutes outside the hours by the wall's clock. */
  readonly outside: number;
  /** Minutes within the hours that nextOpenSpan doesn't call open. */
  readonly lost: number;
}

function compareWeek(window: SendingWindow, from: number): Compared {
  const isOpen = new Uint8Array(WEEK_MINUTES);
  const until = from + WEEK_MINUTES * MINUTE_MS;
  for (let now = from; now < until;) {
    const span = nextOpenSpan(window, now, 1);
    if (span === null) break;
    const first = (Math.max(span.opensAt, now) - from) / MINUTE_MS;
    isOpen.fill(1, first, Math.min((span.closesAt - from) / MINUTE_MS, WEEK_MINUTES));
    now = span.closesAt;
  }
  const places = window.entries.map(({ zone, week }) => ({ wall: wallOf(zone, from), week }));
  const counts = { open: 0, outside: 0, lost: 0 };
  for (let minute = 0; minute < WEEK_MINUTES; minute += 1) {
    const isWithin = places.every(({ wall, week }) => hasMinute(week, wall[minute] ?? 0));
    counts.open += isOpen[minute] ?? 0;
    if (isOpen[minute] === 1 && !isWithin) counts.outside += 1;
    if (isOpen[minute] === 0 && isWithin) counts.lost += 1;
  }
  return counts;
}

function weekOf(text: string): WeekHours {
  const read = parseWeekHours(text);
  if (!('week' in read)) throw new Error(read.found);
  return read.week;
}

/** The windows of all area codes and of one that tells no place, with the user's own hours or without. */
function windowsOf(own: string | null, zone = 'recipient'): [text: string, code: string][] {
  const week = own === null ? null : weekOf(own);
  const pick = createWindowPicker({ kind: 'law', own: week, zone, overrides: {} }, AUTUMN);
  const codes = ['800', ...AREA_CODE_ROWS.flatMap(([, , each]) => each.split(' '))];
  const found = new Map(codes.map((code) => [pick(10_000_000_000 + Number(code) * 10_000_000), code]));
  return [...found];
}

describe.each([
  ['clocks go forward', SPRING],
  ['clocks go back', AUTUMN],
  ['no clock changes', QUIET],
])('in a week in which %s', (_, from) => {
  it.each([
    [null, 'recipient'],
    ['09:00-18:00', 'recipient'],
    ['18:00-09:00', 'recipient'],
    ['Fri-Sat 20:00-10:00', 'recipient'],
    ['10:00-16:00', 'America/New_York'],
    ['20:00-04:00', 'America/Los_Angeles'],
  ] as const)('every minute that is called open is, and none is lost: own hours %s, %s', (own, zone) => {
    const wrong = windowsOf(own, zone)
      .map(([text, code]) => ({ code, text, ...compareWeek(parseWindow(text), from) }))
      .filter(({ outside, lost }) => outside > 0 || lost > 0);
    expect(wrong).toEqual([]);
  });
});

describe('where hours begin or end in an hour that is left out or repeated', () => {
  it.each([
    ['02:30-10:00', SPRING, 0],
    ['10:00-02:30', SPRING, 0],
    ['02:00-10:00', SPRING, 0],
    ['10:00-02:00', SPRING, 0],
    ['10:00-03:00', SPRING, 0],
    ['02:15-02:45', SPRING, 0],
    ['01:30-10:00', AUTUMN, 30],
    ['10:00-01:30', AUTUMN, 30],
    ['01:00-10:00', AUTUMN, 60],
    ['10:00-01:00', AUTUMN, 0],
    ['10:00-02:00', AUTUMN, 0],
    ['01:15-01:45', AUTUMN, 60],
    ['22:00-02:00', SPRING, 0],
    ['22:00-02:00', AUTUMN, 0],
  ])('%s is never open outside the wall’s hours, and closed for some minutes within', (hours, from, lost) => {
    for (const zone of ['America/New_York', 'America/Chicago', 'America/Los_Angeles', 'America/St_Johns']) {
      const found = compareWeek({ entries: [{ zone, week: weekOf(hours) }] }, from);
      expect([zone, found.outside, found.lost]).toEqual([zone, 0, lost]);
    }
  });
});

const span = fc
  .tuple(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 1, max: 1439 }))
  .map(([from, length]) => [from, from + length] as const);
const week: fc.Arbitrary<WeekHours> = fc.array(fc.option(fc.oneof(span, fc.constant([0, 1440] as const))), {
  minLength: 7,
  maxLength: 7,
});
const zone = fc.constantFrom(
  ...['America/New_York', 'America/Phoenix', 'Pacific/Honolulu', 'America/St_Johns', 'America/Puerto_Rico'],
  ...['Europe/London', 'Australia/Lord_Howe', 'Africa/Cairo', 'Asia/Kolkata', 'UTC'],
);
const window: fc.Arbitrary<SendingWindow> = fc.record({
  entries: fc.array(fc.record({ zone, week }), { maxLength: 4 }),
});
const parameters = { seed: 20_261_127, numRuns: 300 };

describe('any hours of a week', () => {
  it('are read back as they are written', () => {
    fc.assert(
      fc.property(week, (each) => {
        expect(weekOf(formatWeekHours(each))).toEqual(each);
      }),
      { ...parameters, numRuns: 2000 },
    );
  });

  it('are read or refused, whatever the text, and never throw', () => {
    const piece = fc.constantFrom('Mon', '-', ' ', ',', '08:00', '24:00', 'none', 'Sun 9:30-1:00', 'x');
    const text = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (each) => {
        const read = parseWeekHours(each);
        if ('week' in read) expect(weekOf(formatWeekHours(read.week))).toEqual(read.week);
        else expect([read.found, read.wanted]).not.toContain('');
      }),
      { ...parameters, numRuns: 2000 },
    );
  });

  it('share with others the minutes that both have, or no single week can say it', () => {
    let said = 0;
    fc.assert(
      fc.property(week, week, (one, other) => {
        const shared = intersectWeeks(one, other);
        if (shared === null) return;
        said += 1;
        for (let minute = 0; minute < WEEK_MINUTES; minute += 1) {
          const isBoth = hasMinute(one, minute) && hasMinute(other, minute);
          if (hasMinute(shared, minute) !== isBoth) expect([minute, !isBoth]).toEqual([minute, isBoth]);
        }
      }),
      parameters,
    );
    expect(said).toBeGreaterThan(20);
  });
});

describe('any window', () => {
  it('is read back from its text, and its text is always the same', () => {
    fc.assert(
      fc.property(window, (each) => {
        const text = formatWindow(each);
        expect(parseWindow(text)).toEqual(canonicalWindow(each));
        expect(formatWindow(parseWindow(text))).toBe(text);
        expect(formatWindow({ entries: [...each.entries].reverse() })).toBe(text);
      }),
      parameters,
    );
  });

  it('is open in the same minutes once it is canonical', () => {
    fc.assert(
      fc.property(window, (each) => {
        const { entries } = canonicalWindow(each);
        for (let minute = 0; minute < WEEK_MINUTES; minute += 7) {
          for (const name of new Set(each.entries.map((entry) => entry.zone))) {
            const isOpen = [each.entries, entries].map((list) =>
              list.every((entry) => entry.zone !== name || hasMinute(entry.week, minute)),
            );
            if (isOpen[0] !== isOpen[1]) expect([name, minute, isOpen]).toEqual([name, minute, 'equal']);
          }
        }
      }),
      { ...parameters, numRuns: 100 },
    );
  });

  it.each([SPRING, AUTUMN, QUIET])('is never open outside the wall’s hours in the week of %d', (from) => {
    fc.assert(
      fc.property(window, (each) => {
        expect(compareWeek(each, from).outside).toBe(0);
      }),
      { ...parameters, numRuns: 60 },
    );
  });

  it('gives the same next span from anywhere before it ends, and one that is open from its beginning to its end', () => {
    const instant = fc.integer({ min: SPRING, max: AUTUMN + 30 * DAY_MS });
    fc.assert(
      fc.property(window, instant, fc.integer({ min: 1, max: 3 * DAY_MS }), (each, now, leastMs) => {
        const found = nextOpenSpan(each, now, leastMs);
        if (found === null || found.closesAt === Infinity) return;
        const { opensAt, closesAt } = found;
        expect(closesAt - Math.max(opensAt, now)).toBeGreaterThanOrEqual(leastMs);
        expect(nextOpenSpan({ ...each }, Math.max(opensAt, now), 1)).toEqual(found);
        expect(nextOpenSpan({ ...each }, closesAt - 1, 1)).toEqual(found);
        expect(nextOpenSpan({ ...each }, closesAt, 1)?.opensAt ?? Infinity).toBeGreaterThan(closesAt);
      }),
      parameters,
    );
  });
});
