import { InputError, type Problem } from '../core/error.ts';
import { maskNumbers, type RejectCode } from '../core/recipient.ts';

/** What is wrong with a row that may be a number all the same. Others (empty, foreign, twice) name nobody we could text. */
const UNREADABLE: ReadonlySet<RejectCode> = new Set<RejectCode>([
  'invalid-phone',
  'no-country-code',
  'excel-damaged',
  'column-count',
]);
const TOLD = 10;

export function isUnreadable(code: RejectCode): boolean {
  return UNREADABLE.has(code);
}

/** The rows that spoil a list of people: it is only of use as a whole. */
export interface UnreadableRows {
  readonly count: number;
  add(line: number, found: string): void;
  /** @throws InputError with the first ten of them, each with its line, numbers masked. */
  assertNone(): void;
}

/** @param shownAs the file as people know it. */
export function createUnreadableRows(shownAs: string): UnreadableRows {
  const problems: Problem[] = [];
  let count = 0;
  return {
    get count() {
      return count;
    },
    add: (line, found) => {
      count += 1;
      if (count > TOLD) return;
      problems.push({ where: `${shownAs}:${line}`, found: maskNumbers(found), remedy: '' });
    },
    assertNone: () => {
      if (count === 0) return;
      const rows = count === 1 ? '1 row can' : `${count} rows can`;
      const found = `${rows} not be read, and who is on this list must be known`;
      const remedy = 'Mend or remove what can not be read. Nothing was changed';
      throw new InputError([...problems, { where: shownAs, found, remedy }]);
    },
  };
}

/** Problems name the file as it was given, not where it lies on the disk. */
export function nameFile(error: unknown, path: string, shownAs: string): unknown {
  if (!(error instanceof InputError)) return error;
  return new InputError(
    error.problems.map((problem) =>
      problem.where.startsWith(path)
        ? { ...problem, where: shownAs + problem.where.slice(path.length) }
        : problem,
    ),
  );
}
