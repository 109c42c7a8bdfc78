/** Septets of the GSM 03.38 default alphabet (3GPP TS 23.038 §6.2.1); each costs one. */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);

/** The extension table (§6.2.1.1): an escape and a septet, two together. */
const EXTENSION = new Set('\f^{}\\[~]|€');

/**
 * How many segments carry `text`: 160 septets in one or 153 in each of several; 70/67 UTF-16 units as soon as one
 * character is outside the GSM alphabet. An escape pair or a surrogate pair is never split between segments.
 */
export function countSegments(text: string): number {
  const widths: number[] = [];
  for (const character of text) {
    if (BASIC.has(character)) widths.push(1);
    else if (EXTENSION.has(character)) widths.push(2);
    else return countUcs2(text);
  }
  return pack(widths, 160, 153);
}

function countUcs2(text: string): number {
  return pack(
    Array.from(text, (character) => character.length),
    70,
    67,
  );
}

function pack(widths: readonly number[], single: number, each: number): number {
  let total = 0;
  for (const width of widths) total += width;
  if (total <= single) return 1;
  let segments = 1;
  let used = 0;
  for (const width of widths) {
    if (used + width > each) {
      segments += 1;
      used = 0;
    }
    used += width;
  }
  return segments;
}
