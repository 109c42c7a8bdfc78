// C0 but for tab and line feed, DEL, C1, and the bidirectional controls (Unicode UAX #9): none of them is text, and
// the bidirectional ones can make a message read as another.
const REMOVED = '\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
const HAS_REMOVED = new RegExp(`[${REMOVED}]`);
const EVERY_REMOVED = new RegExp(`[${REMOVED}]`, 'g');

/** The text without control signs; CRLF and CR become LF. Linear in its length. */
export function cleanText(text: string): string {
  if (!HAS_REMOVED.test(text)) return text;
  return text.replace(/\r\n?/g, '\n').replace(EVERY_REMOVED, '');
}

export function isBlank(text: string): boolean {
  const first = text.charCodeAt(0);
  // Most cells begin with a sign of ASCII that is to be seen: nothing need be made to know that.
  if (first > 0x20 && first < 0x7f) return false;
  return text.trim() === '';
}
