import { nameOf, type CommandEntry } from '../command.ts';
import { valueOfArgument, valueOfOption, type ValueKind } from './values.ts';

/** An option as a command knows it. */
export interface KnownOption {
  /** Without dashes. */
  readonly name: string;
  readonly describe: string;
  readonly takesValue: boolean;
  readonly mayRepeat: boolean;
  /** A switch that is on unless it is turned off: only `--no-…` says anything. */
  readonly isOn: boolean;
  readonly choices: readonly string[];
}

/** What a person has typed, with the command that it is about. */
export interface Typed {
  /** The command and its action; empty before there is one. */
  readonly path: readonly CommandEntry[];
  readonly options: readonly KnownOption[];
  /** Choices of arguments, by their name. */
  readonly choices: Readonly<Record<string, readonly string[]>>;
  /** The words behind the path, before the one at the cursor. */
  readonly before: readonly string[];
  /** The word at the cursor, as far as it is there. */
  readonly current: string;
}

/** What can stand where the cursor is. */
export interface Place {
  readonly value: ValueKind;
  /** Commands or actions. */
  readonly entries: readonly CommandEntry[];
  /** Whole flags. */
  readonly flags: readonly { readonly flag: string; readonly describe: string }[];
  /** What a shell that doesn't break words at `=` has before the value: `--in-doubt=`. */
  readonly prefix: string;
}

/** Tells what can stand at the cursor. Pure: nothing is looked up. */
export function findPlace(typed: Typed, commands: readonly CommandEntry[]): Place {
  const nothing: Place = { value: { kind: 'none' }, entries: [], flags: [], prefix: '' };
  const { current, before, path } = typed;
  const [, flag] = /^(--[a-z-]+=)/.exec(current) ?? [];
  if (flag !== undefined) {
    const option = findOption(flag.slice(0, -1), typed.options);
    return { ...nothing, value: toValue(option), prefix: flag };
  }
  const asking = findOption(before.at(-1) ?? '', typed.options);
  if (asking?.takesValue === true) return { ...nothing, value: toValue(asking) };
  if (current.startsWith('-')) return { ...nothing, flags: listFlags(typed) };
  const entries = path.length === 0 ? commands : (path.at(-1)?.actions ?? []);
  // A word that is no command is a mistake: the command itself says so.
  if (entries.length > 0)
    return countArguments(before, typed.options) > 0 ? nothing : { ...nothing, entries };
  const value = toArgument(typed);
  return { ...nothing, value: value ?? { kind: 'none' }, flags: value === null ? listFlags(typed) : [] };
}

function findOption(word: string, options: readonly KnownOption[]): KnownOption | undefined {
  return options.find(({ name }) => word === `--${name}`);
}

function toValue(option: KnownOption | undefined): ValueKind {
  if (option?.takesValue !== true) return { kind: 'none' };
  if (option.choices.length > 0) return { kind: 'words', words: option.choices };
  return valueOfOption(option.name);
}

/** The argument at the cursor; null when all that the command takes are there. */
function toArgument({ path, before, options, choices }: Typed): ValueKind | null {
  const usage = path.at(-1)?.usage ?? '';
  const names = [...usage.matchAll(/[<[](\w+)(\.\.)?[>\]]/g)];
  const given = countArguments(before, options);
  const at = given < names.length ? names[given] : names.at(-1)?.[2] === '..' ? names.at(-1) : undefined;
  if (at === undefined) return null;
  const name = at[1] ?? '';
  const known = choices[name];
  return known === undefined ? valueOfArgument(name) : { kind: 'words', words: known };
}

function countArguments(before: readonly string[], options: readonly KnownOption[]): number {
  return before.filter((word, index) => {
    if (word.startsWith('-')) return false;
    return findOption(before[index - 1] ?? '', options)?.takesValue !== true;
  }).length;
}

function listFlags({ options, before }: Typed): Place['flags'] {
  return options
    .map((option) => ({ ...option, flag: `--${option.isOn ? 'no-' : ''}${option.name}` }))
    .filter(({ flag, mayRepeat }) => mayRepeat || !before.includes(flag))
    .map(({ flag, describe }) => ({ flag, describe }));
}

/** The command and the action among the words, and how many words they are with what stands before them. */
export function findCommand(
  words: readonly string[],
  commands: readonly CommandEntry[],
): { readonly path: readonly CommandEntry[]; readonly used: number } {
  const path: CommandEntry[] = [];
  let known = commands;
  let used = 0;
  words.forEach((word, index) => {
    // `--workspace DIR campaign run`: the directory is no command.
    if (word.startsWith('-') || words[index - 1] === '--workspace') return;
    const entry = known.find((candidate) => nameOf(candidate) === word);
    if (entry === undefined) {
      known = [];
      return;
    }
    path.push(entry);
    known = entry.actions ?? [];
    used = index + 1;
  });
  return { path, used };
}
