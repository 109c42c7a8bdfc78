import { isUsOrCanada, parseDigits } from './numbering.ts';
import { BUILT_IN_NUMBERS } from './owned-numbers.ts';

/**
 * The digits of the operator's senders, in the given order. Throws one Error that names every number that can't be
 * an A2P sender, and why.
 */
export function parseSenders(given: readonly string[]): number[] {
  const senders: number[] = [];
  const problems: string[] = [];
  for (const text of given) {
    const digits = text.startsWith('+') ? parseDigits(text) : null;
    const problem = findProblem(digits);
    if (problem !== null) problems.push(`${JSON.stringify(text)} ${problem}`);
    else if (digits !== null) senders.push(digits);
  }
  if (problems.length === 0) return senders;
  throw new Error(`sandbox option "senders": ${problems.join('; ')}`);
}

function findProblem(digits: number | null): string | null {
  if (digits === null) return 'is not an E.164 number such as +16505550100';
  if (!isUsOrCanada(digits)) return 'is not a number of the United States or Canada, and no other sends A2P';
  const builtIn = BUILT_IN_NUMBERS.find((number) => number.digits === digits);
  if (builtIn?.perMinute === 0)
    return "is the sandbox's standard number, which can't be an A2P number as well";
  return null;
}
