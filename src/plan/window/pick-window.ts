import type { SendingWindow, WeekHours } from '../../core/window.ts';
import { AREA_CODE_ROWS } from './area-codes.ts';
import { lawOf, type StateRuleOverrides } from './law.ts';
import { toTimeZone } from './time-zone.ts';
import { formatWindow } from './window-key.ts';

/** `none`: at any time. `law`: the hours of the recipient's state in the recipient's zone, and the user's within them. */
export type WindowSettings =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'law';
      /** The user's own hours. They narrow the law and never widen it. */
      readonly own: WeekHours | null;
      /** Where `own` is meant: the recipient's zone, or an IANA zone. The law is always in the recipient's. */
      readonly zone: string;
      readonly overrides: StateRuleOverrides;
    };

/** `WindowSettings.zone` for the recipient's own. */
export const RECIPIENT_ZONE = 'recipient';

type Law = Extract<WindowSettings, { kind: 'law' }>;
type Entry = SendingWindow['entries'][number];

/** Where a number may ring: a state's law in one of its zones. */
interface Place {
  readonly state: string;
  readonly zone: string;
}

/** Far from everywhere, with area codes of their own: numbers that tell no place are not taken for theirs. */
const FAR_TERRITORIES: ReadonlySet<string> = new Set(['AS', 'GU', 'MP']);
const FIRST = 12_000_000_000;
const LAST = 19_999_999_999;
const NUMBERS_A_CODE = 10_000_000;
const CODES = 1000;
const NO_CODE = 0;

/**
 * The window of each recipient as the text of formatWindow, empty when windows are off. `phone` is E.164 digits as a
 * number, 14155550100. Recipients with the same hours in the same zones have the same text. Rules in force at `now`
 * apply.
 *
 * A number that tells no place (toll-free, personal, a new area code) may ring anywhere in the country: its window is
 * open when it is open everywhere in the states, DC, Puerto Rico, the Virgin Islands and Canada, by every rule of each.
 */
export function createWindowPicker(settings: WindowSettings, now: number): (phone: number) => string {
  if (settings.kind === 'none') return () => '';
  const places = placesByCode();
  const known = new Array<string | undefined>(CODES);
  let anywhere: string | null = null;
  const textOf = (where: readonly Place[]): string => formatWindow(windowOf(where, settings, now));
  const find = (code: number): string => {
    const where = places.get(code);
    return where === undefined ? (anywhere ??= textOf(everyPlace())) : textOf(where);
  };
  return (phone) => {
    const code = phone < FIRST || phone > LAST ? NO_CODE : Math.floor(phone / NUMBERS_A_CODE) - CODES;
    return (known[code] ??= find(code));
  };
}

/** The area code of a number, `605`, and the states that it is of; null: it tells no place. */
export function placeOf(phone: number): { readonly code: string; readonly states: readonly string[] | null } {
  const code = Math.floor(phone / NUMBERS_A_CODE) - CODES;
  const row = AREA_CODE_ROWS.find(([, , codes]) => codes.split(' ').includes(String(code)));
  return { code: String(code), states: row === undefined ? null : row[0].split(' ') };
}

function windowOf(places: readonly Place[], settings: Law, now: number): SendingWindow {
  const { own, zone, overrides } = settings;
  const law = places.flatMap((place) =>
    lawOf(place.state, now, overrides).map((week): Entry => ({ zone: place.zone, week })),
  );
  if (own === null) return { entries: law };
  const zones = zone === RECIPIENT_ZONE ? places.map((place) => place.zone) : [toTimeZone(zone) ?? zone];
  return { entries: [...law, ...zones.map((each): Entry => ({ zone: each, week: own }))] };
}

function placesByCode(): ReadonlyMap<number, readonly Place[]> {
  return new Map(
    AREA_CODE_ROWS.flatMap(([states, zones, codes]) => {
      const places = placesOf(states, zones);
      return codes.split(' ').map((code) => [Number(code), places] as const);
    }),
  );
}

function everyPlace(): readonly Place[] {
  const places = AREA_CODE_ROWS.flatMap(([states, zones]) => placesOf(states, zones));
  const each = new Map(places.map((place) => [`${place.state} ${place.zone}`, place]));
  return [...each.values()].filter(({ state }) => !FAR_TERRITORIES.has(state));
}

function placesOf(states: string, zones: string): readonly Place[] {
  return states.split(' ').flatMap((state) => zones.split(' ').map((zone) => ({ state, zone })));
}
