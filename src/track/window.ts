import type { DateWindow } from '../core/provider.ts';

const DAY = 24 * 60 * 60 * 1000;

/**
 * The date window of a query about things that we submitted at these instants: a day wider on either side, because
 * the provider's clock is not ours. Never left out: the API's default is the last 24 hours (API reference, listA2PSMS).
 */
export function windowAround(submittedAt: readonly (number | null)[], now: number): DateWindow {
  const earliest = submittedAt.reduce<number>((least, at) => Math.min(least, at ?? now), now);
  return { dateFrom: earliest - DAY, dateTo: now + DAY };
}
