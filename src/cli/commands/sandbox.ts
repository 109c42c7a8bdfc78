import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { InputError } from '../../core/error.ts';
import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import {
  changeSandbox,
  parseSettings,
  type Sandbox,
  type SandboxState,
  SETTING_WORDS,
  startSandbox,
} from '../../sandbox/start.ts';
import type { Arguments, Command } from '../command.ts';
import type { Context } from '../context.ts';
import { formatTable } from '../table.ts';

/**
 * `campaign sandbox`: the server alone, for `RC_SERVER_URL`. Runs until Ctrl-C. With `--at` it changes one that runs
 * already, in the same words, and shows it.
 */
export const sandbox: Command = {
  builder: (yargs) =>
    addSettings(addStart(yargs))
      .option('sender', list("one more number; +1…:standard may not send A2P, :pending isn't registered yet"))
      .option('fault', list("a fault on demand, e.g. 'POST /a2p-sms/batches: drop-after 0.2'"))
      .option('at', text('address of a sandbox that runs: change it and show it instead of starting one'))
      .option('clear-faults', {
        type: 'boolean',
        default: false,
        describe: 'with --at: remove all faults',
        global: false,
      })
      .example('$0 sandbox --speed 60', 'prints the four variables to set in another terminal')
      .example('$0 sandbox --at $RC_SERVER_URL', 'shows what is set there, and how often faults struck'),
  handle: (context, argv) => (argv['at'] === undefined ? serve(context, argv) : change(context, argv)),
};

function addStart(yargs: Argv): Argv {
  return yargs
    .option('port', text('port on 127.0.0.1 (default: a free one)'))
    .option('seed', text('the same seed gives the same world'))
    .option('speed', text('how many times faster time runs (default: 1)'))
    .option('state', text('directory of its state (default: .campaign/sandbox-server)'));
}

/** What only a new sandbox can be given. */
const START_OPTIONS = ['port', 'seed', 'speed', 'state'];

function addSettings(yargs: Argv): Argv {
  return SETTING_WORDS.reduce(
    (built, { name, describe, isSwitch }) =>
      built.option(name, isSwitch ? { type: 'boolean', describe, global: false } : text(describe)),
    yargs,
  );
}

function text(describe: string) {
  return { type: 'string', requiresArg: true, describe, global: false } as const;
}

function list(describe: string) {
  return { type: 'array', string: true, requiresArg: true, describe, global: false } as const;
}

async function serve(context: Context, argv: Arguments): Promise<ExitCode> {
  if (argv['clear-faults'] === true)
    throw wrong('--clear-faults is for a sandbox that runs: name it by --at');
  const server = await explain(() => start(context, argv));
  const variables = [
    `RC_SERVER_URL=${server.url}`,
    `RC_APP_CLIENT_ID=${server.clientId}`,
    `RC_APP_CLIENT_SECRET=${server.clientSecret}`,
    `RC_USER_JWT=${server.jwt}`,
  ];
  context.print(
    context.flags.json
      ? JSON.stringify({ schema: 'campaign-sandbox/1', ...server, close: undefined }, null, 2)
      : variables.map((variable) => `export ${variable}`).join('\n'),
  );
  context.say(
    `sandbox at ${server.url}, numbers ${server.numbers.join(' and ')}; Ctrl-C ends it, its state stays`,
  );
  const { interrupt } = context.io;
  if (!interrupt.aborted) await once(interrupt, 'abort');
  await server.close();
  return EXIT.ok;
}

async function start(context: Context, argv: Arguments): Promise<Sandbox> {
  const { state, seed } = argv;
  const directory =
    typeof state === 'string'
      ? resolve(context.io.cwd, state)
      : join(context.workspace.state, 'sandbox-server');
  return startSandbox({
    directory,
    // A world of its own: batch ids that another sandbox gave out already would look like a mistake of the provider.
    ...(existsSync(directory) ? {} : { seed: randomUUID() }),
    port: readNumber(argv['port'], '--port', 0, 0, 65_535),
    speed: readNumber(argv['speed'], '--speed', 1, 0.001, 100_000),
    ...(typeof seed === 'string' ? { seed } : {}),
    ...parseSettings(readSettings(argv)),
    senders: readList(argv, 'sender'),
    faults: readList(argv, 'fault'),
  });
}

async function change(context: Context, argv: Arguments): Promise<ExitCode> {
  const misplaced = START_OPTIONS.filter((name) => argv[name] !== undefined).map((name) => `--${name}`);
  if (misplaced.length > 0) throw wrong(`${misplaced.join(', ')}: only for a new sandbox, not with --at`);
  const state = await explain(() =>
    changeSandbox(readText(argv['at'], '--at'), {
      settings: readSettings(argv),
      senders: readList(argv, 'sender'),
      faults: readList(argv, 'fault'),
      needsClearing: argv['clear-faults'] === true,
    }),
  );
  context.print(
    context.flags.json
      ? JSON.stringify({ schema: 'campaign-sandbox-state/1', ...state }, null, 2)
      : formatState(state),
  );
  return EXIT.ok;
}

function formatState(state: SandboxState): string {
  const numbers = state.numbers.filter(({ perMinute }) => perMinute > 0).map((each) => each.phoneNumber);
  const facts = Object.entries({ now: state.now, speed: String(state.speed), ...state.settings });
  const faults = state.faults.map(({ fault, seen, fired }) => [`${fired} of ${seen}`, fault]);
  return [
    ...facts.map(([name, value]) => `${name.padEnd(15)} ${value}`),
    `${'numbers'.padEnd(15)} ${numbers.join(' ')}`,
    '',
    faults.length === 0 ? 'no faults' : formatTable(['STRUCK', 'FAULT'], faults),
  ].join('\n');
}

/** The settings that were given, as words; a switch is on or off. */
function readSettings(argv: Arguments): Record<string, string> {
  const given: Record<string, string> = {};
  for (const { name } of SETTING_WORDS) {
    const value = argv[name];
    if (typeof value === 'boolean') given[name] = value ? 'on' : 'off';
    else if (value !== undefined) given[name] = readText(value, `--${name}`);
  }
  return given;
}

function readText(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw wrong(`${where} is given more than once`);
}

function readList(argv: Arguments, name: string): readonly string[] {
  const given = argv[name];
  return Array.isArray(given) ? (given as readonly string[]) : [];
}

/** What the sandbox's room refuses is a mistake of whoever typed it. */
async function explain<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof InputError ? error : wrong((error as Error).message);
  }
}

function wrong(found: string): InputError {
  return new InputError([{ where: 'campaign sandbox', found, remedy: 'See --help' }]);
}

function readNumber(raw: unknown, where: string, fallback: number, least: number, most: number): number {
  if (raw === undefined) return fallback;
  const value = Number(raw);
  if (typeof raw === 'string' && raw.trim() !== '' && value >= least && value <= most) return value;
  throw new InputError([
    {
      where,
      found: `${JSON.stringify(raw)} can not be used`,
      remedy: `Use a number from ${least} to ${most}`,
    },
  ]);
}
