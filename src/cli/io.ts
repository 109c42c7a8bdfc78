import type { Clock } from '../core/clock.ts';

/** What a terminal's stream tells us of itself. */
export interface OutputStream {
  write(output: string | Uint8Array, done?: () => void): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

/** All of the process that commands may touch. */
export interface Io {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream & NodeJS.WritableStream;
  readonly stdin: NodeJS.ReadStream;
  readonly environment: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly clock: Clock;
  /** Aborted at the first SIGINT or SIGTERM. */
  readonly interrupt: AbortSignal;
  /** Aborted once nobody reads stdout any more: `| head` has what it wanted. */
  readonly unread?: AbortSignal;
}
