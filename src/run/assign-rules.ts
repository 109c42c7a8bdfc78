import { InputError } from '../core/error.ts';
import { limitsOf, type RunLimits } from '../core/limits.ts';
import type { AssignRules } from '../plan/assign.ts';
import { choosePrice, type PriceRule } from '../plan/price-list.ts';
import { longestSpanMs } from '../plan/window/open-span.ts';
import { createWindowPicker, type WindowSettings } from '../plan/window/pick-window.ts';
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

/** Binds what decides a recipient's batch to the settings; answers are kept, since they are asked for by every row. */
export function createAssignRules(settings: AssignSettings, now: number): AssignRules {
  const reach = remember((from: string) => reachOf([from]));
  const most = remember((key: string) => {
    const [from = '', window = ''] = key.split('\n');
    return mostOf(settings, from, window, now);
  });
  const price = remember((key: string) => {
    const [from = '', country] = key.split('\n');
    return choosePrice(settings.prices, country === 'CA' ? 'CA' : 'US', from, now);
  });
  return {
    batchSize: settings.batchSize,
    reaches: (from, country) => reach(from).has(country),
    windowOf: createWindowPicker(settings.window, now),
    priceOf: (from, country) => price(`${from}\n${country}`),
    mostOf: (from, window) => most(`${from}\n${window}`),
  };
}

function remember<T>(find: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = find(key);
    known.set(key, value);
    return value;
  };
}

/**
 * How many recipients a batch may have so that it drains within one opening of its window, and within a day's limit.
 *
 * @throws InputError where that is nobody.
 */
function mostOf({ limits, windowSource }: AssignSettings, from: string, text: string, now: number): number {
  const { perMinute, dailyCap } = limitsOf(limits, from);
  if (text === '') return dailyCap ?? Infinity;
  const window = parseWindow(text);
  const fitting = drainable(longestSpanMs(window, now), perMinute);
  if (fitting >= 1) return Math.min(fitting, dailyCap ?? Infinity);
  throw new InputError([
    {
      where: windowSource,
      found: `the window ${describeWindow(window)} is too short for a single message: it needs a margin of ${MARGIN_MS / 60_000} minutes`,
      remedy: 'Give longer hours: the law of the recipient’s state narrows them. Nothing was sent.',
    },
  ]);
}
