import type { CountryCode } from 'libphonenumber-js/max';
import { judgeDigits, judgeNorthAmerican } from './north-america.ts';
import { callingCodePlan, isValidIn, regionOf } from './numbering-plan.ts';
import type { PhoneShape } from './phone-shape.ts';

/** A valid number and its country, as libphonenumber sees it. `phone` is E.164 without its plus. */
export interface ValidNumber {
  readonly phone: number;
  /** ISO 3166, or `001` for numbers of no country. */
  readonly country: string;
}

const NORTH_AMERICA = 10_000_000_000;
/** A double holds 15 digits exactly. */
const MAX_EXACT_DIGITS = 15;
/** The longest that any plan has behind the longest calling code, and the longest international prefix. */
const MAX_DIGITS = 25;

/**
 * The library's verdict on a plainly written number, from its metadata; null when only the library can tell
 * (foreign dialing prefixes, signs of other scripts).
 */
export function judgePlainNumber(
  shape: PhoneShape,
  defaultCountry: CountryCode | null,
): ValidNumber | 'invalid' | null {
  if (shape.flaw !== 'none') return null;
  const { digits, value, hasPlus } = shape;
  const isNational = defaultCountry === 'US' || defaultCountry === 'CA';
  if (digits === 11 && value >= 1.2 * NORTH_AMERICA && value < 2 * NORTH_AMERICA && (hasPlus || isNational)) {
    return judgeTen(value - NORTH_AMERICA);
  }
  if (digits > MAX_DIGITS) return 'invalid';
  // Ten digits, the 1 in front, and once more the 1: a cell with two numbers ends here.
  if (isNational && !hasPlus && digits > 12 && value >= 10 ** (digits - 1)) return 'invalid';
  if (digits > MAX_EXACT_DIGITS) return null;
  if (hasPlus) return judgeInternational(digitsOf(shape));
  if (!isNational) return null;
  if (digits === 10 && value >= 0.2 * NORTH_AMERICA) return judgeTen(value);
  return judgeNational(digitsOf(shape));
}

function judgeTen(national: number): ValidNumber | 'invalid' | null {
  const verdict = judgeNorthAmerican(national);
  if (verdict === 'invalid') return 'invalid';
  if (verdict === 'elsewhere') return judgeInternational(`1${national}`);
  return { phone: NORTH_AMERICA + national, country: verdict };
}

/** Digits that follow a plus. */
function judgeInternational(digits: string): ValidNumber | 'invalid' | null {
  if (digits.startsWith('0')) return 'invalid';
  for (let length = 1; length <= 3; length += 1) {
    const plan = callingCodePlan(digits.slice(0, length));
    if (plan === null) continue;
    const national = digits.slice(length);
    if (plan.code === '1') {
      if (national.startsWith('1')) return judgePrefixed([national, national.slice(1)]);
    } else if (plan.nationalPrefix?.exec(national)?.[0]) return null;
    const region = regionOf(plan, national) ?? plan.regions[0];
    return isValidIn(region, national) ? { phone: Number(digits), country: region.country } : 'invalid';
  }
  return 'invalid';
}

/** Digits without a plus, where the default country is the US or Canada. */
function judgeNational(digits: string): ValidNumber | 'invalid' | null {
  if (digits.startsWith('011')) return judgeInternational(digits.slice(3));
  if (digits.startsWith('11')) return judgePrefixed([digits, digits.slice(1), digits.slice(2)]);
  if (digits.startsWith('1')) return judgePrefixed([digits, digits.slice(1)]);
  return judgePrefixed([digits]);
}

/** Whatever the library strips from the front, one of these is left: when none is valid, neither is the number. */
function judgePrefixed(candidates: readonly string[]): 'invalid' | null {
  return candidates.every((national) => judgeDigits(national).verdict === 'invalid') ? 'invalid' : null;
}

function digitsOf(shape: PhoneShape): string {
  return String(shape.value).padStart(shape.digits, '0');
}
