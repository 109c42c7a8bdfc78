import { InputError, type Problem } from '../core/error.ts';
import type { Wish } from '../run/reconcile.ts';
import type { Arguments } from './command.ts';

const FLAGS = ['adopt', 'resend', 'assume-sent'] as const;

/**
 * Reads what a person decides about batches in doubt: `--adopt N=BATCHID`, `--resend N`, `--assume-sent N`, each as
 * often as needed.
 *
 * @throws InputError with every value that can't be read, every batch that is decided more than once, and every id that
 * two batches are to have.
 */
export function readWishes(argv: Arguments): readonly Wish[] {
  const problems: Problem[] = [];
  const wishes = FLAGS.flatMap((kind) =>
    valuesOf(argv, kind).flatMap((value): Wish[] => {
      const wish = parseWish(kind, value.trim());
      if (wish === null) problems.push(toProblem(kind, value));
      return wish === null ? [] : [wish];
    }),
  );
  for (const batch of repeated(wishes.map((wish) => wish.batch))) {
    const remedy = 'Give it one of --adopt, --resend and --assume-sent, once';
    problems.push({ where: `batch ${batch}`, found: 'it is decided more than once', remedy });
  }
  for (const id of repeated(wishes.flatMap((wish) => (wish.kind === 'adopt' ? [wish.batchId] : [])))) {
    problems.push({ where: '--adopt', found: `${id} is given to two batches`, remedy: 'It is one of them' });
  }
  if (problems.length > 0) throw new InputError(problems);
  return wishes;
}

function parseWish(kind: Wish['kind'], value: string): Wish | null {
  const match = (kind === 'adopt' ? /^(\d{1,9})=(\S{1,200})$/ : /^(\d{1,9})$/).exec(value);
  const batch = Number(match?.[1] ?? 0);
  if (batch === 0) return null;
  return kind === 'adopt' ? { kind, batch, batchId: match?.[2] ?? '' } : { kind, batch };
}

function toProblem(kind: Wish['kind'], value: string): Problem {
  const shown = JSON.stringify(value);
  return kind === 'adopt'
    ? { where: '--adopt', found: `${shown} is not N=BATCHID`, remedy: 'Use such as --adopt 3=12345' }
    : {
        where: `--${kind}`,
        found: `${shown} is not the number of a batch`,
        remedy: `Use such as --${kind} 3, once for each batch`,
      };
}

function repeated<T>(values: readonly T[]): ReadonlySet<T> {
  return new Set(values.filter((value, index) => values.indexOf(value) !== index));
}

function valuesOf(argv: Arguments, flag: (typeof FLAGS)[number]): readonly string[] {
  const value = argv[flag];
  return Array.isArray(value) ? value.map(String) : [];
}
