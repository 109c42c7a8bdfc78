import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InputError } from '../../core/error.ts';
import { EXIT, type ExitCode } from '../../core/exit-code.ts';
import { startSandbox } from '../../sandbox/start.ts';
import type { Arguments, Command } from '../command.ts';
import type { Context } from '../context.ts';

/** `campaign sandbox`: the server alone, for `RC_SERVER_URL`. Runs until Ctrl-C. */
export const sandbox: Command = {
  builder: (yargs) =>
    yargs
      .option('port', {
        type: 'string',
        requiresArg: true,
        describe: 'port on 127.0.0.1 (default: a free one)',
      })
      .option('seed', { type: 'string', requiresArg: true, describe: 'the same seed gives the same world' })
      .option('speed', {
        type: 'string',
        requiresArg: true,
        describe: 'how many times faster time runs',
        default: '1',
      })
      .option('state', {
        type: 'string',
        requiresArg: true,
        describe: 'directory of its state (default: .campaign/sandbox-server)',
      })
      .option('fault', {
        type: 'array',
        string: true,
        requiresArg: true,
        describe: "a fault on demand, e.g. 'POST /a2p-sms/batches: drop-after 0.2'",
      })
      .example('$0 sandbox --speed 60', 'prints the four variables to set in another terminal'),
  handle: serve,
};

async function serve(context: Context, argv: Arguments): Promise<ExitCode> {
  const server = await start(context, argv);
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

async function start(context: Context, argv: Arguments): Promise<Awaited<ReturnType<typeof startSandbox>>> {
  const state = argv['state'];
  const seed = argv['seed'];
  const faults = argv['fault'];
  const directory =
    typeof state === 'string'
      ? resolve(context.io.cwd, state)
      : join(context.workspace.state, 'sandbox-server');
  const options = {
    directory,
    // A world of its own: batch ids that another sandbox gave out already would look like a mistake of the provider.
    ...(existsSync(directory) ? {} : { seed: randomUUID() }),
    port: readNumber(argv['port'], '--port', 0, 0, 65_535),
    speed: readNumber(argv['speed'], '--speed', 1, 0.001, 100_000),
    ...(typeof seed === 'string' ? { seed } : {}),
    ...(Array.isArray(faults) ? { faults: faults as readonly string[] } : {}),
  };
  try {
    return await startSandbox(options);
  } catch (error) {
    throw new InputError([
      { where: 'campaign sandbox', found: (error as Error).message, remedy: 'See --help' },
    ]);
  }
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
