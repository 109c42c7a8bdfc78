import type { Intake } from './intake.ts';
import { openIntake } from './open.ts';
import { createUnreadableRows, isUnreadable, nameFile } from './unreadable-rows.ts';

/** How a file of numbers is read: as a recipients file is, but only its phones count. */
export interface NumbersFileSettings {
  readonly phoneColumn?: string;
  readonly defaultCountry?: string;
}

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
  const unreadable = createUnreadableRows(shownAs);
  try {
    const intake = await openNumbersFile(path, settings);
    for await (const { recipients, rejected } of intake.chunks(signal)) {
      for (const row of rejected.filter(({ code }) => isUnreadable(code))) {
        unreadable.add(row.line, row.reason);
      }
      if (unreadable.count === 0) yield recipients.phone;
    }
  } catch (error) {
    throw nameFile(error, path, shownAs);
  }
  unreadable.assertNone();
}

/**
 * Opens a CSV file of which only the numbers count.
 *
 * @throws InputError with everything that is wrong with the file and its header.
 */
export function openNumbersFile(path: string, settings: NumbersFileSettings): Promise<Intake> {
  // A text is of no interest here, and the reader wants one.
  return openIntake(path, {
    ...settings,
    isNumbersOnly: true,
    template: 'x',
    smartPunctuation: false,
    senders: [],
  });
}
