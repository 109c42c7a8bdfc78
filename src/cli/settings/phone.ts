import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { BadValue } from './raw.ts';

/** Reads a sender's number: E.164 with its plus, US or Canadian, as RingCentral's A2P numbers are. */
export function parsePhoneNumber(text: string): string {
  const number = parsePhoneNumberFromString(text.trim());
  if (number === undefined || !number.isValid() || !text.trim().startsWith('+')) {
    throw new BadValue(JSON.stringify(text), 'Use a full number such as +16505550100');
  }
  if (number.countryCallingCode !== '1') {
    throw new BadValue(JSON.stringify(text), 'Use a US or Canadian number: no other can send A2P messages');
  }
  return number.number;
}
