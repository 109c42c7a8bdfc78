import type { Problem } from '../core/error.ts';
import { findColumn, listColumns, plainName } from './column.ts';

const SUBJECTS = ['', 'recipient', 'contact', 'customer', 'primary', 'sms', 'text'];
const WORDS = [
  ...['phone', 'phoneno', 'phonenr', 'phonenum', 'phonenumber', 'phonee164'],
  ...['mobile', 'mobileno', 'mobilenr', 'mobilenumber', 'mobilephone', 'mobilephonenumber', 'phonemobile'],
  ...['cell', 'cellno', 'cellnumber', 'cellphone', 'cellphonenumber', 'phonecell'],
  ...['telephone', 'telephonenumber', 'tel', 'telno', 'telnumber'],
];
const NAMES: ReadonlySet<string> = new Set([
  ...SUBJECTS.flatMap((subject) => WORDS.map((word) => subject + word)),
  ...['msisdn', 'to', 'tonumber', 'recipient', 'recipientnumber', 'smsnumber', 'e164'],
  // RingCentral's export of consents; the internal party is our own number.
  'externalpartynumber',
]);

/** Whether a header cell names a phone column by itself: "Mobile Phone", `PHONE_NUMBER`, `Phone (mobile)`, `to`. */
export function isPhoneHeader(cell: string): boolean {
  return NAMES.has(plainName(cell).replace(/[^\p{L}\p{N}]/gu, ''));
}

/** The index of the phone column: the one that `wanted` names, else the only one whose name says so. */
export function findPhoneColumn(
  header: readonly string[],
  wanted: string | undefined,
  headerAt: string,
): number | Problem {
  if (wanted !== undefined) {
    const match = findColumn(wanted, header);
    if (match.index !== null) return match.index;
    return { where: `--column phone=${wanted}`, found: match.found, remedy: match.remedy };
  }
  const candidates = header.flatMap((cell, index) => (isPhoneHeader(cell) ? [index] : []));
  const [only] = candidates;
  if (only !== undefined && candidates.length === 1) return only;
  if (only === undefined) return noPhoneColumn(header, headerAt);
  const names = candidates.map((index) => header[index] ?? '');
  return {
    where: headerAt,
    found: `${candidates.length} columns could hold the phone number: ${listColumns(names)}`,
    remedy: `Name one: --column "phone=${names[0]?.trim() ?? ''}".`,
  };
}

function noPhoneColumn(header: readonly string[], where: string): Problem {
  if (header.some((cell) => /^\D{0,4}(?:\d\D{0,3}){7,15}$/.test(cell.slice(0, 60)))) {
    return {
      where,
      found: 'the first line looks like a recipient, not like column names',
      remedy: 'Put a line with the names of the columns first, one of them "phone".',
    };
  }
  return {
    where,
    found: `no column is named like a phone number; there are ${listColumns(header)}`,
    remedy: 'Name the one that holds it: --column phone=HEADER.',
  };
}
