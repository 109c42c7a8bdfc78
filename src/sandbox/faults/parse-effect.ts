import { parseDuration } from '../duration.ts';
import { type CostChange, type Effect, SIMPLE_EFFECTS } from './fault.ts';
import { parseProbability } from './probability.ts';

/** Every fault with its arguments, for messages and help. */
export const KNOWN_EFFECTS: readonly string[] = [
  'drop-unread',
  'drop-before',
  'drop-after',
  'hang-before',
  'hang-after',
  'late DURATION',
  'delay DURATION [before|after]',
  'twice',
  'alter-text',
  'never-final',
  'fate SMSCODE|Delivered [SHARE]',
  'status CODE [ERRORCODE|html] [before|after]',
  'refuse-sender',
  'redirect CODE',
  'penalty',
  'throttle SECONDS|none|date [with-headers]',
  'no-rate-headers',
  'lag DURATION',
  'loop [same|first]',
  'cost none|zero|long',
  'truncate',
  'garbage',
  'no-id',
  'expire-token',
  'revoke-tokens',
];

type Refuse = (reason: string) => Error;

/** Takes a fault's name and arguments off the front of `words`; throws what `refuse` makes of a wrong one. */
export function parseEffect(words: string[], refuse: Refuse): Effect {
  const name = words.shift() ?? '';
  const simple = SIMPLE_EFFECTS.find((known) => known === name);
  if (simple !== undefined) return { kind: simple };
  switch (name) {
    case 'drop-before':
    case 'drop-after':
      return { kind: 'drop', isAfter: name === 'drop-after' };
    case 'hang-before':
    case 'hang-after':
      return { kind: 'hang', isAfter: name === 'hang-after' };
    case 'late':
      return { kind: 'late', delayMs: takeDuration(name, words, refuse) };
    case 'delay':
      return { kind: 'delay', delayMs: takeDuration(name, words, refuse), isAfter: takeIsAfter(words) };
    case 'status':
      return takeStatus(words, refuse);
    case 'redirect':
      return { kind: 'redirect', status: takeCode(name, words, refuse, 300, 399) };
    case 'throttle':
      return {
        kind: 'throttle',
        retryAfter: takeRetryAfter(words, refuse),
        hasRateHeaders: takeWord(words, 'with-headers'),
      };
    case 'lag':
      return { kind: 'lag', lagMs: takeDuration(name, words, refuse) };
    case 'loop':
      return { kind: 'loop', to: takeLoopTarget(words) };
    case 'cost':
      return { kind: 'cost', change: takeCostChange(words, refuse) };
    case 'fate':
      return { kind: 'fate', fate: { end: takeEnd(words, refuse), share: takeShare(words) } };
    default:
      throw refuse(`unknown fault "${name}"`);
  }
}

function takeStatus(words: string[], refuse: Refuse): Effect {
  const status = takeCode('status', words, refuse, 400, 599);
  const hasForm = /^(html|[A-Z]{3}-\d{3})$/.test(words[0] ?? '');
  return {
    kind: 'status',
    status,
    form: hasForm ? (words.shift() ?? null) : null,
    isAfter: takeIsAfter(words),
  };
}

function takeDuration(name: string, words: string[], refuse: Refuse): number {
  const word = words.shift() ?? '';
  const durationMs = parseDuration(word);
  if (durationMs !== null) return durationMs;
  throw refuse(`"${name}" needs a duration such as 200ms, 5s or 2m, not "${word}"`);
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

function takeWord(words: string[], word: string): boolean {
  if (words[0] !== word) return false;
  words.shift();
  return true;
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

function takeEnd(words: string[], refuse: Refuse): string {
  const word = words.shift() ?? '';
  if (word === 'Delivered' || /^SMS-(RC|UP|CAR)-\d{3}$/.test(word)) return word;
  throw refuse(`"fate" needs an error code such as SMS-CAR-430, or "Delivered", not "${word}"`);
}

/** A share comes before how often: `fate SMS-CAR-430 0.3 x2` is about 30 % of the messages of two calls. */
function takeShare(words: string[]): number {
  const share = parseProbability(words[0] ?? '');
  if (share !== null) words.shift();
  return share ?? 1;
}
