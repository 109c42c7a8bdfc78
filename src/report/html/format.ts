import { formatMoney, parseMoney } from '../../core/money.ts';
import type { Nanos } from '../../core/money.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';

const LONGEST_WORD = 80;

/** 1,234,567 */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** A part of a whole in per cent. Cut, not rounded: 100.0% means all of them. */
export function formatShare(part: number, whole: number): string {
  if (whole === 0) return '–';
  return `${(Math.floor((part * 1000) / whole) / 10).toFixed(1)}%`;
}

/** Exact decimal text with its thousands set apart; a dash where nothing is known. */
export function formatAmount(amount: string | null): string {
  if (amount === null) return '–';
  const [whole = '', fraction = ''] = amount.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${amount.startsWith('-') ? '−' : ''}${grouped}.${fraction}`;
}

/** The same with a sign before anything but zero. */
export function formatDifference(amount: string | null): string {
  if (amount === null || amount.startsWith('-') || toNanos(amount) === 0n) return formatAmount(amount);
  return `+${formatAmount(amount)}`;
}

/** The exact sum of decimals; null where none is known. */
export function sumAmounts(amounts: readonly (string | null)[]): string | null {
  const known = amounts.filter((amount) => amount !== null);
  if (known.length === 0) return null;
  return formatMoney(known.reduce((sum, amount) => sum + toNanos(amount), 0n));
}

/** Decimal text of a report as nano-units, 0 for what isn't known. */
export function toNanos(amount: string | null): Nanos {
  return parseMoney(amount) ?? 0n;
}

/** 2026-03-02 15:00, with the exact instant for machines; a dash where there is none. The page says that it is UTC. */
export function formatInstant(instant: string | null): Markup {
  if (instant === null) return markup`–`;
  return markup`<time datetime="${instant}">${instant.slice(0, 16).replace('T', ' ')}</time>`;
}

/** A word from outside, cut where it would never end. */
export function clip(text: string, most = LONGEST_WORD): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}
