import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setOptionFaults } from './faults/fault-store.ts';
import { parseFault } from './faults/parse-fault.ts';
import { createListener } from './http/listener.ts';
import { listA2pNumbers } from './owned-numbers.ts';
import { parseSenders } from './parse-senders.ts';
import { type Choices, DEFAULT_CHOICES, type Settings } from './world/settings.ts';
import { openWorld } from './world/world.ts';

// The room's one door: the command also changes a sandbox that runs, in the words of its settings.
export { parseSettings, SETTING_WORDS } from './setting-words.ts';
export { changeSandbox, sendReplyToSandbox, type SandboxState } from './change-sandbox.ts';

/** The choices among them (rate limit, tokens, permissions, clock …) default to what RingCentral documents. */
export interface SandboxOptions extends Partial<Choices> {
  /** The state's directory; made with mode 0700. The same directory is the same world. */
  readonly directory: string;
  /** 0, the default: a free port. */
  readonly port?: number;
  /** Same seed and same requests give the same world. Default: the directory's own, `sandbox` for a new one. */
  readonly seed?: string;
  /** Every duration of the world is divided by this; default 1. */
  readonly speed?: number;
  /**
   * E.164 numbers (US or Canada) that the extension owns as A2P numbers besides the built-in ones: toll-free by its
   * code, else a long code; with `:standard` behind it, a number that may not send A2P. The directory keeps them, so
   * one given once is owned for good.
   */
  readonly senders?: readonly string[];
  /** `METHOD /path-suffix: name [arguments] [probability | xN | #N | for DURATION]`. */
  readonly faults?: readonly string[];
  /** The clock, in milliseconds since the epoch; default the machine's. */
  readonly now?: () => number;
}

export interface Sandbox {
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly jwt: string;
  /** The numbers that may send A2P: a long code, a toll-free number, then `senders` as they came. */
  readonly numbers: readonly string[];
  /** Cuts all connections and releases the directory. */
  close(): Promise<void>;
}

/**
 * Starts RingCentral's A2P SMS API on 127.0.0.1. Throws an Error with a clear message for a bad option, sender or
 * fault, a port in use, and a directory that another sandbox holds or that belongs to another seed.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const faults = (options.faults ?? []).map(parseFault);
  const senders = parseSenders(options.senders ?? []);
  const world = openWorld(options.directory, readSettings(options), senders, options.now ?? Date.now);
  const closing = new AbortController();
  const server = createServer({ keepAlive: true }, createListener(world, closing.signal));
  try {
    setOptionFaults(world, faults);
    await listen(server, options.port ?? 0);
  } catch (error) {
    world.close();
    throw error;
  }
  const close = async (): Promise<void> => {
    if (closing.signal.aborted) return;
    closing.abort();
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
    world.close();
  };
  const { port } = server.address() as AddressInfo;
  const numbers = listA2pNumbers(world).map((number) => number.phoneNumber);
  return { url: `http://127.0.0.1:${port}`, ...world.credentials, numbers, close };
}

function readSettings(
  options: SandboxOptions,
): Omit<Settings, 'seed'> & { readonly seed: string | undefined } {
  const names = Object.keys(DEFAULT_CHOICES) as (keyof Choices)[];
  const chosen = names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]);
  const choices = { ...DEFAULT_CHOICES, ...(Object.fromEntries(chosen) as Partial<Choices>) };
  readPositive('rateLimit', choices.rateLimit);
  return { ...choices, seed: options.seed, speed: readPositive('speed', options.speed ?? 1) };
}

function readPositive(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new Error(`sandbox option "${name}" must be a number above 0, not ${value}`);
}

async function listen(server: Server, port: number): Promise<void> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
}
