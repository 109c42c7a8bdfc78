import type { WeekHours } from '../../core/window.ts';

/** What is wrong with a text that a person wrote, and what would be right. */
export interface Unreadable {
  readonly found: string;
  readonly wanted: string;
}

type Span = WeekHours[number];

const DAY = 1440;
/** As people write a week: from Monday. The number is the index in WeekHours. */
const DAYS = [
  ['Mon', 1],
  ['Tue', 2],
  ['Wed', 3],
  ['Thu', 4],
  ['Fri', 5],
  ['Sat', 6],
  ['Sun', 0],
] as const;
const NEVER = 'none';
const WANTED =
  'Use hours such as 08:00-20:00, with days such as Mon-Fri 09:00-18:00, Sat 10:00-17:00, Sun none';

const NO_HOURS: WeekHours = DAYS.map(() => null);

/**
 * Reads `08:00-20:00` (every day), `Mon-Fri 09:00-18:00, Sat 10:00-17:00` (days that aren't named have none), `none`.
 * `22:00-02:00` goes on past midnight and belongs to the day on which it begins; `24:00` is the end of a day.
 */
export function parseWeekHours(text: string): { readonly week: WeekHours } | Unreadable {
  const parts = text.split(',').map((part) => part.trim());
  const [only = ''] = parts;
  if (parts.length === 1 && !/^[a-z]{3}\b.* /i.test(only)) {
    const span = parseSpan(only);
    return span === undefined ? unreadable(only) : { week: DAYS.map(() => span) };
  }
  const week: Span[] = [...NO_HOURS];
  const named = new Set<number>();
  for (const part of parts) {
    const [, first = '', last = first, hours = ''] =
      /^([a-z]+)(?:\s*-\s*([a-z]+))?\s+(.+)$/i.exec(part) ?? [];
    const span = parseSpan(hours);
    const days = daysBetween(first, last);
    if (span === undefined || days === null) return unreadable(part);
    for (const day of days) {
      if (named.has(day)) return { found: `${JSON.stringify(part)} names a day again`, wanted: WANTED };
      named.add(day);
      week[day] = span;
    }
  }
  return { week };
}

/** The canonical text, from Monday: what parseWeekHours reads back to the same week. */
export function formatWeekHours(week: WeekHours): string {
  const groups: { first: string; last: string; hours: string }[] = [];
  for (const [name, day] of DAYS) {
    const hours = formatSpan(week[day] ?? null);
    const group = groups.at(-1);
    if (group?.hours === hours) group.last = name;
    else groups.push({ first: name, last: name, hours });
  }
  if (groups.length === 1) return groups[0]?.hours ?? NEVER;
  return groups
    .filter(({ hours }) => hours !== NEVER)
    .map(({ first, last, hours }) => `${first === last ? first : `${first}-${last}`} ${hours}`)
    .join(', ');
}

/** Open at every minute of the week. */
export function isAllWeek(week: WeekHours): boolean {
  const merged = mergeSpans(toMinutes(week));
  return merged.some(([from, to]) => to - from >= 7 * DAY);
}

/** Open at no minute of the week. */
export function isNoHours(week: WeekHours): boolean {
  return week.every((span) => span === null);
}

/** The hours that both weeks have; null when no single week can say it (two spans on one day). */
export function intersectWeeks(one: WeekHours, other: WeekHours): WeekHours | null {
  if (isAllWeek(one)) return other;
  if (isAllWeek(other)) return one;
  const theirs = mergeSpans(toMinutes(other));
  const shared = mergeSpans(toMinutes(one)).flatMap(([from, to]) =>
    theirs.flatMap(([start, end]): [number, number][] => {
      const cut: [number, number] = [Math.max(from, start), Math.min(to, end)];
      return cut[0] < cut[1] ? [cut] : [];
    }),
  );
  return toWeek(shared);
}

/** Minutes of three weeks on end, so that what wraps around Saturday's midnight is there as a whole in the middle. */
function toMinutes(week: WeekHours): [number, number][] {
  return [0, 7, 14].flatMap((first) =>
    week.flatMap((span, day): [number, number][] =>
      span === null ? [] : [[(first + day) * DAY + span[0], (first + day) * DAY + span[1]]],
    ),
  );
}

function mergeSpans(spans: readonly [number, number][]): [number, number][] {
  const merged: [number, number][] = [];
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last !== undefined && last[1] >= from) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** The middle one of the three weeks; a span of a day or more is cut at its midnights. */
function toWeek(spans: readonly [number, number][]): WeekHours | null {
  const week: Span[] = [...NO_HOURS];
  for (const [from, to] of spans.flatMap(cutAtMidnights)) {
    if (from < 7 * DAY || from >= 14 * DAY) continue;
    const day = Math.floor(from / DAY) - 7;
    if (week[day] !== null) return null;
    const midnight = (day + 7) * DAY;
    week[day] = [from - midnight, to - midnight];
  }
  return week;
}

function cutAtMidnights([from, to]: [number, number]): [number, number][] {
  if (to - from < DAY) return [[from, to]];
  const midnight = (Math.floor(from / DAY) + 1) * DAY;
  return [[from, midnight], ...(to > midnight ? cutAtMidnights([midnight, to]) : [])];
}

/** Undefined when it can't be read. */
function parseSpan(text: string): Span | undefined {
  if (text.toLowerCase() === NEVER) return null;
  const match = /^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = match.slice(1).map(Number);
  const from = fromHour * 60 + fromMinute;
  const to = toHour * 60 + toMinute;
  if (from >= DAY || to > DAY || fromMinute > 59 || toMinute > 59 || from === to) return undefined;
  return [from, to > from ? to : to + DAY];
}

function formatSpan(span: Span): string {
  if (span === null) return NEVER;
  const [from, to] = span;
  return `${formatTime(from)}-${formatTime(to > DAY ? to - DAY : to)}`;
}

function formatTime(minutes: number): string {
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0')).join(':');
}

function daysBetween(first: string, last: string): readonly number[] | null {
  const [from, to] = [first, last].map((name) =>
    DAYS.findIndex(([day]) => day.toLowerCase() === name.toLowerCase()),
  );
  if (from === undefined || to === undefined || from < 0 || to < 0) return null;
  const count = ((to - from + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => DAYS[(from + index) % 7]?.[1] ?? 0);
}

function unreadable(part: string): Unreadable {
  return { found: part === '' ? 'an empty value' : JSON.stringify(part), wanted: WANTED };
}
