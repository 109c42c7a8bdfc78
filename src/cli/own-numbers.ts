import { InputError, type Problem } from '../core/error.ts';
import { createPhoneReader } from '../intake/phone.ts';
import { reachOf } from '../intake/reach.ts';
import type { OwnNumber } from '../run/prepare-test.ts';

/** A test is for a few phones at hand; whoever wants more has a campaign. */
const MOST = 10;

/**
 * Reads the numbers of `--to`: US or Canadian, with their plus, each once.
 *
 * @throws InputError with all that is wrong with them.
 */
export function readOwnNumbers(given: unknown, senders: readonly string[]): readonly OwnNumber[] {
  const words = Array.isArray(given) ? given.map(String) : [];
  const problems: Problem[] = [];
  const numbers = new Map<number, OwnNumber>();
  const read = createPhoneReader(null);
  const reach = reachOf(senders);
  for (const word of words) {
    const verdict = read(word);
    const found = JSON.stringify(word);
    if ('code' in verdict) {
      const remedy = 'Use a US or Canadian number in full, such as +16505550123';
      problems.push({ where: '--to', found: `${found} can not be texted (${verdict.code})`, remedy });
    } else if (!reach.has(verdict.country)) {
      const place = verdict.country === 'US' ? 'the US' : 'Canada';
      const remedy = 'Send from a number of that country, or from a toll-free one';
      problems.push({ where: '--to', found: `${found} is in ${place}, which no sender reaches`, remedy });
    } else numbers.set(verdict.phone, verdict);
  }
  if (words.length === 0) {
    const remedy = 'Name a phone of yours, such as --to +16505550123';
    problems.push({ where: '--to', found: 'no number is given', remedy });
  }
  if (numbers.size > MOST) {
    const found = `${numbers.size} numbers are more than a test is for`;
    problems.push({ where: '--to', found, remedy: `Name up to ${MOST}` });
  }
  if (problems.length > 0) throw new InputError(problems);
  return [...numbers.values()];
}

/**
 * Reads `--line N`, null where it was not given.
 *
 * @throws InputError when it is no line.
 */
export function readLineNumber(given: unknown): number | null {
  if (given === undefined) return null;
  const text = typeof given === 'string' ? given : '';
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  const remedy = 'Use the number of a line of the file; the header is line 1';
  throw new InputError([{ where: '--line', found: `${JSON.stringify(text)} is no line`, remedy }]);
}
