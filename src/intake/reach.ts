import type { Country } from '../core/recipient.ts';
import { isTollFree } from '../core/sender.ts';
import { createPhoneReader } from './phone.ts';

/**
 * Where the senders reach: a long code its own country, a toll-free number both. A number whose country can't be told
 * limits nothing, the provider will say; neither does a missing sender.
 */
export function reachOf(senders: readonly string[]): ReadonlySet<Country> {
  const read = createPhoneReader(null);
  const reach = new Set<Country>();
  for (const sender of senders) {
    const verdict = read(sender);
    if (!isTollFree(sender) && 'country' in verdict) reach.add(verdict.country);
    else reach.add('US').add('CA');
  }
  return senders.length === 0 ? new Set<Country>(['US', 'CA']) : reach;
}
