import { HARMLESS_REJECT_CODES, REJECT_CODES } from '../core/recipient.ts';
import type { RejectedCounts } from '../core/run.ts';

/** `--max-invalid`: so many bad rows, or such a share of all rows, before a file is refused. */
export type MaxInvalid =
  { readonly unit: 'rows'; readonly most: number } | { readonly unit: 'percent'; readonly most: number };

/** Rows that count as bad: duplicates, opt-outs and exclusions say nothing about the quality of a file. */
export function countInvalid(rejected: RejectedCounts): number {
  return REJECT_CODES.filter((code) => !HARMLESS_REJECT_CODES.has(code)).reduce(
    (sum, code) => sum + (rejected[code] ?? 0),
    0,
  );
}

export function isTooInvalid(invalid: number, rows: number, limit: MaxInvalid): boolean {
  return limit.unit === 'rows' ? invalid > limit.most : invalid * 100 > limit.most * rows;
}

export function formatMaxInvalid(limit: MaxInvalid): string {
  return limit.unit === 'rows' ? String(limit.most) : `${limit.most}%`;
}
