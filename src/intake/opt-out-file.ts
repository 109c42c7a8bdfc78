import { InputError } from '../core/error.ts';
import { findConsentColumn, isProviderList, readConsentWord } from './consent-column.ts';
import type { Intake } from './intake.ts';
import { createNumberTable } from './number-table.ts';
import { openNumbersFile, type NumbersFileSettings } from './numbers-file.ts';
import { createPhoneReader, parseCountry, type PhoneReader } from './phone.ts';
import { createUnreadableRows, isUnreadable, nameFile, type UnreadableRows } from './unreadable-rows.ts';
import { quote } from './wording.ts';

/** What a file says of opt-outs. Each row is in one of the four: a phone, the same phone again, an opt-in, nobody. */
export interface OptOutFile {
  readonly rows: number;
  /** Who is out, each once: E.164 digits without the plus. */
  readonly phones: readonly number[];
  /** Rows that say somebody is in: nothing follows from them. */
  readonly optIns: number;
  /** Rows that name nobody who could be texted: without a number, with a foreign one, or with a short code. */
  readonly nobody: number;
  /** What was assumed about the file, a sentence each. */
  readonly assumptions: readonly string[];
}

/**
 * Reads a CSV file of opt-outs, whole. Where a column says the status of each row, only those that are out count; an
 * export of RingCentral's is read as it is, the external party being the recipient.
 *
 * @param shownAs the file as people know it, for messages.
 * @throws InputError with the rows that can't be read, the first ten of them, each with its line.
 */
export async function readOptOutFile(
  path: string,
  shownAs: string,
  settings: NumbersFileSettings,
  signal?: AbortSignal,
): Promise<OptOutFile> {
  try {
    const intake = await openNumbersFile(path, settings);
    const unreadable = createUnreadableRows(shownAs);
    const sorter = createSorter(intake, shownAs, settings, unreadable);
    for await (const { recipients, cellsOf, rejected } of intake.chunks(signal)) {
      recipients.phone.forEach((phone, index) => {
        sorter.take(cellsOf(index), recipients.line[index] ?? 0, phone);
      });
      for (const row of rejected) sorter.take(row.cells, row.line, null);
    }
    unreadable.assertNone();
    return sorter.result();
  } catch (error) {
    throw nameFile(error, path, shownAs);
  }
}

interface Sorter {
  /** @param phone null where the row was not read as a recipient, for whatever reason. */
  take(cells: readonly string[], line: number, phone: number | null): void;
  result(): OptOutFile;
}

function createSorter(
  { header, phoneIndex, assumptions }: Intake,
  shownAs: string,
  { defaultCountry }: NumbersFileSettings,
  unreadable: UnreadableRows,
): Sorter {
  const consent = findConsentColumn(header, shownAs);
  if (consent !== null && typeof consent !== 'number') throw new InputError([consent]);
  const isOurs = isProviderList(header, consent !== null);
  const readPhone = createPhoneReader(parseCountry(defaultCountry ?? ''));
  const phones: number[] = [];
  const seen = createNumberTable();
  let [rows, optIns, nobody] = [0, 0, 0];
  const add = (phone: number): void => {
    if (seen.add(phone, 1) === 0) phones.push(phone);
  };
  return {
    take: (cells, line, phone) => {
      rows += 1;
      if (cells.length !== header.length) {
        const count = cells.length === 1 ? '1 cell' : `${cells.length} cells`;
        unreadable.add(line, `the row has ${count}, the header has ${header.length}`);
        return;
      }
      const status = consent === null ? 'OptOut' : (cells[consent] ?? '');
      const word = readConsentWord(status);
      if (word === 'in') optIns += 1;
      else if (word === null) unreadable.add(line, describeStatus(header[consent ?? 0] ?? '', status));
      else if (phone !== null) add(phone);
      else {
        const found = judgePhone(readPhone, cells[phoneIndex] ?? '', isOurs);
        if (typeof found === 'number') add(found);
        else if (found === null) nobody += 1;
        else unreadable.add(line, found);
      }
    },
    result: () => ({
      rows,
      phones,
      optIns,
      nobody,
      assumptions: assumptionsOf(assumptions, header, consent),
    }),
  };
}

/** The number of a cell that the intake did not take for a new recipient; null for nobody, or why it can't be read. */
function judgePhone(readPhone: PhoneReader, cell: string, isOurs: boolean): number | null | string {
  const text = cell.trim();
  if (isOurs && /^\d{3,6}$/.test(text)) return null;
  const verdict = readPhone(isOurs && /^1[2-9]\d{9}$/.test(text) ? `+${text}` : text);
  if ('phone' in verdict) return verdict.phone;
  return isUnreadable(verdict.code) ? verdict.reason : null;
}

function describeStatus(column: string, cell: string): string {
  const found = cell.trim() === '' ? 'nothing' : quote(cell.trim());
  return (
    `${found} in the column "${column.trim()}", which must say OptOut or OptIn: ` +
    'correct it, or rename the column if every row is an opt-out'
  );
}

function assumptionsOf(
  assumptions: readonly string[],
  header: readonly string[],
  consent: number | null,
): readonly string[] {
  if (consent === null) return [...assumptions, 'every row is an opt-out'];
  return [...assumptions, `"${header[consent]?.trim() ?? ''}" says which rows are opt-outs`];
}
