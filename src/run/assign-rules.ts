import { limitsOf, type RunLimits } from '../core/limits.ts';
import type { Country } from '../core/recipient.ts';
import type { AssignRules } from '../plan/assign.ts';
import { choosePrice, type PriceRule } from '../plan/price-list.ts';
import type { Refusal } from '../plan/screen.ts';
import { isNeverOpen, longestSpanMs } from '../plan/window/open-span.ts';
import { createWindowPicker, placeOf, type WindowSettings } from '../plan/window/pick-window.ts';
import { describeWindow, parseWindow } from '../plan/window/window-key.ts';
import { reachOf } from '../intake/reach.ts';
import { drainable, MARGIN_MS } from './queue.ts';

export interface AssignSettings {
  readonly batchSize: number;
  readonly window: WindowSettings;
  /** Where the window was said, for errors. */
  readonly windowSource: string;
  readonly prices: readonly PriceRule[];
  readonly limits: RunLimits;
}

/** Numbers of one area code: they have the same hours. */
const SUBSCRIBERS = 10_000_000;

/** Binds what decides a recipient's batch to the settings; answers are kept, since they are asked for by every row. */
export function createAssignRules(settings: AssignSettings, now: number): AssignRules {
  const reach = remember((from: string) => reachOf([from]));
  const most = rememberBoth((from: string, window: string) => mostOf(settings, from, window, now));
  const price = rememberBoth((from: string, country: Country) =>
    choosePrice(settings.prices, country, from, now),
  );
  const windowOf = createWindowPicker(settings.window, now);
  const refuse = remember((prefix: string) => {
    const phone = Number(prefix) * SUBSCRIBERS;
    return refuseHours(settings, phone, windowOf(phone), now);
  });
  return {
    batchSize: settings.batchSize,
    reaches: (from, country) => reach(from).has(country),
    windowOf,
    priceOf: (from, country) => price(from, country),
    mostOf: (from, window) => most(from, window),
    refusalOf: (phone, from) => {
      const window = windowOf(phone);
      const hasRoom = window === '' || most(from, window) >= 1;
      return hasRoom ? null : refuse(`${Math.floor(phone / SUBSCRIBERS)}`);
    },
  };
}

function rememberBoth<K extends string, T>(find: (one: string, other: K) => T): (one: string, other: K) => T {
  const known = remember((one: string) => remember((other: K) => find(one, other)));
  return (one, other) => known(one)(other);
}

function remember<K extends string, T>(find: (key: K) => T): (key: K) => T {
  const known = new Map<K, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = find(key);
    known.set(key, value);
    return value;
  };
}

/** How many recipients a batch may have so that it drains within one opening of its window, and within a day's limit. */
function mostOf({ limits }: AssignSettings, from: string, text: string, now: number): number {
  const { perMinute, dailyCap } = limitsOf(limits, from);
  if (text === '') return dailyCap ?? Infinity;
  const fitting = drainable(longestSpanMs(parseWindow(text), now), perMinute);
  return Math.min(fitting, dailyCap ?? Infinity);
}

/** For somebody whose hours have no room for a single message: where that is, and what is left of the hours. */
function refuseHours({ windowSource }: AssignSettings, phone: number, text: string, now: number): Refusal {
  const { code, states } = placeOf(phone);
  const window = parseWindow(text);
  const place =
    states === null
      ? `area code ${code} tells no place, and all of the country shares`
      : `area code ${code} is in ${states.join(', ')}, which has`;
  const hours = isNeverOpen(window, now)
    ? 'no hours'
    : `no hours that are long enough for a message and a margin of ${MARGIN_MS / 60_000} minutes`;
  const law = windowSource === 'default' ? 'the law' : `${windowSource} and the law`;
  const left = states === null || isNeverOpen(window, now) ? '' : ` (${describeWindow(window)})`;
  return { code: 'no-sending-hours', reason: `${place} ${hours} within ${law}${left}` };
}
