import type { CostChange, Effect } from './fault.ts';

/** Every fault with its arguments, for messages and help. */
export const KNOWN_EFFECTS: readonly string[] = [
  'drop-before',
  'drop-after',
  'hang-before',
  'hang-after',
  'delay DURATION [before|after]',
  'status CODE [before|after]',
  'redirect CODE',
  'throttle SECONDS|none|date',
  'lag DURATION',
  'loop [same|first]',
  'cost none|zero|long',
  'truncate',
  'garbage',
  'no-id',
  'no-rate-headers',
  'expire-token',
];

type Refuse = (reason: string) => Error;

/** Takes a fault's name and arguments off the front of `words`; throws what `refuse` makes of a wrong one. */
export function parseEffect(words: string[], refuse: Refuse): Effect {
  const name = words.shift() ?? '';
  switch (name) {
    case 'drop-before':
    case 'drop-after':
      return { kind: 'drop', isAfter: name === 'drop-after' };
    case 'hang-before':
    case 'hang-after':
      return { kind: 'hang', isAfter: name === 'hang-after' };
    case 'delay':
      return { kind: 'delay', delayMs: takeDuration(name, words, refuse), isAfter: takeIsAfter(words) };
    case 'status':
      return { kind: 'status', status: takeCode(name, words, refuse, 400, 599), isAfter: takeIsAfter(words) };
    case 'redirect':
      return { kind: 'redirect', status: takeCode(name, words, refuse, 300, 399) };
    case 'throttle':
      return { kind: 'throttle', retryAfter: takeRetryAfter(words, refuse) };
    case 'lag':
      return { kind: 'lag', lagMs: takeDuration(name, words, refuse) };
    case 'loop':
      return { kind: 'loop', to: takeLoopTarget(words) };
    case 'cost':
      return { kind: 'cost', change: takeCostChange(words, refuse) };
    case 'truncate':
    case 'garbage':
    case 'no-id':
    case 'no-rate-headers':
    case 'expire-token':
      return { kind: name };
    default:
      throw refuse(`unknown fault "${name}"`);
  }
}

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function takeDuration(name: string, words: string[], refuse: Refuse): number {
  const word = words.shift() ?? '';
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(word);
  const unit = UNITS_MS[match?.[2] ?? ''];
  if (match === null || unit === undefined) {
    throw refuse(`"${name}" needs a duration such as 200ms, 5s or 2m, not "${word}"`);
  }
  return Number(match[1]) * unit;
}

function takeCode(name: string, words: string[], refuse: Refuse, minimum: number, maximum: number): number {
  const word = words.shift() ?? '';
  const code = Number(word);
  if (!/^\d{3}$/.test(word) || code < minimum || code > maximum) {
    throw refuse(`"${name}" needs an HTTP status from ${minimum} to ${maximum}, not "${word}"`);
  }
  return code;
}

function takeRetryAfter(words: string[], refuse: Refuse): 'none' | 'date' | number {
  const word = words.shift() ?? '';
  if (word === 'none' || word === 'date') return word;
  if (/^\d{1,6}$/.test(word)) return Number(word);
  throw refuse(`"throttle" needs seconds, "none" or "date", not "${word}"`);
}

function takeIsAfter(words: string[]): boolean {
  if (words[0] !== 'before' && words[0] !== 'after') return false;
  return words.shift() === 'after';
}

function takeLoopTarget(words: string[]): 'same' | 'first' {
  if (words[0] !== 'same' && words[0] !== 'first') return 'same';
  return words.shift() === 'first' ? 'first' : 'same';
}

function takeCostChange(words: string[], refuse: Refuse): CostChange {
  const word = words.shift() ?? '';
  if (word === 'none' || word === 'zero' || word === 'long') return word;
  throw refuse(`"cost" needs "none", "zero" or "long", not "${word}"`);
}
