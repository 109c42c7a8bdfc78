import fc from 'fast-check';
import metadata from 'libphonenumber-js/max/metadata';
import examples from 'libphonenumber-js/mobile/examples';
import {
  getCountries,
  getExampleNumber,
  parsePhoneNumberFromString,
  type CountryCode,
} from 'libphonenumber-js/max';

/** A national number of some kind (mobile, toll-free, …) as a pattern of the library's own metadata. */
export interface NumberKind {
  /** ISO 3166; null for calling codes of no country. */
  readonly country: CountryCode | null;
  readonly code: string;
  /** What is dialed at home in front of the digits; empty where nothing is. */
  readonly trunk: string;
  readonly pattern: RegExp;
}

// Positions in a country's metadata, format 4 (libphonenumber-js METADATA.md).
const CODE = 0;
const NATIONAL_PREFIX = 5;
const LEADING_DIGITS = 10;
const TYPES = 11;

/**
 * Every kind of number of every country, and of the calling codes that belong to none; where several countries share a
 * code, also numbers of any length that begin as one of them says that its own do.
 */
export const KINDS: readonly NumberKind[] = [
  ...getCountries().flatMap((country) => kindsOf(country, metadata.countries[country])),
  ...Object.values(metadata.nonGeographic).flatMap((row) => kindsOf(null, row)),
];

function kindsOf(country: CountryCode | null, row: unknown): NumberKind[] {
  const columns = row as readonly unknown[];
  const textAt = (index: number): string =>
    typeof columns[index] === 'string' || typeof columns[index] === 'number'
      ? String(columns[index] || '')
      : '';
  const types = (columns[TYPES] ?? []) as ([string] | 0 | null)[];
  const patterns = types.flatMap((type) => (type === 0 || type === null ? [] : type[0]));
  const leading = textAt(LEADING_DIGITS);
  return [...patterns, ...(leading === '' ? [] : [`(?:${leading})\\d{3,8}`])]
    .filter((pattern) => pattern !== '')
    .map((pattern) => ({
      ...{ country, code: textAt(CODE), trunk: textAt(NATIONAL_PREFIX) },
      pattern: new RegExp(`^(?:${pattern})$`),
    }));
}

/** One national number of each kind, always the same ones: `[kind, digits]`. */
export function sampleKinds(seed: number): readonly (readonly [NumberKind, string])[] {
  return KINDS.flatMap((kind) =>
    fc.sample(fc.stringMatching(kind.pattern), { seed, numRuns: 1 }).map((digits) => [kind, digits] as const),
  );
}

/** The example number of each country that the library comes with, in E.164. */
export const EXAMPLES: readonly (readonly [CountryCode, string])[] = getCountries().flatMap((country) => {
  const number = getExampleNumber(country, examples);
  return number === undefined ? [] : [[country, number.number] as const];
});

export const FORMATS = ['E.164', 'INTERNATIONAL', 'NATIONAL', 'RFC3966', 'IDD'] as const;

/** A number as the library writes it; what it can't read as one stays a plus and digits. */
export function writeNumber(e164: string, format: (typeof FORMATS)[number]): string {
  const text = parsePhoneNumberFromString(e164)?.format(format, { fromCountry: 'US' }) ?? '';
  return (text === '' ? e164 : text).replace(/^tel:/, '');
}

/** What people write between digits in place of the spaces and hyphens of the official formats. */
export const PUNCTUATION: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replaceAll(/[ -]/g, ''),
  (text) => text.replaceAll(' ', '-'),
  (text) => text.replaceAll(/[ -]/g, '.'),
  (text) => text.replaceAll(' ', '\u00a0').replaceAll('-', '\u2011'),
  (text) => ` ${text.replaceAll(/[ -]/g, '  ')} `,
  (text) => text.replace(/\d{3}(?=\D)/, '($&)'),
  (text) => text.replaceAll(/[ -]/g, ' / '),
];
