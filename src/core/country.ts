/** Where a text goes: the two countries that a campaign may text, or any other. */
export const COUNTRIES = ['US', 'CA', 'other'] as const;

export type Country = (typeof COUNTRIES)[number];

/**
 * The country of an E.164 number. Behind +1 the area code alone decides it, so that a report needs no table of numbers;
 * the test holds this list against libphonenumber's metadata, area code by area code.
 */
export function toCountry(phone: string): Country {
  if (!phone.startsWith('+1')) return 'other';
  return OF_AREA.get(phone.slice(2, 5)) ?? 'US';
}

const CANADA =
  '204 226 236 249 250 257 263 273 289 306 343 354 365 367 368 382 403 416 418 428 431 437 438 450 468 474 506 514 519 ' +
  '548 579 581 584 587 600 604 613 622 633 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 873 879 902 905 942';
// Islands, of the United States and not: texts to them are refused.
const ELSEWHERE =
  '242 246 264 268 284 340 345 441 473 649 658 664 670 671 684 721 758 767 784 787 809 829 849 868 869 876 939';

const OF_AREA: ReadonlyMap<string, Country> = new Map([
  ...CANADA.split(' ').map((area) => [area, 'CA'] as const),
  ...ELSEWHERE.split(' ').map((area) => [area, 'other'] as const),
]);
