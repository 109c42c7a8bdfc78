import type { CostChange } from './fault.ts';

/** The body without its id. */
export function removeId(json: unknown): unknown {
  if (!isObject(json)) return json;
  return Object.fromEntries(Object.entries(json).filter(([key]) => key !== 'id'));
}

/**
 * A page whose list never ends. `same`: its next page is itself, also on the last one. `first`: only the last page is
 * changed, and leads back to the first one. Pages are linked by tokens (A2P) or by addresses (the message store); a
 * body without either stays as it is.
 */
export function loopPages(json: unknown, to: 'same' | 'first'): unknown {
  if (!isObject(json) || !isObject(json['paging'])) return json;
  if (isObject(json['navigation'])) return { ...json, navigation: loopLinks(json, json['navigation'], to) };
  const { pageToken, firstPageToken, nextPageToken } = json['paging'];
  const next = to === 'same' ? pageToken : (nextPageToken ?? firstPageToken);
  return { ...json, paging: { ...json['paging'], nextPageToken: next } };
}

function loopLinks(
  json: Record<string, unknown>,
  links: Record<string, unknown>,
  to: 'same' | 'first',
): unknown {
  const next = to === 'same' ? { uri: json['uri'] } : (links['nextPage'] ?? links['firstPage']);
  return { ...links, nextPage: next };
}

/** The body with every `cost` in it changed, at any depth; a cost that isn't known yet stays unknown. */
export function changeCosts(value: unknown, change: CostChange): unknown {
  if (Array.isArray(value)) return value.map((entry: unknown) => changeCosts(entry, change));
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([key, entry]): [string, unknown][] => {
    if (key !== 'cost' || typeof entry !== 'number') return [[key, changeCosts(entry, change)]];
    if (change === 'none') return [];
    return [[key, change === 'zero' ? 0 : lengthen(entry)]];
  });
  return Object.fromEntries(entries);
}

/**
 * A slightly larger double that takes 17 significant digits to print, as sums of binary fractions do (0.0119 →
 * 0.011900000000000004). Where doubles lie so far apart that 16 digits always do (0.0952), it takes 16.
 */
function lengthen(cost: number): number {
  let longest = cost;
  for (let step = 1; step <= 16; step += 1) {
    const candidate = cost * (1 + step * Number.EPSILON);
    if (countDigits(candidate) > countDigits(longest)) longest = candidate;
  }
  return longest;
}

function countDigits(value: number): number {
  return value.toExponential().replace(/e.*$/, '').replace('.', '').length;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
