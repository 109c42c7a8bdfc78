import type { Argv } from 'yargs';
import type { CommandEntry } from '../command.ts';
import { nameOf } from '../command.ts';
import { yargs } from '../command-kit.ts';
import { addGlobalOptions } from '../global-options.ts';
import type { Io } from '../io.ts';
import { findCommand, findPlace, type KnownOption, type Place, type Typed } from './place.ts';
import { listCampaignFiles, listRuns, listSenders } from './sources.ts';

/** Asks the shell to complete file names itself. */
const FILES = ':files';

/**
 * Answers a shell: what can stand at the cursor, one candidate a line with a tab before its description; `:files` where
 * the shell should offer files. Reads the workspace, and nothing else: no lock, no network, no word on stderr.
 *
 * @param words as typed behind `campaign`, up to the one at the cursor
 */
export async function complete(
  words: readonly string[],
  commands: readonly CommandEntry[],
  io: Io,
): Promise<string> {
  const typed = await readTyped(words, commands);
  const place = findPlace(typed, commands);
  const lines = [
    ...place.entries.map((entry) => line(nameOf(entry), entry.describe)),
    ...place.flags.map(({ flag, describe }) => line(flag, describe)),
    ...(await lookUp(place, typed, io)).map(([word, describe]) => line(`${place.prefix}${word}`, describe)),
  ].filter((each) => each.startsWith(typed.current));
  // Where a campaign of the workspace fits, it is most likely meant; any other file is one letter away.
  const isFile = place.value.kind === 'file' || (place.value.kind === 'campaign-file' && lines.length === 0);
  return [...lines, ...(isFile ? [FILES] : [])].map((each) => `${each}\n`).join('');
}

function line(word: string, describe: string): string {
  return `${word}\t${describe.replaceAll(/\s+/g, ' ')}`;
}

async function readTyped(given: readonly string[], commands: readonly CommandEntry[]): Promise<Typed> {
  // Bash breaks `--in-doubt=ho` into three words.
  const words = given.filter((word, index) => word !== '=' || index === given.length - 1);
  const last = words.at(-1) ?? '';
  const current = last === '=' ? '' : last;
  const behind = words.slice(0, -1);
  const { path, used } = findCommand(behind, commands);
  const program = addGlobalOptions(yargs().help().version(false));
  for (const entry of path) (await entry.load()).builder(program);
  return { path, ...describeOptions(program, path), before: behind.slice(used), current };
}

/** What yargs knows of the command; its types don't tell of it. */
interface Inside {
  getOptions(): {
    readonly key: Readonly<Record<string, unknown>>;
    readonly boolean: readonly string[];
    readonly array: readonly string[];
    readonly choices: Readonly<Record<string, readonly string[]>>;
    readonly default: Readonly<Record<string, unknown>>;
    readonly defaultDescription: Readonly<Record<string, string | undefined>>;
  };
  getInternalMethods(): {
    getUsageInstance(): { getDescriptions(): Readonly<Record<string, string | undefined>> };
  };
}

function describeOptions(program: Argv, path: readonly CommandEntry[]): Pick<Typed, 'options' | 'choices'> {
  const inside = program as unknown as Inside;
  const known = inside.getOptions();
  const descriptions = inside.getInternalMethods().getUsageInstance().getDescriptions();
  const usage = path.map((entry) => entry.usage).join(' ');
  const names = Object.keys(known.key).filter((name) => name.length > 1 && !isArgument(name, usage));
  const options = names.map((name): KnownOption => ({
    name,
    describe: (descriptions[name] ?? '').replace(/^__yargsString__:/, ''),
    takesValue: !known.boolean.includes(name),
    mayRepeat: known.array.includes(name),
    isOn:
      known.boolean.includes(name) &&
      (known.default[name] === true || known.defaultDescription[name] === 'true'),
    choices: known.choices[name] ?? [],
  }));
  return { options, choices: known.choices };
}

function isArgument(name: string, usage: string): boolean {
  return new RegExp(`[<[]${name}(\\.\\.)?[>\\]]`).test(usage);
}

async function lookUp(
  { value }: Place,
  { path, before }: Typed,
  io: Io,
): Promise<readonly (readonly [word: string, describe: string])[]> {
  const at = before.lastIndexOf('--workspace');
  const workspace = at < 0 ? undefined : before[at + 1];
  switch (value.kind) {
    case 'words':
      return value.words.map((word) => [word, ''] as const);
    case 'run':
      return listRuns(io, workspace, path.map(nameOf).join(' '));
    case 'sender':
      return listSenders(io, workspace);
    case 'campaign-file':
      return listCampaignFiles(io, workspace);
    case 'file':
    case 'none':
      return [];
  }
}
