import { InputError, type Problem } from '../../core/error.ts';
import { maskNumbers } from '../../core/recipient.ts';
import { listOf, type Arguments } from '../command.ts';
import { BadValue, type RawValue } from '../settings/raw.ts';

/** Reads the flags of a command, and tells of all that can't be used at once. */
export interface ArgumentReader {
  /** The value of a flag that is given once; undefined without it. */
  readonly one: <T>(name: string, parse: (raw: RawValue) => T) => T | undefined;
  /** The values of one that is repeated, each once; empty without any. */
  readonly each: <T>(name: string, parse: (text: string) => T) => readonly T[];
  /** Something else that is wrong. */
  readonly refuse: (problem: Problem) => void;
  /** @throws InputError with every problem, numbers masked. */
  readonly finish: () => void;
}

export function openReader(argv: Arguments): ArgumentReader {
  const problems: Problem[] = [];
  const read = <T>(name: string, parse: () => T): readonly T[] => {
    try {
      return [parse()];
    } catch (error) {
      if (!(error instanceof BadValue)) throw error;
      const found = `${maskNumbers(error.found)} can not be used`;
      problems.push({ where: `--${name}`, found, remedy: error.wanted });
      return [];
    }
  };
  return {
    one: (name, parse) => {
      const raw = argv[name];
      return raw === undefined ? undefined : read(name, () => parse(raw as RawValue))[0];
    },
    each: (name, parse) => [...new Set(listOf(argv, name).flatMap((text) => read(name, () => parse(text))))],
    refuse: (problem) => problems.push(problem),
    finish: () => {
      if (problems.length > 0) throw new InputError(problems);
    },
  };
}
