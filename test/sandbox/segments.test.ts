import { describe, expect, it } from 'vitest';
import { countSegments } from '../../src/sandbox/segments.ts';

describe('segments by GSM 03.38', () => {
  it.each([
    ['160 septets are one', 'a'.repeat(160), 1],
    ['161 septets are two', 'a'.repeat(161), 2],
    ['306 septets are two', 'a'.repeat(306), 2],
    ['307 septets are three', 'a'.repeat(307), 3],
    ['an extension character costs two', '€'.repeat(81), 2],
    ['an escape pair is not split', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 3],
    ['70 units of UCS-2 are one', '’'.repeat(70), 1],
    ['71 units of UCS-2 are two', '’'.repeat(71), 2],
    ['a surrogate pair is not split', `${'’'.repeat(66)}😀${'’'.repeat(66)}`, 3],
    ['Greek capitals and é are GSM, ç is not', 'ΔΦé'.repeat(50), 1],
    ['one ç makes 71 letters two segments', `ç${'a'.repeat(70)}`, 2],
  ])('%s', (_, text, segments) => {
    expect(countSegments(text)).toBe(segments);
  });
});
