import { describe, expect, it } from 'vitest';
import { countSegments } from '../../../src/intake/segments.ts';
import { flattenPunctuation } from '../../../src/intake/smart-punctuation.ts';

const count = (text: string): [string, number, number] => {
  const { encoding, segments, units } = countSegments(text);
  return [encoding, segments, units];
};

describe('segments by 3GPP TS 23.038', () => {
  it.each<[string, string, [string, number, number]]>([
    ['nothing', '', ['GSM-7', 0, 0]],
    ['160 septets', 'a'.repeat(160), ['GSM-7', 1, 160]],
    ['161 septets', 'a'.repeat(161), ['GSM-7', 2, 161]],
    ['306 septets', 'a'.repeat(306), ['GSM-7', 2, 306]],
    ['307 septets', 'a'.repeat(307), ['GSM-7', 3, 307]],
    ['80 euro signs', '€'.repeat(80), ['GSM-7', 1, 160]],
    ['an escape pair on the border', `${'a'.repeat(152)}€${'a'.repeat(151)}`, ['GSM-7', 2, 305]],
    ['an escape pair that costs a segment', `${'a'.repeat(152)}€${'a'.repeat(152)}`, ['GSM-7', 3, 306]],
    ['70 code units', 'ł'.repeat(70), ['UCS-2', 1, 70]],
    ['71 code units', 'ł'.repeat(71), ['UCS-2', 2, 71]],
    ['134 code units', 'ł'.repeat(134), ['UCS-2', 2, 134]],
    ['135 code units', 'ł'.repeat(135), ['UCS-2', 3, 135]],
    ['35 emoji', '😀'.repeat(35), ['UCS-2', 1, 70]],
    ['a surrogate pair on the border', `${'ł'.repeat(66)}😀${'ł'.repeat(66)}`, ['UCS-2', 3, 134]],
    ['one sign beyond GSM-7 at the end', `${'a'.repeat(70)}’`, ['UCS-2', 2, 71]],
  ])('%s', (_, text, expected) => {
    expect(count(text)).toEqual(expected);
  });

  it.each(Array.from('@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà\n'))('has %j in one septet', (sign) => {
    expect(count(sign)).toEqual(['GSM-7', 1, 1]);
  });

  it.each(Array.from('^{}\\[~]|€'))('has %j in two septets', (sign) => {
    expect(count(sign)).toEqual(['GSM-7', 1, 2]);
  });

  it.each(Array.from('`’“”–—…ç\u00a0\táíóúêλЖ'))('has no %j', (sign) => {
    expect(countSegments(sign).encoding).toBe('UCS-2');
  });
});

describe('smart punctuation', () => {
  it('becomes the GSM-7 signs that look like it, and nothing else changes', () => {
    expect(flattenPunctuation('‘a’ “b” c–d—e…\u00a0f `ç😀')).toBe('\'a\' "b" c-d-e... f `ç😀');
    expect(countSegments(flattenPunctuation('‘’‚“”„‐‑–—…\u00a0\u2009\u202f‹›•')).encoding).toBe('GSM-7');
  });
});
