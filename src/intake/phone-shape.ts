/**
 * What keeps a cell from being a plainly written number: nothing · letters · a sign that no number has · a sign that
 * only the library can judge (wide and Arabic digits, tildes).
 */
export type PhoneFlaw = 'none' | 'letters' | 'sign' | 'unusual';

/** A phone cell, read in one pass: its digits as one number, and how they are written. */
export interface PhoneShape {
  readonly hasPlus: boolean;
  readonly digits: number;
  /** The digits as a number; exact up to 15 digits. */
  readonly value: number;
  readonly flaw: PhoneFlaw;
}

const OTHER = 0;
const DIGIT = 1;
const PUNCTUATION = 2;
const PLUS = 3;
const LETTER = 4;
const UNUSUAL = 5;

// The signs that libphonenumber accepts between digits (its VALID_PUNCTUATION).
const WIDE_PUNCTUATION =
  /[\u2010-\u2015\u2212\u30fc\uff0d\uff0f\uff0e\u00a0\u00ad\u200b\u2060\u3000\uff08\uff09\uff3b\uff3d]/;
const WIDE_UNUSUAL = /[\uff10-\uff19\u0660-\u0669\u06f0-\u06f9\uff0b\u2053\u223c\uff5e\uff03]/;

const CLASSES = Uint8Array.from({ length: 128 }, (_, code) => {
  const sign = String.fromCharCode(code);
  if (/\d/.test(sign)) return DIGIT;
  if (/[ ()./[\]-]/.test(sign)) return PUNCTUATION;
  if (sign === '+') return PLUS;
  if (sign === '~') return UNUSUAL;
  return /[a-z]/i.test(sign) ? LETTER : OTHER;
});

/**
 * Reads a cell the way libphonenumber does: what stands before the first plus or digit and after the last digit
 * doesn't count, except letters, which we never overlook ("don't text 415 555 0100").
 */
export function readPhoneShape(cell: string): PhoneShape {
  let value = 0;
  let digits = 0;
  let hasPlus = false;
  let isUnusual = false;
  let hasSign = false;
  let isSignPending = false;
  for (let index = 0; index < cell.length; index += 1) {
    const code = cell.charCodeAt(index);
    const kind = code < 128 ? CLASSES[code] : classOfWide(cell.charAt(index));
    if (kind === DIGIT) {
      value = value * 10 + (code - 48);
      digits += 1;
      hasSign ||= isSignPending;
    } else if (kind === LETTER) {
      return { hasPlus, digits, value, flaw: 'letters' };
    } else if (kind === UNUSUAL) {
      isUnusual = true;
    } else if (kind !== PUNCTUATION && (digits > 0 || hasPlus)) {
      // A hash is the one sign that libphonenumber keeps at the end, as part of an extension.
      if (code === 35) hasSign = true;
      isSignPending = true;
    } else if (kind === PLUS) {
      hasPlus = true;
    }
  }
  return { hasPlus, digits, value, flaw: isUnusual ? 'unusual' : hasSign ? 'sign' : 'none' };
}

function classOfWide(sign: string): number {
  if (WIDE_PUNCTUATION.test(sign)) return PUNCTUATION;
  if (WIDE_UNUSUAL.test(sign)) return UNUSUAL;
  return /\p{L}/u.test(sign) ? LETTER : OTHER;
}
