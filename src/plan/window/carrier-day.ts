import { DateTime } from 'luxon';

/**
 * The day that daily limits are counted by: from midnight to midnight in the Pacific zone, as T-Mobile resets its daily
 * limit of a brand. The other carriers and RingCentral don't say; a later start of a day is the careful guess.
 */
const ZONE = 'America/Los_Angeles';

/** When the carrier day of an instant began (epoch milliseconds). */
export function carrierDayStart(at: number): number {
  return DateTime.fromMillis(at, { zone: ZONE }).startOf('day').toMillis();
}

/** When the next carrier day begins (epoch milliseconds). */
export function nextCarrierDay(at: number): number {
  return DateTime.fromMillis(at, { zone: ZONE }).plus({ days: 1 }).startOf('day').toMillis();
}
