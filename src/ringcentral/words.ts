import { maskPhone } from '../core/recipient.ts';

const MAX_WORDS = 300;
/** Ten digits or more, with the signs that people put between them. */
const PHONE = /\+?\d(?:[\s().-]{0,2}\d){9,}/g;
/** Tokens, JWTs, Basic credentials: nothing that a person reads is this long without a space. */
const TOKEN = /[\w+/=-]{20,}(?:\.[\w+/=-]{8,}){2}|(?:Bearer|Basic)\s+\S+|[A-Za-z0-9_+/=-]{60,}/g;
const QUERY = /\?[^\s"']*=[^\s"']*/g;

/** What the provider said, fit for a log: numbers masked to four digits, no token, no query, one line, not too long. */
export function cleanWords(text: string): string {
  const clean = text
    .replace(TOKEN, '…')
    .replace(QUERY, '')
    .replace(PHONE, (phone) => maskPhone(phone))
    .replace(/\s+/g, ' ')
    .trim();
  return clean.length > MAX_WORDS ? `${clean.slice(0, MAX_WORDS)}…` : clean;
}
