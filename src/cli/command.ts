import type { Argv } from 'yargs';
import type { ExitCode } from '../core/exit-code.ts';
import type { Context } from './context.ts';
import type { RawValue } from './settings/raw.ts';

/** What yargs read, before anything is made of it. */
export type Arguments = Readonly<Record<string, RawValue | boolean | number | undefined>>;

/** A positional argument that yargs made sure of. */
export function positional(argv: Arguments, name: string): string {
  const value = argv[name];
  if (typeof value !== 'string') throw new TypeError(`the argument ${name} is missing`);
  return value;
}

/** The values of an option or argument that may be given more than once, as they were typed; empty without any. */
export function listOf(argv: Arguments, name: string): readonly string[] {
  const value = argv[name];
  return Array.isArray(value) ? (value as readonly string[]) : [];
}

export interface Command {
  readonly builder: (yargs: Argv) => Argv;
  readonly handle: (context: Context, argv: Arguments) => Promise<ExitCode>;
}

/** A command as `--help` shows it; its code is loaded when it is used. */
export interface CommandEntry {
  /** The word, then what it takes: `<file>` must be there, `[run]` may, `<phone..>` is one or more. */
  readonly usage: string;
  readonly describe: string;
  readonly load: () => Promise<Command>;
  /** What it does by a second word, its `<action>`; the command itself is reached by any other word. */
  readonly actions?: readonly CommandEntry[];
}

export function nameOf(entry: CommandEntry): string {
  return entry.usage.split(' ')[0] ?? '';
}
