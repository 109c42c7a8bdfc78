import { toSmsCode } from '../core/sms-code.ts';
import type { SmsCodeClass } from '../core/sms-code.ts';

/** How many recipients a code struck: messages that failed or whose outcome is unknown, and rejected recipients. */
export interface ErrorEntry {
  /** Null: the provider gave no code. */
  readonly code: string | null;
  readonly meaning: string;
  readonly class: SmsCodeClass;
  readonly count: number;
}

/** The most frequent first; among equals by code, so that the order never depends on the ledger's. */
export function buildErrors(counts: ReadonlyMap<string | null, number>): readonly ErrorEntry[] {
  return [...counts]
    .map(([code, count]) => toEntry(code, count))
    .sort((a, b) => b.count - a.count || compareCodes(a.code ?? '', b.code ?? ''));
}

function toEntry(code: string | null, count: number): ErrorEntry {
  const { meaning, class: group } = toSmsCode(code);
  return { code, meaning, class: group, count };
}

function compareCodes(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
