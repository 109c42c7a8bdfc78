/** Millionths of a dollar as the API writes them: dollars, a JSON number. */
export function toDollars(micros: number): number {
  return micros / 1_000_000;
}

/** Dollars with at most six decimals, such as `0.0159`, as millionths of a dollar; null for anything else. */
export function parseMicros(text: string): number | null {
  return /^\d{1,6}(\.\d{1,6})?$/.test(text) ? Math.round(Number(text) * 1_000_000) : null;
}
