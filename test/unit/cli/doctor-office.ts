import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Writable } from 'node:stream';
import { onTestFinished } from 'vitest';
import { cli } from '../../../src/cli/cli.ts';
import { systemClock } from '../../../src/cli/clock.ts';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/start.ts';

/** A check as `campaign doctor --json` tells it. */
export interface Told {
  readonly name: string;
  readonly result: string;
  readonly seen: string;
  readonly remedy: string | null;
}

export interface Visit {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Examination extends Visit {
  readonly ok: boolean;
  readonly checks: readonly Told[];
  readonly of: (name: string) => Told;
}

/** A workspace for `campaign doctor`, run in this process. */
export interface Office {
  readonly directory: string;
  readonly environment: Record<string, string>;
  path(file: string): string;
  write(file: string, content: string | Uint8Array): void;
  read(file: string): string;
  remove(file: string): void;
  chmod(file: string, mode: number): void;
  run(words: readonly string[]): Promise<Visit>;
  /** `campaign doctor --json`. */
  examine(words?: readonly string[]): Promise<Examination>;
  /** A sandbox of its own, whose credentials go into the environment. */
  openSandbox(options?: Partial<SandboxOptions>): Promise<Sandbox>;
}

export function openOffice(): Office {
  const directory = makeDirectory('doctor-');
  const environment: Record<string, string> = {};
  const path = (file: string): string => join(directory, file);
  const run = (words: readonly string[]): Promise<Visit> => runHere(words, directory, environment);
  return {
    directory,
    environment,
    path,
    run,
    write(file, content) {
      mkdirSync(dirname(path(file)), { recursive: true });
      writeFileSync(path(file), content, { mode: 0o600 });
    },
    read: (file) => readFileSync(path(file), 'utf8'),
    remove: (file) => rmSync(path(file), { recursive: true }),
    chmod: (file, mode) => chmodSync(path(file), mode),
    async examine(words = []) {
      const visit = await run(['doctor', '--json', ...words]);
      const document = JSON.parse(visit.stdout) as Pick<Examination, 'ok' | 'checks'>;
      const of = (name: string): Told => {
        const found = document.checks.find((check) => check.name === name);
        if (found === undefined) throw new Error(`there is no check ${name}`);
        return found;
      };
      return { ...visit, ...document, of };
    },
    async openSandbox(options = {}) {
      const sandbox = await startSandbox({
        directory: makeDirectory('doctor-sandbox-'),
        seed: 'doctor',
        rateLimit: 100_000,
        ...options,
      });
      onTestFinished(() => sandbox.close());
      Object.assign(environment, {
        RC_SERVER_URL: sandbox.url,
        RC_APP_CLIENT_ID: sandbox.clientId,
        RC_APP_CLIENT_SECRET: sandbox.clientSecret,
        RC_USER_JWT: sandbox.jwt,
      });
      return sandbox;
    },
  };
}

async function runHere(
  words: readonly string[],
  cwd: string,
  environment: Readonly<Record<string, string>>,
): Promise<Visit> {
  let stdout = '';
  let stderr = '';
  const code = await cli(words, {
    stdout: { write: (text) => (stdout += text as string) },
    stderr: new Writable({
      write: (chunk, _encoding, done) => {
        stderr += String(chunk);
        done();
      },
    }),
    stdin: process.stdin,
    environment: { ...environment },
    cwd,
    clock: systemClock,
    interrupt: new AbortController().signal,
  });
  return { code, stdout, stderr };
}

function makeDirectory(prefix: string): string {
  const directory = mkdtempSync(join(tmpdir(), prefix));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
