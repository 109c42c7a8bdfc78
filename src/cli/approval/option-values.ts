import { formatMoney } from '../../core/money.ts';
import type { World } from '../../core/run.ts';
import { reachOf } from '../../intake/reach.ts';
import { formatMaxInvalid } from '../../plan/max-invalid.ts';
import { choosePrice } from '../../plan/price-list.ts';
import { formatWeekHours } from '../../plan/window/week-hours.ts';
import type { CampaignRequest } from '../campaign-options.ts';
import { toWindow } from '../prepare-request.ts';
import { toLimits } from '../sender-limits.ts';
import type { CampaignOptionName } from '../settings/options.ts';
import { formatDuration } from '../settings/values.ts';

/**
 * What each option comes to, as text: two texts are equal exactly when they do the same. Defaults are told by what the
 * program does today, not by their absence: a later version may do something else. A price that depends on the day is
 * told as of `now` (epoch milliseconds).
 */
export function tellValue(
  name: CampaignOptionName,
  request: CampaignRequest,
  world: World,
  now: number,
): string {
  const { options, sources } = request;
  const limits = (): ReturnType<typeof toLimits> => toLimits({ values: options, sources }, world);
  switch (name) {
    case 'name':
      return request.name;
    case 'delimiter':
      return options.delimiter === '\t' ? 'tab' : tellPlain(options.delimiter);
    case 'price':
      return tellPrices(request, now);
    case 'window':
      return tellWindow(request, world);
    case 'maxInvalid':
      return formatMaxInvalid(options.maxInvalid);
    case 'maxCost':
      return options.maxCost === null ? NONE : formatMoney(options.maxCost);
    case 'maxSpam':
    case 'minDelivered':
      return options[name] === null ? NONE : `${options[name]}%`;
    case 'repeatGuard':
    case 'inDoubtGrace':
    case 'requestTimeout':
    case 'settleAfter':
    case 'trackFor':
      return tellTime(options[name]);
    case 'queueAhead':
      return tellTime(limits().queueAheadMs);
    case 'rate':
      return tellEach(limits().senders.map(({ from, perMinute }) => [from, String(perMinute)]));
    case 'dailyCap':
      return tellEach(
        limits().senders.map(({ from, dailyCap }) => [from, dailyCap === null ? NONE : String(dailyCap)]),
      );
    default:
      return tellPlain(options[name]);
  }
}

const NONE = 'none';

function tellTime(ms: number | null): string {
  return ms === null ? 'off' : formatDuration(ms);
}

function tellWindow(request: CampaignRequest, world: World): string {
  const window = toWindow(request, world);
  if (window.kind === 'none') return NONE;
  return window.own === null ? 'law' : formatWeekHours(window.own);
}

/** The price of today for every country that a sender reaches. */
function tellPrices({ options }: CampaignRequest, now: number): string {
  return tellEach(
    options.from.flatMap((from) =>
      [...reachOf([from])]
        .sort()
        .map((country): [string, string] => [
          `${country} from ${from}`,
          formatMoney(choosePrice(options.price, country, from, now)),
        ]),
    ),
  );
}

/** One value where all have the same, else each with its own. */
function tellEach(values: readonly (readonly [of: string, value: string])[]): string {
  const distinct = new Set(values.map(([, value]) => value));
  if (distinct.size <= 1) return [...distinct][0] ?? NONE;
  return values.map(([of, value]) => `${of}=${value}`).join(', ');
}

type Plain = string | number | boolean | null | readonly string[] | Readonly<Record<string, string>>;

function tellPlain(value: Plain): string {
  if (value === null) return NONE;
  // A key that is called like nothing is not nothing.
  if (value === NONE) return JSON.stringify(value);
  if (typeof value !== 'object') return String(value);
  const parts = Array.isArray(value)
    ? (value as readonly string[])
    : Object.entries(value)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, field]) => `${key}=${field}`);
  return parts.length === 0 ? NONE : parts.join(', ');
}
