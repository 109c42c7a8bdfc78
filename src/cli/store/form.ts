import type { Argv } from 'yargs';
import { InputError } from '../../core/error.ts';
import type { Arguments } from '../command.ts';
import type { Context } from '../context.ts';

/** How a list goes out. */
export type Form = 'table' | 'csv' | 'json';

export function addFormOption(yargs: Argv): Argv {
  return yargs.option('csv', { type: 'boolean', default: false, describe: 'CSV on stdout' });
}

/** @throws InputError when two forms are asked for. */
export function readForm(context: Context, argv: Arguments): Form {
  const isCsv = argv['csv'] === true;
  if (isCsv && context.flags.json) {
    throw new InputError([
      { where: '--csv', found: 'it is given with --json', remedy: 'Give one of the two' },
    ]);
  }
  return isCsv ? 'csv' : context.flags.json ? 'json' : 'table';
}
