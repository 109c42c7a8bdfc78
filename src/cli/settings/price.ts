import { formatPriceRule, parsePriceRule, type PriceRule } from '../../plan/price-list.ts';
import { BadValue, type RawValue } from './raw.ts';
import { asList } from './values.ts';

/** Reads the prices of a run: one rule or several. Two for the same messages from the same day are refused. */
export function readPriceRules(raw: RawValue): readonly PriceRule[] {
  const rules = asList(raw).map((text) => {
    const rule = parsePriceRule(text);
    if ('found' in rule) throw new BadValue(rule.found, rule.wanted);
    return rule;
  });
  const seen = new Map<string, PriceRule>();
  for (const rule of rules) {
    const key = formatPriceRule({ ...rule, price: 0n });
    const first = seen.get(key);
    if (first !== undefined) {
      const wanted = `Give one price for the same messages and day: ${formatPriceRule(first)} is there as well`;
      throw new BadValue(JSON.stringify(formatPriceRule(rule)), wanted);
    }
    seen.set(key, rule);
  }
  return rules;
}
