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

export interface Command {
  readonly builder: (yargs: Argv) => Argv;
  readonly handle: (context: Context, argv: Arguments) => Promise<ExitCode>;
}
