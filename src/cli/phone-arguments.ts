import { InputError, type Problem } from '../core/error.ts';
import { maskNumbers } from '../core/recipient.ts';
import { listOf, type Arguments } from './command.ts';
import { parsePhoneNumber } from './settings/phone.ts';
import { BadValue } from './settings/raw.ts';

/** An option that is given once for each number: it takes one word, so that numbers behind it are not its own. */
export function repeatedNumber(describe: string) {
  return { type: 'array', string: true, nargs: 1, describe } as const;
}

/** Numbers as they were typed: where they stand (`PHONE`, `--from`), and the name that yargs gives them. */
export interface PhoneArguments {
  readonly where: string;
  readonly name: string;
}

/**
 * Reads the numbers of arguments and options, each once: E.164 with its plus.
 *
 * @returns a list for each of `places`.
 * @throws InputError with every number that can't be used, masked.
 */
export function readPhones(
  argv: Arguments,
  places: readonly PhoneArguments[],
): readonly (readonly string[])[] {
  const problems: Problem[] = [];
  const lists = places.map(({ where, name }) => {
    const phones = listOf(argv, name).flatMap((text) => readPhone(text, where, problems));
    return [...new Set(phones)];
  });
  if (problems.length > 0) throw new InputError(problems);
  return lists;
}

function readPhone(text: string, where: string, problems: Problem[]): readonly string[] {
  try {
    return [parsePhoneNumber(text)];
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    const found = `${maskNumbers(error.found)} can not be used`;
    problems.push({ where, found, remedy: error.wanted });
    return [];
  }
}

/** A number as the ledger keeps it: its digits. */
export function toDigits(phone: string): number {
  return Number(phone.slice(1));
}
