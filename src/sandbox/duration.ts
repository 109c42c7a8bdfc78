const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Reads a duration such as `200ms`, `5s`, `2m` or `3h` as milliseconds; null when it isn't one. */
export function parseDuration(text: string): number | null {
  const match = /^(\d{1,9}(?:\.\d{1,6})?)(ms|s|m|h)$/.exec(text);
  const unit = UNITS_MS[match?.[2] ?? ''];
  return match === null || unit === undefined ? null : Number(match[1]) * unit;
}

/** The shortest way to write a duration that `parseDuration` reads: the largest unit that divides it. */
export function formatDuration(durationMs: number): string {
  const sizes = Object.entries(UNITS_MS).reverse();
  const [unit, size] = sizes.find(([, sizeMs]) => durationMs % sizeMs === 0) ?? ['ms', 1];
  return durationMs === 0 ? '0s' : `${durationMs / size}${unit}`;
}
