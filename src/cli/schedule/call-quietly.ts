import { Writable } from 'node:stream';
import type { ExitCode } from '../../core/exit-code.ts';
import type { Context } from '../context.ts';

/** How a command line ended that nobody watched. */
export interface Called {
  readonly code: ExitCode;
  readonly stderr: string;
}

const MOST_CHARACTERS = 100_000;

/** Calls a command of this program in the workspace, and keeps what it says: whether it is told is decided by its end. */
export async function callQuietly(context: Context, words: readonly string[]): Promise<Called> {
  let stderr = '';
  const sink = new Writable({
    decodeStrings: false,
    write: (chunk: string, _encoding, done) => {
      stderr = (stderr + chunk).slice(-MOST_CHARACTERS);
      done();
    },
  });
  const io = {
    ...context.io,
    stdout: { write: () => true },
    stderr: sink,
    cwd: context.workspace.directory,
  };
  return { code: await context.call(words, io), stderr };
}
