import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import { createPhoneReader } from '../../../src/intake/phone.ts';

/** What libphonenumber-js says about a cell, in a word that can be compared. */
export function libraryWord(cell: string, defaultCountry: CountryCode | null): string {
  const number = parsePhoneNumberFromString(cell, defaultCountry === null ? {} : { defaultCountry });
  if (number === undefined || number.ext !== undefined || !number.isValid()) return 'invalid';
  return number.country === 'US' || number.country === 'CA'
    ? `${number.number} ${number.country}`
    : 'elsewhere';
}

/** What the intake says about a cell, in the same words. Damage by a spreadsheet is a word of its own. */
export function intakeWord(cell: string, defaultCountry: CountryCode | null): string {
  const verdict = createPhoneReader(defaultCountry)(cell);
  if ('phone' in verdict) return `+${verdict.phone} ${verdict.country}`;
  if (verdict.code === 'unsupported-destination') return 'elsewhere';
  return verdict.code === 'excel-damaged' ? 'damaged' : 'invalid';
}
