import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { callCampaign as callBuilt } from '../../src/cli/library/call.ts';
import type { Clock } from '../../src/core/clock.ts';

/** The built program, as a user starts it. `CAMPAIGN_PROGRAM` names another build's: mutants are tested so. */
export const PROGRAM =
  process.env['CAMPAIGN_PROGRAM'] ?? join(import.meta.dirname, '..', '..', 'dist', 'main.js');

/** How a process ended. `code` is what a shell sees: 128 + the signal's number after a kill. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  /** What it has said so far. */
  readonly output: { stdout: string; stderr: string };
  readonly ended: Promise<Ended>;
  /** Resolves once stdout or stderr holds the words; rejects when the process ends before. */
  until(words: string | RegExp): Promise<void>;
}

export interface Launch {
  readonly cwd: string;
  /** The whole environment but PATH: nothing else is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** What starts the program, e.g. `['strace', '-f', …]`; default: nothing but node. */
  readonly wrapper?: readonly string[];
  /** Default: PROGRAM. */
  readonly program?: string;
  /** Only for a program that is called in the test's process. */
  readonly clock?: Clock;
}

const SIGNALS: Readonly<Record<string, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/** Starts `campaign` with pipes instead of a terminal. */
export function startProgram(words: readonly string[], launch: Launch): Running {
  const { wrapper = [], program = PROGRAM } = launch;
  const [command = '', ...rest] = [...wrapper, process.execPath, program, ...words];
  const child = spawn(command, rest, {
    cwd: launch.cwd,
    env: { PATH: process.env['PATH'] ?? '', ...launch.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: what a wrapper started ends with it.
    detached: true,
  });
  const output = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text;
      for (const listen of listeners) listen();
    });
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      resolve({ code: code ?? 128 + (SIGNALS[signal ?? ''] ?? 0), ...output });
    });
  });
  const until = (words: string | RegExp): Promise<void> =>
    new Promise((resolve, reject) => {
      const listen = (): void => {
        if (!isIn(output.stdout + output.stderr, words)) return;
        listeners.delete(listen);
        resolve();
      };
      listeners.add(listen);
      listen();
      void ended.then(() => {
        reject(new Error(`ended before it said ${String(words)}:\n${output.stdout}${output.stderr}`));
      });
    });
  return { child, output, ended, until };
}

/**
 * Runs `campaign` to its end. Where a project of the tests says so (`vitest.config.ts`), the built program is called in
 * this process, as another program may: loading it is most of what a short command costs. What a call can't show, a
 * wrapper, another build, what Node.js reads of its environment, is started as ever.
 */
export async function runProgram(
  words: readonly string[],
  launch: Launch,
  start: (words: readonly string[]) => Running,
): Promise<Ended> {
  const needsProcess =
    launch.wrapper !== undefined ||
    launch.program !== undefined ||
    READ_BY_NODE.some((name) => name in launch.environment);
  if (process.env['CAMPAIGN_CALLED'] !== 'in-process' || needsProcess) {
    if (launch.clock !== undefined) throw new Error('a process has the clock of the machine');
    return start(words).ended;
  }
  const library = pathToFileURL(join(PROGRAM, '..', 'index.js')).href;
  const { callCampaign } = (await import(/* @vite-ignore */ library)) as Library;
  const environment = { PATH: process.env['PATH'] ?? '', ...launch.environment };
  const options = { cwd: launch.cwd, environment, ...(launch.clock ? { clock: launch.clock } : {}) };
  const { exitCode, stdout, stderr } = await callCampaign(words, options);
  return { code: exitCode, stdout, stderr };
}

interface Library {
  readonly callCampaign: typeof callBuilt;
}

const READ_BY_NODE = ['NODE_OPTIONS', 'NODE_TLS_REJECT_UNAUTHORIZED', 'TZ'];

function isIn(text: string, words: string | RegExp): boolean {
  return typeof words === 'string' ? text.includes(words) : words.test(text);
}

/** Kills what still runs, with all that it started, and waits until it is gone. */
export async function endProgram({ child, ended }: Running): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}
