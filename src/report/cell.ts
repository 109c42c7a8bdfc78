import type { Nanos } from '../core/money.ts';

/**
 * A cell of a report by its type: text (from outside, so neutralized), a count, money, an instant; null is an empty
 * cell. Numbers and money are ours: a negative variance is a number, not a formula.
 */
export type Cell = string | number | Nanos | Date | null;

/** An instant (epoch milliseconds) as a cell. */
export function toInstantCell(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}
