import { BadValue } from '../settings/raw.ts';

/**
 * A number of anywhere: whether the provider reaches it is its own to say.
 *
 * @throws BadValue
 */
export function parseE164(text: string): string {
  const phone = text.trim();
  if (/^\+[1-9]\d{6,14}$/.test(phone)) return phone;
  throw new BadValue(JSON.stringify(text), 'Use a full number such as +14155550123');
}
