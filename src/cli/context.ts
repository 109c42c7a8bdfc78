import type { Clock } from '../core/clock.ts';
import type { ExitCode } from '../core/exit-code.ts';
import type { Io, OutputStream } from './io.ts';
import { findWorkspace, type Workspace } from './settings/workspace.ts';

/** The flags that every command has. */
export interface GlobalFlags {
  readonly workspace?: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly color: boolean;
}

/** What a command works with. */
export interface Context {
  readonly io: Io;
  readonly flags: GlobalFlags;
  readonly workspace: Workspace;
  readonly clock: Clock;
  /** The command as it was typed, for the lock's holder. */
  readonly command: string;
  /** Another command line in this process, as if it were typed: what a schedule starts. */
  readonly call: (words: readonly string[], io: Io) => Promise<ExitCode>;
  /** Data: one line or document on stdout. */
  readonly print: (text: string) => void;
  /** Everything else: a line on stderr, not with --quiet. */
  readonly say: (text: string) => void;
  /** What must be read even with --quiet. */
  readonly warn: (text: string) => void;
  /** Takes lines over for something that stands on the terminal, and must be drawn below them; null ends that. */
  readonly divertLines: (write: ((text: string) => void) | null) => void;
  /** Whether a person sits at the terminal and can be asked. */
  readonly isInteractive: boolean;
  /** Whether bars and colors are wanted. */
  readonly isFancy: boolean;
}

export function createContext(io: Io, flags: GlobalFlags, command: string, call: Context['call']): Context {
  const isTerminal = io.stderr.isTTY === true && io.environment['TERM'] !== 'dumb';
  let diverted: ((text: string) => void) | null = null;
  const tell = (text: string): void => {
    if (diverted === null) writeLine(io.stderr, text);
    else diverted(text);
  };
  return {
    io,
    flags,
    workspace: findWorkspace(flags.workspace, io.environment, io.cwd),
    clock: io.clock,
    command,
    call,
    print: (text) => writeLine(io.stdout, text),
    say: (text) => {
      if (!flags.quiet) tell(text);
    },
    warn: tell,
    divertLines: (write) => {
      diverted = write;
    },
    isInteractive: isTerminal && io.stdin.isTTY,
    isFancy: isTerminal && flags.color && (io.environment['NO_COLOR'] ?? '') === '',
  };
}

function writeLine(stream: OutputStream, text: string): void {
  stream.write(`${text}\n`);
}
