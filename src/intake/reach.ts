import type { Country } from '../core/recipient.ts';
import { createPhoneReader } from './phone.ts';

// The North American toll-free area codes, https://www.fcc.gov/consumers/guides/what-toll-free-number-and-how-does-it-work
const TOLL_FREE = /^\+1(?:800|833|844|855|866|877|888)/;

/**
 * Where the senders reach: a long code its own country, a toll-free number both. A number whose country can't be told
 * limits nothing, the provider will say; neither does a missing sender.
 */
export function reachOf(senders: readonly string[]): ReadonlySet<Country> {
  const read = createPhoneReader(null);
  const reach = new Set<Country>();
  for (const sender of senders) {
    const verdict = read(sender);
    if (!TOLL_FREE.test(sender) && 'country' in verdict) reach.add(verdict.country);
    else reach.add('US').add('CA');
  }
  return senders.length === 0 ? new Set<Country>(['US', 'CA']) : reach;
}
