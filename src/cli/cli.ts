import yargs, { type Argv } from 'yargs';
import { EXIT, EXIT_MEANINGS, type ExitCode } from '../core/exit-code.ts';
import { InputError } from '../core/error.ts';
import type { Arguments } from './command.ts';
import { COMMANDS, type CommandEntry } from './commands.ts';
import { createContext, type GlobalFlags } from './context.ts';
import { reportFailure } from './failure.ts';
import type { Io } from './io.ts';
import { nearest } from './nearest.ts';
import { PACKAGE_VERSION } from './package-version.ts';

/** The command line as a function: takes the words after `campaign`, answers with the exit code. */
export async function cli(words: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await dispatch(words, io);
  } catch (error) {
    return reportFailure(error, io, words.includes('-v') || words.includes('--verbose'));
  }
}

interface Chosen {
  readonly entry: CommandEntry;
  readonly argv: Arguments;
}

async function dispatch(words: readonly string[], io: Io): Promise<ExitCode> {
  let chosen: Chosen | null = null;
  const options = new Set<string>();
  let program = createProgram(io, words);
  for (const entry of COMMANDS) {
    program = program.command(
      entry.usage,
      entry.describe,
      async (command) => {
        const built = (await entry.load()).builder(command);
        collectOptions(built, options);
        return built;
      },
      (argv) => {
        chosen = { entry, argv: argv as Arguments };
      },
    );
  }
  const output = await parse(program, words);
  if (output !== '') {
    io.stdout.write(`${output}\n`);
    return EXIT.ok;
  }
  const found = chosen as Chosen | null;
  if (found === null) throw unknownCommand(words);
  refuseUnknown(found.argv, found.entry, [...options]);
  const context = createContext(io, readGlobalFlags(found.argv), describeCommand(found));
  return (await found.entry.load()).handle(context, found.argv);
}

function createProgram(io: Io, words: readonly string[]): Argv {
  return yargs()
    .scriptName('campaign')
    .usage('$0 <command> [options]')
    .exitProcess(false)
    .wrap(Math.min(100, io.stdout.columns ?? 100))
    .parserConfiguration({ 'unknown-options-as-args': true, 'strip-aliased': true, 'parse-numbers': false })
    .option('workspace', {
      type: 'string',
      global: true,
      describe: 'directory of campaigns, state and reports (or CAMPAIGN_WORKSPACE; default: here)',
    })
    .option('json', {
      type: 'boolean',
      global: true,
      default: false,
      describe: 'one JSON document on stdout',
    })
    .option('quiet', { type: 'boolean', global: true, default: false, describe: 'only what must be read' })
    .option('verbose', {
      type: 'boolean',
      alias: 'v',
      global: true,
      default: false,
      describe: 'tell every call',
    })
    .option('color', {
      type: 'boolean',
      global: true,
      default: true,
      describe: 'bars and colors on a terminal',
    })
    .version(PACKAGE_VERSION)
    .help()
    .epilogue(formatExitCodes())
    .fail((message, error) => {
      const cause = error as Error | undefined;
      // What yargs itself finds wrong (a flag without its value) is the user's mistake as well.
      throw cause === undefined || cause.name === 'YError' ? usageError(message, words) : cause;
    });
}

function formatExitCodes(): string {
  const lines = EXIT_MEANINGS.map(([code, meaning]) => `  ${String(code).padStart(3)}  ${meaning}`);
  return `Exit codes:\n${lines.join('\n')}`;
}

async function parse(program: Argv, words: readonly string[]): Promise<string> {
  let text = '';
  const given = words.length === 0 ? ['--help'] : [...words];
  await program.parseAsync(given, {}, (_error: unknown, _argv: unknown, output: string) => {
    text = output;
  });
  return text;
}

/** The options that yargs knows at this point, so that an unknown one can be named with the nearest. */
function collectOptions(program: Argv, into: Set<string>): void {
  const known = (
    program as unknown as { getOptions(): { key: Readonly<Record<string, unknown>> } }
  ).getOptions().key;
  for (const name of Object.keys(known)) if (name.length > 1) into.add(`--${name}`);
}

function refuseUnknown(argv: Arguments, entry: CommandEntry, options: readonly string[]): void {
  const extra = (argv['_'] as unknown as readonly (string | number)[]).map(String).slice(1);
  // What follows an unknown flag is most likely its value: one mistake is told once, and a value may be a secret.
  const told = extra.filter((word, index) => isFlag(word) || !isFlag(extra[index - 1] ?? ''));
  if (told.length === 0) return;
  throw new InputError(
    told.map((word) => {
      const name = isFlag(word) ? word.replace(/=.*$/s, '') : word;
      const guess = isFlag(word) ? nearest(name, options) : null;
      return {
        where: `campaign ${nameOf(entry)}`,
        found: `${isFlag(word) ? 'unknown option' : 'unexpected argument'} ${JSON.stringify(name)}`,
        remedy: guess === null ? 'See --help' : `Did you mean ${guess}?`,
      };
    }),
  );
}

function isFlag(word: string): boolean {
  return word.startsWith('-');
}

function nameOf(entry: CommandEntry): string {
  return entry.usage.split(' ')[0] ?? '';
}

/** The command as others may read it, who find the workspace locked: without options, which hold texts and numbers. */
function describeCommand({ entry, argv }: Chosen): string {
  const subject = argv['file'] ?? argv['run'] ?? argv['name'];
  const isTaken = entry.usage.includes(' ') && typeof subject === 'string';
  return `campaign ${nameOf(entry)}${isTaken ? ` ${subject}` : ''}`;
}

function unknownCommand(words: readonly string[]): InputError {
  const word = words.find((candidate) => !candidate.startsWith('-')) ?? words[0] ?? '';
  const guess = nearest(word, COMMANDS.map(nameOf));
  return new InputError([
    {
      where: 'campaign',
      found: `unknown command ${JSON.stringify(word)}`,
      remedy: guess === null ? 'See campaign --help' : `Did you mean ${JSON.stringify(guess)}?`,
    },
  ]);
}

function usageError(message: string, words: readonly string[]): InputError {
  const entry = COMMANDS.find((candidate) => words.includes(nameOf(candidate)));
  const where = entry === undefined ? 'campaign' : `campaign ${nameOf(entry)}`;
  const needed = message.startsWith('Not enough non-option')
    ? /<(\w+)>/.exec(entry?.usage ?? '')?.[1]
    : undefined;
  const found = needed === undefined ? message.replace(/\.$/, '') : `${needed.toUpperCase()} is missing`;
  return new InputError([{ where, found, remedy: `See ${where} --help` }]);
}

function readGlobalFlags(argv: Arguments): GlobalFlags {
  const workspace = argv['workspace'];
  return {
    ...(typeof workspace === 'string' ? { workspace } : {}),
    json: argv['json'] === true,
    quiet: argv['quiet'] === true,
    verbose: argv['verbose'] === true,
    color: argv['color'] !== false,
  };
}
