import { isTollFree, isUsOrCanada, parseDigits } from './numbering.ts';
import { BUILT_IN_NUMBERS, NUMBER_KINDS, type NumberKind } from './owned-numbers.ts';

/** A number that the operator gives the world. */
export interface Sender {
  readonly digits: number;
  readonly kind: NumberKind;
}

/** What may stand behind a number; without it, it is registered. */
const KINDS = ['standard', ...NUMBER_KINDS.filter((kind) => kind !== 'standard' && kind !== 'registered')];

/**
 * The operator's senders, in the given order: `+16505550123`, or `+16505550123:standard`. Throws one Error that names
 * every one that can't be, and why.
 */
export function parseSenders(given: readonly string[]): Sender[] {
  const senders: Sender[] = [];
  const problems: string[] = [];
  for (const text of given) {
    const [number = '', word = 'registered', ...rest] = text.split(':');
    const digits = number.startsWith('+') ? parseDigits(number) : null;
    const kind = rest.length === 0 ? NUMBER_KINDS.find((known) => known === word) : undefined;
    const problem = kind === undefined ? UNKNOWN_KIND : findProblem(digits, kind);
    if (problem !== null) problems.push(`${JSON.stringify(text)} ${problem}`);
    else if (digits !== null && kind !== undefined) senders.push({ digits, kind });
  }
  if (problems.length === 0) return senders;
  throw new Error(`sandbox option "senders": ${problems.join('; ')}`);
}

const UNKNOWN_KIND =
  `may end in ${KINDS.map((kind) => `":${kind}"`).join(', ')} and nothing else: ` +
  'long code or toll-free is told by the number';

function findProblem(digits: number | null, kind: NumberKind): string | null {
  if (digits === null) return 'is not an E.164 number such as +16505550100';
  if (!isUsOrCanada(digits)) return 'is not a number of the United States or Canada, and no other sends A2P';
  const builtIn = BUILT_IN_NUMBERS.find((number) => number.digits === digits);
  if (isTollFree(digits) && kind !== 'registered' && kind !== 'standard')
    return `is toll-free, and only a long code can be ${kind}`;
  if (builtIn?.perMinute === 0 && kind !== 'standard')
    return "is the sandbox's standard number, which can't be an A2P number as well";
  return null;
}
