import { InputError, type Problem } from '../core/error.ts';
import type { RejectCode } from '../core/recipient.ts';
import { openIntake } from './open.ts';

/** How a file of numbers is read: as a recipients file is, but only its phones count. */
export interface NumbersFileSettings {
  readonly phoneColumn?: string;
  readonly defaultCountry?: string;
}

/** What is wrong with a row that may be a number all the same. Others (empty, foreign, twice) name nobody we could text. */
const UNREADABLE: ReadonlySet<RejectCode> = new Set<RejectCode>([
  'invalid-phone',
  'no-country-code',
  'excel-damaged',
  'column-count',
]);
const TOLD = 10;
/** A text is of no interest here, and the reader wants one. */
const TEXT = 'x';

/**
 * Reads the numbers of a CSV file, in chunks. A list of people who are not to be texted must be read whole: a row whose
 * number can't be read fails all of it.
 *
 * @param shownAs the file as people know it, for messages.
 * @throws InputError with the rows that can't be read, the first ten of them, each with its line.
 */
export async function* readNumbersFile(
  path: string,
  shownAs: string,
  settings: NumbersFileSettings,
  signal?: AbortSignal,
): AsyncGenerator<readonly number[]> {
  const problems: Problem[] = [];
  let unreadable = 0;
  try {
    const intake = await openIntake(path, {
      ...settings,
      template: TEXT,
      smartPunctuation: false,
      senders: [],
    });
    for await (const { recipients, rejected } of intake.chunks(signal)) {
      for (const { line, code, reason } of rejected) {
        if (!UNREADABLE.has(code)) continue;
        unreadable += 1;
        if (problems.length < TOLD) problems.push({ where: `${shownAs}:${line}`, found: reason, remedy: '' });
      }
      if (unreadable === 0) yield recipients.phone;
    }
  } catch (error) {
    throw error instanceof InputError ? nameFile(error, path, shownAs) : error;
  }
  if (unreadable === 0) return;
  const found = `${unreadable} rows hold no number that can be read, and who is on this list must be known`;
  const remedy = 'Mend or remove these rows. Nothing was changed';
  throw new InputError([...problems, { where: shownAs, found, remedy }]);
}

function nameFile(error: InputError, path: string, shownAs: string): InputError {
  return new InputError(
    error.problems.map((problem) =>
      problem.where.startsWith(path)
        ? { ...problem, where: shownAs + problem.where.slice(path.length) }
        : problem,
    ),
  );
}
