import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { endProgram, runProgram, startProgram, type Ended, type Launch, type Running } from './program.ts';
import { startSandboxProcess, type SandboxOptions, type SandboxProcess } from './sandbox-process.ts';

/** A workspace in a directory of its own, and every process that a test started in it. */
export interface Stage {
  readonly directory: string;
  /** Variables of every start; a sandbox adds its credentials. */
  readonly environment: Record<string, string>;
  write(file: string, content: string | Uint8Array): void;
  read(file: string): string;
  has(file: string): boolean;
  remove(path: string): void;
  /** Every file of the workspace, relative, sorted. */
  files(): string[];
  start(words: readonly string[], launch?: Partial<Launch>): Running;
  run(words: readonly string[], launch?: Partial<Launch>): Promise<Ended>;
  /** A sandbox of its own; its credentials are in every later start. */
  openSandbox(options?: SandboxOptions): Promise<SandboxProcess>;
}

export interface StageOptions {
  /** The program that everything is started with, the sandbox too. */
  readonly program?: string;
}

export function openStage(options: StageOptions = {}): {
  readonly stage: Stage;
  readonly close: () => Promise<void>;
} {
  const directory = mkdtempSync(join(tmpdir(), 'campaign-test-'));
  const sandboxes = mkdtempSync(join(tmpdir(), 'campaign-test-sandbox-'));
  const started: Running[] = [];
  const environment: Record<string, string> = {};
  const start = (words: readonly string[], launch: Partial<Launch> = {}): Running => {
    const running = startProgram(words, { cwd: directory, environment, ...options, ...launch });
    started.push(running);
    return running;
  };
  const stage: Stage = {
    directory,
    environment,
    write: (file, content) => {
      const path = join(directory, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    },
    read: (file) => readFileSync(join(directory, file), 'utf8'),
    has: (file) => existsSync(join(directory, file)),
    remove: (path) => rmSync(join(directory, path), { recursive: true }),
    files: () =>
      readdirSync(directory, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
        .sort(),
    start,
    run: (words, launch = {}) =>
      runProgram(words, { cwd: directory, environment, ...options, ...launch }, (given) =>
        start(given, launch),
      ),
    openSandbox: async (world) => {
      const sandbox = await startSandboxProcess(join(sandboxes, 'world'), { ...options, ...world });
      started.push(sandbox.running);
      Object.assign(environment, sandbox.environment);
      return sandbox;
    },
  };
  const close = async (): Promise<void> => {
    await Promise.all(started.map(endProgram));
    for (const path of [directory, sandboxes]) rmSync(path, { recursive: true, force: true });
  };
  return { stage, close };
}
