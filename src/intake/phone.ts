import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import type { Country, RejectCode } from '../core/recipient.ts';
import { findExcelDamage } from './excel-damage.ts';
import { judgePlainNumber, type ValidNumber } from './plain-number.ts';
import { readPhoneShape, type PhoneShape } from './phone-shape.ts';
import { countryName, describeInvalid, quote } from './wording.ts';

/** What a phone cell says: a number that may be texted, or why not. `phone` is E.164 without its plus. */
export type PhoneVerdict =
  | { readonly phone: number; readonly country: Country }
  | { readonly code: RejectCode; readonly reason: string };

export type PhoneReader = (cell: string) => PhoneVerdict;

// libphonenumber reads no longer text; nor would a person call it a number.
const MAX_CELL_UNITS = 250;

/** The library's name of a country, null when it knows none: `us` → `US`. */
export function parseCountry(name: string): CountryCode | null {
  const country = name.trim().toUpperCase();
  return isSupportedCountry(country) ? country : null;
}

/**
 * A reader of phone cells. `libphonenumber-js` (`max` metadata) decides validity; plainly written numbers get its
 * verdict from its metadata without running it, forty times faster. We are stricter in three things: letters,
 * extensions, and numbers that a spreadsheet has damaged are never read around.
 */
export function createPhoneReader(defaultCountry: CountryCode | null): PhoneReader {
  return (cell) => {
    const trimmed = cell.trim();
    const text = isPlainStart(trimmed) ? trimmed : stripScheme(unwrapFormula(trimmed));
    if (text === '') return { code: 'missing-phone', reason: 'there is no phone number: fill it in' };
    const damage = findExcelDamage(text);
    if (damage !== null) return { code: 'excel-damaged', reason: damage };
    if (text.length > MAX_CELL_UNITS) {
      return {
        code: 'invalid-phone',
        reason: `${quote(text)} is too long for a phone number: keep one number`,
      };
    }
    return readNumber(text, readPhoneShape(text), defaultCountry);
  };
}

/** Neither a formula nor a scheme begins with one of these; nearly every number does. */
function isPlainStart(text: string): boolean {
  const code = text.charCodeAt(0);
  return (code >= 48 && code <= 57) || code === 43 || code === 40;
}

function refuse(text: string, shape: PhoneShape, defaultCountry: CountryCode | null): PhoneVerdict {
  return { code: 'invalid-phone', reason: describeInvalid(text, shape, defaultCountry) };
}

function readNumber(text: string, shape: PhoneShape, defaultCountry: CountryCode | null): PhoneVerdict {
  if (shape.flaw === 'letters' || shape.flaw === 'sign') return refuse(text, shape, defaultCountry);
  if (shape.digits === 0 && shape.flaw === 'none') return refuse(text, shape, defaultCountry);
  if (!shape.hasPlus && defaultCountry === null) {
    if (shape.digits < 7 && shape.flaw === 'none') return refuse(text, shape, defaultCountry);
    return {
      code: 'no-country-code',
      reason: `${quote(text)} has no country code: write it with +, or use \`--default-country US\``,
    };
  }
  const found = judgePlainNumber(shape, defaultCountry) ?? askLibrary(text, defaultCountry);
  if (found === 'invalid') return refuse(text, shape, defaultCountry);
  if (found.country === 'US' || found.country === 'CA') return { phone: found.phone, country: found.country };
  return {
    code: 'unsupported-destination',
    reason: `${quote(text)} is a number of ${countryName(found.country)}: only the US and Canada can be texted`,
  };
}

/** The library's verdict on a cell. An extension can't be texted, so a number with one is invalid. */
function askLibrary(text: string, defaultCountry: CountryCode | null): ValidNumber | 'invalid' {
  const number = parsePhoneNumberFromString(text, defaultCountry === null ? {} : { defaultCountry });
  if (number === undefined || number.ext !== undefined || !number.isValid()) return 'invalid';
  return { phone: Number(number.number.slice(1)), country: number.country ?? '001' };
}

/** `="4155550100"` is how CRMs keep a spreadsheet from reading the number as one. */
function unwrapFormula(text: string): string {
  return text.startsWith('="') ? text.replace(/^="([^"]*)"$/, '$1').trim() : text;
}

function stripScheme(text: string): string {
  return /^tel:/i.test(text) ? text.slice(4).trim() : text;
}
