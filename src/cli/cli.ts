import type { Argv } from 'yargs';
import { EXIT, type ExitCode } from '../core/exit-code.ts';
import { nameOf, type Arguments, type CommandEntry } from './command.ts';
import { yargs } from './command-kit.ts';
import { COMMANDS } from './commands.ts';
import { QUESTION } from './completion/question.ts';
import { createContext, type GlobalFlags } from './context.ts';
import { reportFailure } from './failure.ts';
import { addGlobalOptions, EVERYWHERE, putOwnFirst } from './global-options.ts';
import { addClosing, formatExitCodes } from './help/see-also.ts';
import type { Io } from './io.ts';
import { PACKAGE_VERSION } from './package-version.ts';
import { nameOfPath, refuseUnknown, unknownWord, usageError } from './usage-error.ts';

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
  /** The command, and its action if it is one. */
  readonly path: readonly CommandEntry[];
  readonly argv: Arguments;
}

async function dispatch(words: readonly string[], io: Io): Promise<ExitCode> {
  if (words[0] === QUESTION) {
    const { complete } = await import('./completion/complete.ts');
    io.stdout.write(await complete(words.slice(1), COMMANDS, io));
    return EXIT.ok;
  }
  let chosen: Chosen | null = null;
  const options = new Set<string>();
  const output = await parse(
    addCommands(createProgram(io, words), COMMANDS, [], options, (found) => {
      chosen = found;
    }),
    words,
  );
  if (output !== '') {
    io.stdout.write(`${output}\n`);
    return EXIT.ok;
  }
  const found = chosen as Chosen | null;
  if (found === null) {
    const word = words.find((candidate) => !candidate.startsWith('-')) ?? words[0] ?? '';
    throw unknownWord('command', word, 'campaign', COMMANDS);
  }
  refuseUnknown(words, found.argv, found.path, [...options]);
  const context = createContext(io, readGlobalFlags(found.argv), describeCommand(found), cli);
  return (await found.entry.load()).handle(context, found.argv);
}

/** Adds commands, and inside each its actions. Their code is loaded, and its options told, when they are used. */
function addCommands(
  program: Argv,
  entries: readonly CommandEntry[],
  above: readonly CommandEntry[],
  options: Set<string>,
  choose: (chosen: Chosen) => void,
): Argv {
  return entries.reduce(
    (built, entry) =>
      built.command(
        entry.usage,
        entry.describe,
        async (command) => {
          const own = (await entry.load()).builder(putOwnFirst(command));
          collectOptions(own, options);
          addClosing(own, nameOf(above[0] ?? entry));
          return addCommands(own, entry.actions ?? [], [...above, entry], options, choose);
        },
        (argv) => {
          choose({ entry, path: [...above, entry], argv: argv as Arguments });
        },
      ),
    program,
  );
}

function createProgram(io: Io, words: readonly string[]): Argv {
  const program = yargs()
    .scriptName('campaign')
    .usage(
      '$0 <command> [options]\n\nTexts everybody in a CSV file once, through RingCentral: plans, asks, submits, follows, reports. ' +
        'Run again, it goes on, and nobody is texted twice.',
    )
    .exitProcess(false)
    // Our own words are in no other language.
    .locale('en')
    .wrap(asksForHelp(words) ? Math.min(100, io.stdout.columns ?? 100) : null)
    .parserConfiguration({ 'unknown-options-as-args': true, 'strip-aliased': true, 'parse-numbers': false });
  if (!asksForHelp(words)) writeNoHelp(program);
  return addGlobalOptions(program)
    .version(PACKAGE_VERSION)
    .help()
    .group(['version', 'help'], EVERYWHERE)
    .example('$0 init spring-sale', 'make a campaign to start from')
    .example('$0 run campaigns/spring-sale.csv --sandbox', 'try it: no account, and nobody is texted')
    .example('$0 doctor', 'with an account: could it start here?')
    .example('$0 run --help', 'every command has a page of its own')
    .epilogue(
      'Options come from flags, then CAMPAIGN_… variables, then NAME.yaml beside the file, then campaign.config.yaml. ' +
        'Credentials come from the environment or .env.\n',
    )
    .epilogue(`${formatExitCodes()}\n`)
    .epilogue('See also: README.md, docs/README.md')
    .fail((message, error) => {
      const cause = error as Error | undefined;
      // What yargs itself finds wrong (a flag without its value) is the user's mistake as well.
      throw cause === undefined || cause.name === 'YError' ? usageError(message, words, COMMANDS) : cause;
    });
}

/** yargs writes the help of every command that it runs, in case somebody asks for it later: a tenth of a short start. */
function writeNoHelp(program: Argv): void {
  const internals = program as unknown as {
    getInternalMethods(): { getUsageInstance(): { cacheHelpMessage: () => void } };
  };
  internals.getInternalMethods().getUsageInstance().cacheHelpMessage = () => undefined;
}

function asksForHelp(words: readonly string[]): boolean {
  return words.length === 0 || words.includes('--help');
}

async function parse(program: Argv, words: readonly string[]): Promise<string> {
  let text = '';
  const given = words.length === 0 ? ['--help'] : [...words];
  try {
    await program.parseAsync(given, {}, (_error: unknown, _argv: unknown, output: string) => {
      text = output;
    });
  } catch (error) {
    // Of a command whose code was loaded first, yargs tells what is wrong in this way, and not by `fail`.
    throw error instanceof Error && error.name === 'YError'
      ? usageError(error.message, words, COMMANDS)
      : error;
  }
  return text;
}

/** The options that yargs knows at this point, so that an unknown one can be named with the nearest. */
function collectOptions(program: Argv, into: Set<string>): void {
  const known = (
    program as unknown as { getOptions(): { key: Readonly<Record<string, unknown>> } }
  ).getOptions().key;
  for (const name of Object.keys(known)) if (name.length > 1) into.add(`--${name}`);
}

/** The command as others may read it, who find the workspace locked: without options, which hold texts and numbers. */
function describeCommand({ entry, path, argv }: Chosen): string {
  const subject = argv['file'] ?? argv['run'] ?? argv['name'];
  const isTaken = entry.usage.includes(' ') && typeof subject === 'string';
  return `${nameOfPath(path)}${isTaken ? ` ${subject}` : ''}`;
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
