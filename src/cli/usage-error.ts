import { InputError, type Problem } from '../core/error.ts';
import { nameOf, type Arguments, type CommandEntry } from './command.ts';
import { nearest } from './nearest.ts';

export function nameOfPath(path: readonly CommandEntry[]): string {
  return ['campaign', ...path.map(nameOf)].join(' ');
}

/** The command that a person most likely meant; empty where no word is one. */
function findPath(words: readonly string[], commands: readonly CommandEntry[]): CommandEntry[] {
  const entry = commands.find((candidate) => words.includes(nameOf(candidate)));
  return entry === undefined ? [] : [entry, ...findPath(words, entry.actions ?? [])];
}

/**
 * Refuses what nobody knows, each word once.
 *
 * @param words as they were typed.
 * @param options every flag that the command knows.
 * @throws InputError
 */
export function refuseUnknown(
  words: readonly string[],
  argv: Arguments,
  path: readonly CommandEntry[],
  options: readonly string[],
): void {
  const own = argumentNames(path);
  const flags = options.filter((flag) => !own.includes(flag.slice(2)));
  const behind = (argv['_'] as unknown as readonly (string | number)[]).map(String).slice(path.length);
  // What follows an unknown flag is most likely its value: one mistake is told once, and a value may be a secret.
  const extra = behind.filter((word, index) => isFlag(word) || !isFlag(behind[index - 1] ?? ''));
  // One that was taken for an argument has pushed the arguments behind: those are not what is wrong.
  const told = own.some((name) => isFlagInside(argv[name]))
    ? words.filter((word) => isUnknown(word, flags))
    : extra;
  if (told.length === 0) return;
  throw new InputError(told.map((word) => tellUnknown(word, path, flags)));
}

/** The arguments of a command: `file` of `import <file>`. */
function argumentNames(path: readonly CommandEntry[]): readonly string[] {
  const usage = path.at(-1)?.usage ?? '';
  return [...usage.matchAll(/[<[](\w+)(?:\.\.)?[>\]]/g)].map((match) => match[1] ?? '');
}

/** Whether an argument is a flag: yargs gives a single one as true or as nothing, and leaves it whole in a list. */
function isFlagInside(value: Arguments[string]): boolean {
  if (value === true || value === '') return true;
  return Array.isArray(value) && (value as readonly string[]).some(isFlag);
}

function isUnknown(word: string, flags: readonly string[]): boolean {
  const name = word.replace(/=.*$/s, '').replace(/^--no-/, '--');
  return isFlag(word) && name !== '-v' && !flags.includes(name);
}

function tellUnknown(word: string, path: readonly CommandEntry[], flags: readonly string[]): Problem {
  const name = isFlag(word) ? word.replace(/=.*$/s, '') : word;
  const guess = isFlag(word) ? nearest(name, flags) : null;
  return {
    where: nameOfPath(path),
    found: `${isFlag(word) ? 'unknown option' : 'unexpected argument'} ${JSON.stringify(name)}`,
    remedy: guess === null ? 'See --help' : `Did you mean ${guess}?`,
  };
}

function isFlag(word: string): boolean {
  return word.startsWith('-');
}

/**
 * A word that is none of those it could be.
 *
 * @param where the words before it: `campaign`, `campaign opt-outs`
 */
export function unknownWord(
  what: 'command' | 'action',
  word: string,
  where: string,
  known: readonly CommandEntry[],
): InputError {
  const names = known.map(nameOf);
  const guess = findOtherWord(word, names) ?? nearest(word, names);
  const found = `unknown ${what} ${JSON.stringify(word)}`;
  const remedy = guess === null ? `See ${where} --help` : `Did you mean ${JSON.stringify(guess)}?`;
  return new InputError([{ where, found, remedy }]);
}

/** What people type who know another program, and a file without its command. */
const OTHER_WORDS: Readonly<Record<string, string>> = {
  ...{ send: 'run', start: 'run', text: 'run', continue: 'resume', watch: 'track', list: 'runs', ls: 'runs' },
  ...{ stop: 'pause', abort: 'cancel', new: 'init', create: 'init', check: 'doctor', validate: 'plan' },
};

function findOtherWord(word: string, names: readonly string[]): string | null {
  const meant = OTHER_WORDS[word.toLowerCase()];
  if (meant !== undefined && names.includes(meant)) return meant;
  return /\.csv$/i.test(word) && names.includes('run') ? `run ${word}` : null;
}

/** What yargs itself finds wrong, in our words. */
export function usageError(
  message: string,
  words: readonly string[],
  commands: readonly CommandEntry[],
): InputError {
  const path = findPath(words, commands);
  const where = nameOfPath(path);
  return new InputError([{ where, found: describeUsage(message, path), remedy: `See ${where} --help` }]);
}

function describeUsage(message: string, path: readonly CommandEntry[]): string {
  const [, flag] = /^Not enough arguments following: ([\w-]+)$/.exec(message) ?? [];
  if (flag !== undefined) return `--${flag} needs a value`;
  const needed = message.startsWith('Not enough non-option')
    ? /<(\w+)(?:\.\.)?>/.exec(path.at(-1)?.usage ?? '')?.[1]
    : undefined;
  return needed === undefined ? message.replace(/\.$/, '') : `${needed.toUpperCase()} is missing`;
}
