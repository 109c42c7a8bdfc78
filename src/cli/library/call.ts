import { Writable } from 'node:stream';
import type { Clock } from '../../core/clock.ts';
import type { ExitCode } from '../../core/exit-code.ts';
import { cli } from '../cli.ts';
import { systemClock } from '../clock.ts';

/** How a command is called from a program. */
export interface CallOptions {
  /** Where it runs: the workspace, unless `--workspace` names another. Default: the process's own. */
  readonly cwd?: string;
  /** All variables that it sees, credentials among them. Default: the process's own. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Stops it as Ctrl-C does: what is under way is brought to a safe place, and the exit code is 130. */
  readonly signal?: AbortSignal;
  /** Told each line of progress as it is said. */
  readonly onStderr?: (text: string) => void;
  readonly clock?: Clock;
}

/** What came of a command. */
export interface CallResult {
  /** As docs/exit-codes.md has them: an expected end is data, and nothing is thrown. */
  readonly exitCode: ExitCode;
  /** With `--json`: one document. */
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Calls a command as a shell would, without a process of its own and without a terminal: nothing is asked, so `run`
 * needs `--yes`.
 *
 * @param words what stands behind `campaign`: `['run', 'may.csv', '--sandbox', '--yes', '--json']`
 */
export async function callCampaign(words: readonly string[], options: CallOptions = {}): Promise<CallResult> {
  const stdout: Buffer[] = [];
  let stderr = '';
  const interrupt = new AbortController();
  const stop = (): void => interrupt.abort('SIGINT');
  if (options.signal?.aborted === true) stop();
  options.signal?.addEventListener('abort', stop);
  try {
    const exitCode = await cli(words, {
      // An attachment is bytes, which may be cut anywhere.
      stdout: new Writable({
        write: (chunk: Buffer, _encoding, done) => {
          stdout.push(chunk);
          done();
        },
      }),
      stderr: new Writable({
        write: (chunk, _encoding, done) => {
          stderr += String(chunk);
          options.onStderr?.(String(chunk));
          done();
        },
      }),
      stdin: process.stdin,
      environment: options.environment ?? process.env,
      cwd: options.cwd ?? process.cwd(),
      clock: options.clock ?? systemClock,
      interrupt: interrupt.signal,
    });
    return { exitCode, stdout: Buffer.concat(stdout).toString('utf8'), stderr };
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}
