import { isUsOrCanada, parseDigits } from './numbering.ts';
import { BUILT_IN_NUMBERS } from './owned-numbers.ts';

/** A number that the operator gives the world: an A2P number, or a standard one that may not send A2P. */
export interface Sender {
  readonly digits: number;
  readonly isStandard: boolean;
}

/**
 * The operator's senders, in the given order: `+16505550123`, or `+16505550123:standard`. Throws one Error that names
 * every one that can't be, and why.
 */
export function parseSenders(given: readonly string[]): Sender[] {
  const senders: Sender[] = [];
  const problems: string[] = [];
  for (const text of given) {
    const [number = '', kind, ...rest] = text.split(':');
    const digits = number.startsWith('+') ? parseDigits(number) : null;
    const isStandard = kind === 'standard';
    const problem =
      (kind === undefined || isStandard) && rest.length === 0
        ? findProblem(digits, isStandard)
        : 'may end in ":standard" and nothing else: long code or toll-free is told by the number';
    if (problem !== null) problems.push(`${JSON.stringify(text)} ${problem}`);
    else if (digits !== null) senders.push({ digits, isStandard });
  }
  if (problems.length === 0) return senders;
  throw new Error(`sandbox option "senders": ${problems.join('; ')}`);
}

function findProblem(digits: number | null, isStandard: boolean): string | null {
  if (digits === null) return 'is not an E.164 number such as +16505550100';
  if (!isUsOrCanada(digits)) return 'is not a number of the United States or Canada, and no other sends A2P';
  const builtIn = BUILT_IN_NUMBERS.find((number) => number.digits === digits);
  if (builtIn?.perMinute === 0 && !isStandard)
    return "is the sandbox's standard number, which can't be an A2P number as well";
  return null;
}
