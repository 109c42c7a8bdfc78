import type { PhoneShape } from './phone-shape.ts';

const MAX_SHOWN = 40;

/** A value for a reason: quoted, on one line, not longer than a reader wants. */
export function quote(value: string): string {
  // eslint-disable-next-line no-control-regex -- control signs are what is being replaced
  const shown = value.slice(0, MAX_SHOWN).replace(/[\x00-\x1f\x7f-\x9f]+/g, ' ');
  return value.length > MAX_SHOWN ? `"${shown}…"` : `"${shown}"`;
}

/** Why a phone cell is no number, with what to do. */
export function describeInvalid(text: string, shape: PhoneShape, defaultCountry: string | null): string {
  const value = quote(text);
  if (isExtension(text))
    return `${value} has an extension or a second number: keep one number, without extension`;
  if (shape.flaw === 'letters') return `${value} has letters in it: keep only the number`;
  if (shape.flaw === 'sign') return `${value} has signs that no phone number has: keep only the number`;
  if (shape.digits === 0) return `${value} has no digits: put a phone number there`;
  const hasPrefix = shape.hasPlus || shape.value < 10 ** (shape.digits - 1);
  const isNational = !hasPrefix && (defaultCountry === 'US' || defaultCountry === 'CA');
  if (isNational && shape.digits !== 10 && shape.digits !== 11) {
    return `${value} has ${shape.digits} digits, a US or Canadian number has 10: correct it`;
  }
  return `${value} is not a number that anybody can have: correct it`;
}

/** `x12`, `ext. 12`, `#12`, or anything behind a comma or semicolon, after at least seven digits. */
function isExtension(text: string): boolean {
  const match = /(?:xt|anexo|x|#|,|;)\D{0,12}\d[\d ().-]{0,20}\D{0,12}$/i.exec(text);
  return match !== null && /(?:\d\D{0,3}){7}/.test(text.slice(0, match.index));
}

const names = new Map<string, string>();
const regionNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'code' });

/** `GB` → `United Kingdom (GB)`; the library's `001` is no country. */
export function countryName(country: string): string {
  const known = names.get(country);
  if (known !== undefined) return known;
  const name = country === '001' ? 'no country' : `${regionNames.of(country) ?? country} (${country})`;
  names.set(country, name);
  return name;
}
