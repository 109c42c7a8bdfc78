import { formatMoney, MOST_MONEY, parseMoney, type Nanos } from '../core/money.ts';
import type { Country } from '../core/recipient.ts';
import { isTollFree } from '../core/sender.ts';

type SenderType = 'long-code' | 'toll-free';

/** What a segment costs, USD, for some messages from some day on; null names all of them. */
export interface PriceRule {
  /** Where the recipient is. */
  readonly country: Country | null;
  readonly sender: SenderType | null;
  /** The first day that it holds, YYYY-MM-DD, UTC. */
  readonly from: string | null;
  readonly price: Nanos;
}

/** RingCentral's list prices for accounts in the US (ringcentral.com/support/new-sms-rates.html, "New SMS rates"). */
export const LIST_PRICE_RULES: readonly PriceRule[] = [
  { country: null, sender: null, from: null, price: 8_500_000n },
  { country: null, sender: null, from: '2026-05-30', price: 11_900_000n },
];

const GRAMMAR =
  `Use an amount from 0 to ${MOST_MONEY} such as 0.0119, for some messages US=0.0119, ` +
  'toll-free=0.01 or CA/toll-free=0.0159, from a day on US@2026-05-30=0.0119';

const SCOPE = '(?:(US|CA)(?:/(long-code|toll-free))?|(long-code|toll-free))?';
const DAY = String.raw`(?:@(\d{4}-\d{2}-\d{2}))?`;
const RULE = new RegExp(`^(?:${SCOPE}${DAY}=)?((?:0|[1-9]\\d{0,5})(?:\\.\\d{1,9})?)$`, 'i');

/**
 * Reads one rule as a person writes it: an amount, with a country, a sender type, both or neither before `=`, and a day
 * after `@`. Else says what was found and what is wanted.
 */
export function parsePriceRule(
  text: string,
): PriceRule | { readonly found: string; readonly wanted: string } {
  const [whole, country, sender, onlySender, from = null, amount] = RULE.exec(text.trim()) ?? [];
  const price = parseMoney(amount);
  const isEmptyScope = whole?.startsWith('=') === true;
  if (price === null || isEmptyScope || (from !== null && !isDay(from))) {
    return { found: JSON.stringify(text), wanted: GRAMMAR };
  }
  return { country: toCountry(country), sender: toSenderType(sender ?? onlySender), from, price };
}

/** A rule as `parsePriceRule` reads it. */
export function formatPriceRule({ country, sender, from, price }: PriceRule): string {
  const scope = formatScope(country, sender);
  const key = from === null ? scope : `${scope}@${from}`;
  return key === '' ? formatMoney(price) : `${key}=${formatMoney(price)}`;
}

/**
 * The rule for a segment to `country` from the sender `from` (E.164) at `now`: of the rules that hold, the one that names
 * most (country and sender type, country, sender type, nothing), and of these the one that began last. Where none of
 * them holds it is the list price.
 */
export function choosePriceRule(
  rules: readonly PriceRule[],
  country: Country,
  from: string,
  now: number,
): PriceRule {
  const sender = isTollFree(from) ? 'toll-free' : 'long-code';
  const today = new Date(now).toISOString().slice(0, 10);
  const isHolding = (rule: PriceRule): boolean =>
    (rule.country ?? country) === country && (rule.sender ?? sender) === sender && (rule.from ?? '') <= today;
  const [best] = rules.filter(isHolding).sort((one, other) => compareRank(other, one));
  return best ?? choosePriceRule(LIST_PRICE_RULES, country, from, now);
}

/** What a segment to `country` from the sender `from` (E.164) costs at `now`, see `choosePriceRule`. */
export function choosePrice(rules: readonly PriceRule[], country: Country, from: string, now: number): Nanos {
  return choosePriceRule(rules, country, from, now).price;
}

/**
 * The prices that a plan uses, for its screen: `0.0119 a segment (list price, yours may differ)`.
 *
 * @param inUse what `choosePriceRule` gave; a rule counts once.
 * @param source where the person's own rules stand, such as `--price`.
 */
export function describePrices(inUse: readonly PriceRule[], source: string): string {
  const rules = [...new Set(inUse)];
  const own = rules.filter((rule) => !LIST_PRICE_RULES.includes(rule));
  const list = rules.filter((rule) => LIST_PRICE_RULES.includes(rule));
  const parts = [
    [own, source],
    [list, 'list price, yours may differ'],
  ] as const;
  return parts
    .filter(([some]) => some.length > 0)
    .map(([some, where]) => `${some.map(describePrice).join(', ')} (${where})`)
    .join(', ');
}

function describePrice({ country, sender, price }: PriceRule): string {
  const scope = formatScope(country, sender);
  return `${formatMoney(price)} a segment${scope === '' ? '' : ` for ${scope}`}`;
}

function formatScope(country: Country | null, sender: SenderType | null): string {
  return [country, sender].filter((part) => part !== null).join('/');
}

function compareRank(one: PriceRule, other: PriceRule): number {
  const rank = (rule: PriceRule): number => (rule.country === null ? 0 : 2) + (rule.sender === null ? 0 : 1);
  return rank(one) - rank(other) || compareDays(one.from ?? '', other.from ?? '');
}

function compareDays(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function isDay(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

function toCountry(text: string | undefined): Country | null {
  if (text === undefined) return null;
  return text.toUpperCase() === 'US' ? 'US' : 'CA';
}

function toSenderType(text: string | undefined): SenderType | null {
  if (text === undefined) return null;
  return text.toLowerCase() === 'toll-free' ? 'toll-free' : 'long-code';
}
