import { IANAZone } from 'luxon';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Zone → day since the epoch (UTC) → offset at its beginning. Two numbers a day and zone: never worth forgetting. */
const starts = new Map<string, Map<number, number>>();

/** How far a zone's clocks are ahead of UTC at an instant, in ms. Cheap where no clock changes on that day. */
export function offsetMs(zone: string, at: number): number {
  const day = Math.floor(at / DAY_MS);
  const before = offsetAtStart(zone, day);
  return before === offsetAtStart(zone, day + 1) ? before : readOffset(zone, at);
}

/**
 * The instants at which a zone's clocks show a local time, `local` being that time as if it were UTC: the same twice on
 * nearly every day; both of them where the hour is repeated; where it is left out, twice the instant of the change,
 * before which every clock shows less and after which every clock shows more.
 */
export function instantsOf(
  zone: string,
  local: number,
): { readonly earliest: number; readonly latest: number } {
  const guesses = [offsetMs(zone, local - DAY_MS), offsetMs(zone, local + DAY_MS)].map(
    (offset) => local - offset,
  );
  const shown = guesses.filter((at) => at + offsetMs(zone, at) === local);
  const instants = shown.length > 0 ? shown : [findChange(zone, Math.min(...guesses), Math.max(...guesses))];
  return { earliest: Math.min(...instants), latest: Math.max(...instants) };
}

/** The first instant with the offset of `to`, between two that have different ones. */
function findChange(zone: string, from: number, to: number): number {
  let [before, after] = [from, to];
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (offsetMs(zone, middle) === offsetMs(zone, to)) after = middle;
    else before = middle;
  }
  return after;
}

function offsetAtStart(zone: string, day: number): number {
  const days = starts.get(zone) ?? new Map<number, number>();
  starts.set(zone, days);
  const known = days.get(day);
  if (known !== undefined) return known;
  const offset = readOffset(zone, day * DAY_MS);
  days.set(day, offset);
  return offset;
}

function readOffset(zone: string, at: number): number {
  return IANAZone.create(zone).offset(at) * MINUTE_MS;
}
