import { once } from 'node:events';
import { setInterval } from 'node:timers/promises';
import { startProgram, type Running } from './program.ts';

export interface SandboxOptions {
  readonly seed?: string;
  /** Default: so fast that a day passes in seconds. */
  readonly speed?: number;
  readonly faults?: readonly string[];
  /** More words of the command: `--price 0.0159`, `--sender …:pending`. */
  readonly words?: readonly string[];
  readonly port?: number;
  readonly program?: string;
  /** More of its environment than PATH. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A message that the sandbox really accepted: the oracle of these tests. */
export interface TrueMessage {
  readonly messageId: string;
  readonly batchId: string;
  readonly from: string;
  readonly to: string;
  readonly text: string;
  readonly finalStatus: string;
  readonly finalErrorCode: string | null;
  readonly finalCost: number | null;
}

export interface CallCounts {
  readonly total: number;
  readonly rateViolations: number;
  readonly penaltyViolations: number;
  readonly endpoints: Readonly<
    Record<string, { readonly count: number; readonly outcomes: Readonly<Record<string, number>> }>
  >;
}

/** One call as the sandbox logged it. */
export interface LoggedCall {
  readonly at: string;
  readonly endpoint: string;
  readonly outcome: string;
}

/** `campaign sandbox` as a process of its own. */
export interface SandboxProcess {
  readonly url: string;
  readonly port: number;
  /** What `RC_SERVER_URL` and the credentials must be. */
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  messages(): Promise<TrueMessage[]>;
  calls(): Promise<CallCounts>;
  /** Every call, oldest first. */
  log(): Promise<LoggedCall[]>;
  /** Submits that reached the operation, whatever was answered. */
  posts(): Promise<number>;
  /** How many batches it has, whoever submitted them. */
  batches(): Promise<number>;
  /** Resolves once so many batches were accepted. */
  untilBatches(count: number): Promise<void>;
  /** The person with the number `from` texts one of ours: STOP opts out. */
  reply(from: string, to: string, text: string): Promise<void>;
  /** So many people opt out of texts from one of our numbers, at once. */
  optOut(from: string, phones: readonly string[]): Promise<void>;
  /** What was sent of a batch costs so many dollars a message from now on; null: nothing that is known. */
  correctCosts(batchId: string, cost: string | null): Promise<void>;
  /** Changes settings while it runs: `{ price: '0.0159' }`. */
  set(settings: Readonly<Record<string, string>>): Promise<void>;
  addFault(fault: string): Promise<void>;
  clearFaults(): Promise<void>;
  stop(): Promise<void>;
}

const UNTIL_MS = 60_000;
const POST_BATCHES = /^POST .*\/a2p-sms\/batches$/;

/** Starts a sandbox with its state in `directory`: the same directory is the same world. */
export async function startSandboxProcess(
  directory: string,
  options: SandboxOptions = {},
): Promise<SandboxProcess & { readonly running: Running }> {
  const { seed = 'tests', speed = 20_000, faults = [], words = [], port = 0, environment = {} } = options;
  const running = startProgram(
    [
      ...['sandbox', '--json', '--seed', seed, '--speed', String(speed), '--port', String(port)],
      ...['--state', directory, ...faults.flatMap((fault) => ['--fault', fault]), ...words],
    ],
    {
      cwd: import.meta.dirname,
      environment,
      ...(options.program === undefined ? {} : { program: options.program }),
    },
  );
  await running.until(/^\}/m);
  if (running.output.stdout === '') throw new Error(`no sandbox: ${running.output.stderr}`);
  const started = JSON.parse(running.output.stdout) as Record<
    'url' | 'clientId' | 'clientSecret' | 'jwt',
    string
  >;
  const ask = async (path: string, init?: RequestInit): Promise<string> => {
    const response = await fetch(`${started.url}/sandbox/${path}`, init);
    if (!response.ok) throw new Error(`the sandbox says ${response.status}: ${await response.text()}`);
    return response.text();
  };
  const tell = async (path: string, body: object): Promise<void> => {
    await ask(path, { method: 'POST', body: JSON.stringify(body) });
  };
  const calls = async (): Promise<CallCounts> => JSON.parse(await ask('calls')) as CallCounts;
  const batches = async (): Promise<number> =>
    (JSON.parse(await ask('state')) as { readonly batches: number }).batches;
  return {
    running,
    url: started.url,
    port: Number(new URL(started.url).port),
    environment: {
      RC_SERVER_URL: started.url,
      RC_APP_CLIENT_ID: started.clientId,
      RC_APP_CLIENT_SECRET: started.clientSecret,
      RC_USER_JWT: started.jwt,
    },
    secrets: [started.clientSecret, started.jwt],
    messages: async () => parseLines<TrueMessage>(await ask('messages')),
    calls,
    log: async () => parseLines<LoggedCall>(await ask('calls?view=log')),
    posts: async () =>
      Object.entries((await calls()).endpoints)
        .filter(([endpoint]) => POST_BATCHES.test(endpoint))
        .reduce((sum, [, { count }]) => sum + count, 0),
    batches,
    untilBatches: async (count) => {
      for await (const deadline of setInterval(10, Date.now() + UNTIL_MS)) {
        if ((await batches()) >= count) return;
        if (Date.now() > deadline) throw new Error(`the sandbox never had ${count} batches`);
      }
    },
    reply: (from, to, text) => tell('replies', { from, to, text }),
    optOut: (from, phones) => tell('opt-outs', { from, to: phones }),
    correctCosts: (batchId, cost) => tell('costs', { batchId, cost }),
    set: (settings) => tell('settings', settings),
    addFault: (fault) => tell('faults', { fault }),
    clearFaults: async () => {
      await ask('faults', { method: 'DELETE' });
    },
    stop: async () => {
      if (running.child.exitCode !== null || running.child.signalCode !== null) return;
      const closed = once(running.child, 'close');
      running.child.kill('SIGTERM');
      await closed;
    },
  };
}

function parseLines<T>(text: string): T[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}
