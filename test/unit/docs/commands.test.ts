import yargs from 'yargs';
import { describe, expect, it } from 'vitest';
import { nameOf, type CommandEntry } from '../../../src/cli/command.ts';
import { COMMANDS } from '../../../src/cli/commands.ts';
import { CAMPAIGN_OPTIONS } from '../../../src/cli/settings/options.ts';
import { flagOf } from '../../../src/cli/settings/resolve.ts';
import { listPages, readCode, readColumn, readTable } from './markdown.ts';

const NAMES = COMMANDS.map(nameOf);
const GLOBAL = ['--workspace', '--json', '--quiet', '--verbose', '--color', '--help', '--version'];
/** Words that follow `campaign` in prose, between code marks. */
const NOT_COMMANDS = /^(?:--help|FILE|RUN|<)/;

/** The flags of a command and of all its actions. */
async function flagsOf(name: string): Promise<Set<string>> {
  const entry = COMMANDS.find((each) => nameOf(each) === name);
  if (entry === undefined) throw new Error(`there is no command ${name}`);
  const flags = await Promise.all([entry, ...(entry.actions ?? [])].map(ownFlagsOf));
  return new Set([...flags.flat(), ...GLOBAL]);
}

async function ownFlagsOf(entry: CommandEntry): Promise<string[]> {
  const built = (await entry.load()).builder(yargs());
  const { key } = (
    built as unknown as { getOptions(): { key: Readonly<Record<string, unknown>> } }
  ).getOptions();
  return Object.keys(key).map((option) => `--${option}`);
}

/** Every `campaign NAME …` that stands in code, with its page. */
function invocations(): { page: string; name: string; line: string }[] {
  return listPages().flatMap((page) =>
    readCode(page).flatMap((code) =>
      [...code.matchAll(/(?:^|[&;|(] ?)campaign +([^\s`]+)([^#&;|]*)/g)].map((match) => ({
        page,
        name: match[1] ?? '',
        line: (match[2] ?? '').replace(/(['"]).*?\1/g, ''),
      })),
    ),
  );
}

describe('the commands', () => {
  it('stand in README.md, all of them and in their order', () => {
    const told = readColumn('README.md', ['command', 'does'], 'command');
    const usages = COMMANDS.map((entry) => `campaign ${entry.usage}`.replaceAll('<', '').replaceAll('>', ''));
    const plain = (text: string): string => text.toLowerCase();
    expect(told.map(plain)).toEqual(usages.map(plain));
  });

  it('are the only ones that any page calls', () => {
    const called = invocations().filter(({ name }) => !NOT_COMMANDS.test(name));
    expect(called.length).toBeGreaterThan(20);
    expect(called.filter(({ name }) => !NAMES.includes(name))).toEqual([]);
  });

  it('have every action that a page gives them, and no other', () => {
    const groups = COMMANDS.filter((entry) => entry.actions !== undefined);
    for (const { usage, actions = [] } of groups) {
      const name = usage.split(' ')[0];
      const called = invocations().filter((invocation) => invocation.name === name);
      const words = called
        .map(({ line }) => line.trim().split(' ')[0] ?? '')
        .filter((word) => /^[a-z]/.test(word));
      expect([...new Set(words)].sort()).toEqual(actions.map(nameOf).sort());
    }
  });

  it('have every flag that a page gives them', async () => {
    const strangers: string[] = [];
    for (const { page, name, line } of invocations()) {
      if (!NAMES.includes(name)) continue;
      const known = await flagsOf(name);
      const flags = (line.match(/(?<=\s)--[a-z-]+/g) ?? []).map((flag) => flag.replace('--no-', '--'));
      strangers.push(...flags.filter((flag) => !known.has(flag)).map((flag) => `${page}: ${name} ${flag}`));
    }
    expect(strangers).toEqual([]);
  });

  it('have the flags beside the options of a campaign that docs/campaign-file.md gives them', async () => {
    for (const row of readTable('docs/campaign-file.md', ['flag', 'of', 'what'])) {
      const [flag = ''] = /--[a-z-]+/.exec(row['flag'] ?? '') ?? [];
      const of = row['of'] === 'all' ? NAMES : (row['of'] ?? '').split(' ');
      for (const name of of) expect([...(await flagsOf(name))]).toContain(flag.replace('--no-', '--'));
    }
  });

  it('know the options that README.md names', () => {
    const known = Object.keys(CAMPAIGN_OPTIONS).map(flagOf);
    const told = readColumn('README.md', ['option', 'for'], 'option').flatMap(
      (cell) => cell.match(/--[a-z-]+/g) ?? [],
    );
    expect(told.length).toBeGreaterThan(5);
    expect(told.map((flag) => flag.replace('--no-', '--')).filter((flag) => !known.includes(flag))).toEqual(
      [],
    );
  });
});
