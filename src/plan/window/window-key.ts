import { DefectError } from '../../core/error.ts';
import type { SendingWindow, WeekHours } from '../../core/window.ts';
import { formatWeekHours, intersectWeeks, isAllWeek, isNoHours, parseWeekHours } from './week-hours.ts';

type Entry = SendingWindow['entries'][number];

/** `America/Chicago,America/Denver Mon-Sat 08:00-20:00`: a zone has no space and no comma in its name. */
const GROUP = /^(\S+) (.+)$/;
const AND = ' & ';
const parsed = new Map<string, SendingWindow>();

/**
 * The shortest window that is open at the same time: one entry a zone where one week can say it, none that is always
 * open, sorted by zone and hours.
 */
export function canonicalWindow(window: SendingWindow): SendingWindow {
  const byZone = new Map<string, Map<string, WeekHours>>();
  for (const { zone, week } of window.entries) {
    const weeks = byZone.get(zone) ?? new Map<string, WeekHours>();
    byZone.set(zone, weeks.set(formatWeekHours(week), week));
  }
  const entries = [...byZone].flatMap(([zone, weeks]) =>
    mergeWeeks([...weeks].sort(byText).map(([, week]) => week)).map((week): Entry => ({ zone, week })),
  );
  return { entries: entries.sort((a, b) => byText([sortKey(a)], [sortKey(b)])) };
}

function mergeWeeks(weeks: readonly WeekHours[]): WeekHours[] {
  const merged: WeekHours[] = [];
  for (const week of weeks) {
    if (isAllWeek(week)) continue;
    const shared = merged.map((other) => intersectWeeks(other, week));
    const index = shared.findIndex((each) => each !== null);
    if (index < 0) merged.push(week);
    else merged[index] = shared[index] ?? week;
  }
  return merged;
}

/**
 * The window as a text that is stored and compared: equal texts are equal windows. Empty when it is always open.
 *
 * Grammar, to be read by every later version:
 * `window = "" | group *(" & " group)` all of them must be open ·
 * `group = zone *("," zone) " " week` the week holds in each of the zones ·
 * `zone` is an IANA name · `week = "none" | hours | days " " hours *(", " days " " hours)`, days that aren't named have
 * none · `days = day | day "-" day`, `Mon` to `Sun` · `hours = HH:MM "-" HH:MM`, past midnight when the second is
 * earlier.
 */
export function formatWindow(window: SendingWindow): string {
  return groupByWeek(canonicalWindow(window))
    .map(([week, zones]) => `${zones.join(',')} ${week}`)
    .join(AND);
}

/**
 * Reads what formatWindow wrote. The same text gives the same object.
 *
 * @throws DefectError for any other text: nobody else writes it.
 */
export function parseWindow(text: string): SendingWindow {
  const known = parsed.get(text);
  if (known !== undefined) return known;
  const entries = (text === '' ? [] : text.split(AND)).flatMap((group): Entry[] => {
    const [, zones = '', hours = ''] = GROUP.exec(group) ?? [];
    const read = parseWeekHours(hours);
    if (zones === '' || !('week' in read))
      throw new DefectError(`not a sending window: ${JSON.stringify(text)}`);
    return zones.split(',').map((zone) => ({ zone, week: read.week }));
  });
  const window = canonicalWindow({ entries });
  parsed.set(text, window);
  return window;
}

/** For people: `Mon-Sat 09:00-21:00, Sun 12:00-21:00 America/Chicago and 08:00-21:00 America/Denver`. */
export function describeWindow(window: SendingWindow): string {
  const groups = groupByWeek(canonicalWindow(window));
  if (groups.length === 0) return 'at any time';
  if (window.entries.some(({ week }) => isNoHours(week))) return 'never';
  return groups.map(([week, zones]) => `${week} ${zones.join(', ')}`).join(' and ');
}

/** Zones with the same hours together, in the order of the first of them. */
function groupByWeek({ entries }: SendingWindow): [week: string, zones: string[]][] {
  const groups = new Map<string, string[]>();
  for (const { zone, week } of entries) {
    const text = formatWeekHours(week);
    groups.set(text, [...(groups.get(text) ?? []), zone]);
  }
  return [...groups];
}

function sortKey({ zone, week }: Entry): string {
  return `${zone} ${formatWeekHours(week)}`;
}

function byText([a]: readonly [string, ...unknown[]], [b]: readonly [string, ...unknown[]]): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
