/** Canadian area codes (CNA, 2026). */
const CANADA = new Set(
  (
    '204 226 236 249 250 257 263 289 306 343 354 365 367 368 382 387 403 416 418 428 431 437 438 450 468 474 506 ' +
    '514 519 537 548 579 581 584 587 604 613 639 647 672 683 705 709 742 753 778 780 782 807 819 825 867 873 879 ' +
    '902 905 942'
  ).split(' '),
);

/** Countries that share the +1 numbering plan but are neither the United States nor Canada. */
const ELSEWHERE = new Set(
  '242 246 264 268 284 345 441 473 649 658 664 721 758 767 784 809 829 849 868 869 876'.split(' '),
);

const NORTH_AMERICAN = /^1([2-9]\d\d)[2-9]\d{6}$/;

/** The digits of an E.164 number, with or without `+` (the specification's own examples omit it); null otherwise. */
export function parseDigits(value: string): number | null {
  return /^\+?[1-9]\d{6,14}$/.test(value) ? Number(value.replace('+', '')) : null;
}

/** The digits of a number as the newer endpoints want it, with its `+`; null for anything else. */
export function parseE164(value: string): number | null {
  return /^\+[1-9]\d{1,14}$/.test(value) ? Number(value.slice(1)) : null;
}

/** Whether a number belongs to the United States or Canada; a toll-free number does. */
export function isUsOrCanada(digits: number): boolean {
  const area = NORTH_AMERICAN.exec(String(digits))?.[1];
  return area !== undefined && !ELSEWHERE.has(area);
}

/** Whether a number has one of Canada's area codes. */
export function isCanadian(digits: number): boolean {
  return CANADA.has(String(digits).slice(1, 4));
}

/** Whether a number has one of the toll-free codes: 800, 833, 844, 855, 866, 877, 888. */
export function isTollFree(digits: number): boolean {
  return /^18(00|33|44|55|66|77|88)/.test(String(digits));
}

/** E.164 with `+`, as the API echoes numbers. */
export function formatNumber(digits: number): string {
  return `+${digits}`;
}

/**
 * Whether A2P SMS goes from `sender` to `recipient`: United States and Canada only, and across that border only from
 * a toll-free number (high volume SMS guide: 10DLC between the two countries is not supported).
 */
export function isSupportedDestination(sender: number, recipient: number): boolean {
  if (!isUsOrCanada(recipient)) return false;
  return isTollFree(sender) || isCanadian(recipient) === isCanadian(sender);
}
