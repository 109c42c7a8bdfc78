import { parseDuration } from '../duration.ts';
import { KNOWN_EFFECTS, parseEffect } from './parse-effect.ts';
import type { Fault, Frequency } from './fault.ts';
import { parseProbability } from './probability.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', '*'];
const FORM = 'METHOD /path-suffix: name [arguments] [probability | xN | #N | for DURATION]';

/**
 * Parses `METHOD /path-suffix: name [arguments] [probability | xN | #N | for DURATION]`, e.g.
 * `POST /a2p-sms/batches: drop-after 0.2`. Throws an Error whose message names the fault, what is wrong with it and
 * what is known.
 */
export function parseFault(given: string): Fault {
  const spec = given.trim().replace(/\s+/g, ' ');
  const match = /^(\S+) (\/\S*?) ?: ?(.+)$/.exec(spec);
  if (match === null) throw wrong(spec, `it must read "${FORM}"`);
  const [, method = '', suffix = '', rest = ''] = match;
  if (!METHODS.includes(method.toUpperCase())) {
    throw wrong(spec, `unknown method "${method}"; known: ${METHODS.join(', ')}`);
  }
  const words = rest.split(' ');
  const effect = parseEffect(words, (reason) => wrong(spec, reason));
  const frequency = parseFrequency(spec, words);
  if (words.length > 0) throw wrong(spec, `"${words.join(' ')}" is left over`);
  return { spec, method: method.toUpperCase(), suffix: suffix.replace(/\/$/, ''), effect, frequency };
}

function parseFrequency(spec: string, words: string[]): Frequency {
  const word = words.shift();
  if (word === undefined) return { kind: 'always' };
  const times = /^x([1-9]\d{0,8})$/.exec(word)?.[1];
  if (times !== undefined) return { kind: 'first', times: Number(times) };
  const place = /^#([1-9]\d{0,8})$/.exec(word)?.[1];
  if (place !== undefined) return { kind: 'nth', place: Number(place) };
  if (word === 'for') return parsePeriod(spec, words);
  const probability = parseProbability(word);
  if (probability !== null) return { kind: 'chance', probability };
  throw wrong(spec, `"${word}" is neither a probability above 0 and up to 1 nor xN, #N or "for DURATION"`);
}

function parsePeriod(spec: string, words: string[]): Frequency {
  const word = words.shift() ?? '';
  const periodMs = parseDuration(word);
  if (periodMs !== null && periodMs > 0) return { kind: 'period', periodMs };
  throw wrong(spec, `"for" needs a duration such as 30s or 2m, not "${word}"`);
}

function wrong(spec: string, reason: string): Error {
  return new Error(`fault "${spec}": ${reason}\nKnown faults: ${KNOWN_EFFECTS.join(', ')}`);
}
