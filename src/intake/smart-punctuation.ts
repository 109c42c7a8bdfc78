const TWINS: ReadonlyMap<string, string> = new Map([
  ...twins('‘’‚‛′ʼ', "'"),
  ...twins('“”„‟″', '"'),
  ...twins('‐‑‒–—―−', '-'),
  ...twins('…', '...'),
  ...twins('\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f', ' '),
  ...twins('\u200b\ufeff', ''),
  ...twins('‹', '<'),
  ...twins('›', '>'),
  ...twins('•', '*'),
]);

const SIGNS = [...TWINS.keys()].join('');
const HAS_SMART = new RegExp(`[${SIGNS}]`);
const EVERY_SMART = new RegExp(`[${SIGNS}]`, 'g');

/** Replaces typographic signs, which make a message UCS-2, by the GSM-7 signs that look like them. */
export function flattenPunctuation(text: string): string {
  if (!HAS_SMART.test(text)) return text;
  return text.replace(EVERY_SMART, (sign) => TWINS.get(sign) ?? sign);
}

function twins(signs: string, twin: string): [string, string][] {
  return [...signs].map((sign) => [sign, twin]);
}
