import { join } from 'node:path';
import { parseArgs } from 'node:util';

const DEFAULTS = { rows: '100000,1000000', rounds: '3', program: join(import.meta.dirname, '..', 'dist') };

/**
 * Reads the flags. `--only` names cases, for a quick look; `--program` is another build's `dist/`.
 *
 * @param {string[]} argv
 * @returns {{ sizes: number[], rounds: number, only: string[] | null, program: string }}
 */
export function parseOptions(argv) {
  const { values } = parseArgs({
    args: argv,
    options: {
      rows: { type: 'string', default: DEFAULTS.rows },
      rounds: { type: 'string', default: DEFAULTS.rounds },
      only: { type: 'string' },
      program: { type: 'string', default: DEFAULTS.program },
    },
  });
  return {
    sizes: values.rows.split(',').map((size) => parseCount('--rows', size)),
    rounds: parseCount('--rounds', values.rounds),
    only: values.only?.split(',') ?? null,
    program: values.program,
  };
}

function parseCount(flag, text) {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new Error(`${flag} ${text}: give whole numbers from 1 on`);
}
