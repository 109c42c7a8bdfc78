/**
 * Money is a bigint of nano-units (10⁻⁹ of the currency), so that sums are exact whatever the number of messages.
 * A million times 0.007 in binary floats is 6999.9999998606645; in nano-units it is 7000.
 */
export type Nanos = bigint;

const DIGITS = 9;
const UNIT = 10n ** BigInt(DIGITS);
/** The most that an amount may be which a person writes: six digits, and all nine decimals. */
export const MOST_MONEY = '999999.999999999';

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d*))?(?:e([+-]?\d{1,3}))?$/i;

/**
 * Reads a decimal, as text or as a JSON number, into nano-units. A JSON number is taken by its shortest decimal form
 * (what the provider wrote), never multiplied as a float. Digits beyond the ninth are rounded half away from zero: a
 * double such as 0.011900000000000001 is 0.0119 with binary noise.
 *
 * @returns null when the value is not a finite decimal.
 */
export function parseMoney(value: unknown): Nanos | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const match = DECIMAL.exec(String(value).trim());
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const scaled = scale(BigInt(whole + fraction), DIGITS - fraction.length + Number(exponent));
  return sign === '-' ? -scaled : scaled;
}

/** Formats nano-units as a plain decimal: at least two decimals, no more than needed, no exponent, no grouping. */
export function formatMoney(nanos: Nanos): string {
  const size = nanos < 0n ? -nanos : nanos;
  const fraction = (size % UNIT)
    .toString()
    .padStart(DIGITS, '0')
    .replace(/0{1,7}$/, '');
  return `${nanos < 0n ? '-' : ''}${size / UNIT}.${fraction}`;
}

/** Multiplies a price by a count of segments or messages. */
export function multiplyMoney(price: Nanos, count: number): Nanos {
  return price * BigInt(count);
}

function scale(digits: bigint, power: number): bigint {
  if (power >= 0) return digits * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (digits + divisor / 2n) / divisor;
}
