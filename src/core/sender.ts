import type { Country } from './recipient.ts';

const TOLL_FREE = /^\+18(?:00|33|44|55|66|77|88)/;
/** Canadian area codes (CNAC list, 2025); a long code of one of them is a Canadian number. */
const CANADIAN_AREAS = new Set(
  (
    '204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 387 403 416 418 428 431 437 438 450 460 468 474 ' +
    '506 514 519 548 579 581 584 587 604 613 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 873 879 902 905 942'
  ).split(' '),
);

/** A toll-free number: reaches the US and Canada, and drains three times as fast as a long code. */
export function isTollFree(from: string): boolean {
  return TOLL_FREE.test(from);
}

/** Long codes don't text across the US–Canada border, toll-free numbers do (guide "High volume SMS", limitations). */
export function reaches(from: string, country: Country): boolean {
  return isTollFree(from) || countryOfLongCode(from) === country;
}

function countryOfLongCode(from: string): Country {
  return CANADIAN_AREAS.has(from.slice(2, 5)) ? 'CA' : 'US';
}

/** Messages a minute that a sender's queue drains at RingCentral (content policies page: long code 60, toll-free 180). */
export function messagesAMinute(from: string): number {
  return isTollFree(from) ? 180 : 60;
}
