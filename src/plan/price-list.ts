import { formatMoney, parseMoney, type Nanos } from '../core/money.ts';
import type { Country } from '../core/recipient.ts';
import { isTollFree } from '../core/sender.ts';

/** What a segment costs, where it goes, what sends it, and from which day (UTC) on; null: any. */
export interface PriceRule {
  readonly country: Country | null;
  readonly sender: 'long-code' | 'toll-free' | null;
  /** `2026-05-30` */
  readonly from: string | null;
  readonly price: Nanos;
}

/**
 * RingCentral's list price for US accounts, in and out, carrier surcharges included (price page "New SMS rates"). An
 * account's own may differ.
 */
export const LIST_PRICE_RULES: readonly PriceRule[] = [
  { country: null, sender: null, from: null, price: 8_500_000n },
  { country: null, sender: null, from: '2026-05-30', price: 11_900_000n },
];

const RULE =
  /^(?:(US|CA)?(?:(?:^|\/)(long-code|toll-free))?(?:@(\d{4}-\d{2}-\d{2}))?=)?(\d{1,6}(?:\.\d{1,9})?)$/;
const WANTED =
  'Use an amount such as 0.0119, or say where it holds: US=0.0119, CA/toll-free=0.0159, US@2026-05-30=0.0119';

/** Reads `0.0119`, `US=0.0119`, `CA/toll-free@2026-05-30=0.0159`. */
export function parsePriceRule(
  text: string,
): PriceRule | { readonly found: string; readonly wanted: string } {
  const match = RULE.exec(text.trim());
  const [, country, sender, from, amount] = match ?? [];
  const price = parseMoney(amount);
  if (price === null || (from !== undefined && !isDay(from)))
    return { found: JSON.stringify(text), wanted: WANTED };
  return {
    country: (country as Country | undefined) ?? null,
    sender: (sender as PriceRule['sender'] | undefined) ?? null,
    from: from ?? null,
    price,
  };
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

export function formatPriceRule({ country, sender, from, price }: PriceRule): string {
  const where = [country, sender].filter((part) => part !== null).join('/');
  const head = `${where}${from === null ? '' : `@${from}`}`;
  return head === '' ? formatMoney(price) : `${head}=${formatMoney(price)}`;
}

/**
 * The price of a segment: of the rules that fit, the one that says most of where it holds, of those the latest. Where
 * none fits, the list price.
 */
export function choosePrice(
  rules: readonly PriceRule[],
  country: Country,
  sender: string,
  now: number,
): Nanos {
  return chooseRule(rules, country, sender, now) ?? chooseRule(LIST_PRICE_RULES, country, sender, now) ?? 0n;
}

function chooseRule(rules: readonly PriceRule[], country: Country, from: string, now: number): Nanos | null {
  const kind = isTollFree(from) ? 'toll-free' : 'long-code';
  const today = new Date(now).toISOString().slice(0, 10);
  const fitting = rules.filter(
    (rule) =>
      (rule.country ?? country) === country &&
      (rule.sender ?? kind) === kind &&
      (rule.from === null || rule.from <= today),
  );
  const rank = (rule: PriceRule): string =>
    `${(rule.country === null ? 0 : 2) + (rule.sender === null ? 0 : 1)} ${rule.from ?? ''}`;
  const best = fitting.reduce<PriceRule | null>(
    (found, rule) => (found === null || rank(rule) >= rank(found) ? rule : found),
    null,
  );
  return best?.price ?? null;
}
