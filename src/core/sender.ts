// https://www.fcc.gov/consumers/guides/what-toll-free-number-and-how-does-it-work
const TOLL_FREE = /^\+18(?:00|33|44|55|66|77|88)/;

/** A toll-free number: its queue drains three times as fast as a long code's. */
export function isTollFree(from: string): boolean {
  return TOLL_FREE.test(from);
}

/** Messages a minute that a sender's queue drains at RingCentral (content policies page: long code 60, toll-free 180). */
export function messagesAMinute(from: string): number {
  return isTollFree(from) ? 180 : 60;
}
