import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countSegments } from '../../src/intake/segments.ts';

const parameters = { seed: 20_260_403, numRuns: 1000 };

const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const EXTENSION = new Set('\f^{}\\[~]|€');

/** The obvious way: cut the text into what must stay together, and pack that into segments. */
function packSlowly(text: string): { encoding: string; segments: number; units: number } {
  const signs = [...text];
  const isGsm = signs.every((sign) => BASIC.has(sign) || EXTENSION.has(sign));
  const widths = signs.map((sign) => (isGsm ? (BASIC.has(sign) ? 1 : 2) : sign.length));
  const units = widths.reduce((sum, width) => sum + width, 0);
  const [single, part] = isGsm ? [160, 153] : [70, 67];
  const segments: number[] = [];
  for (const width of widths) {
    const last = segments.at(-1);
    if (last === undefined || last + width > part) segments.push(width);
    else segments[segments.length - 1] = last + width;
  }
  const encoding = isGsm ? 'GSM-7' : 'UCS-2';
  return { encoding, segments: units <= single ? Math.min(1, units) : segments.length, units };
}

const gsm = fc.constantFrom(...BASIC, ...EXTENSION, '€', '€', '[', '|');
const text = (unit: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.array(unit, { maxLength: 480, size: 'max' }).map((signs) => signs.join(''));

describe('the segment count', () => {
  it.each([
    ['GSM-7 texts', text(gsm)],
    ['texts with emoji', text(fc.constantFrom('a', '😀', 'ł', '👩‍👩‍👧', '€'))],
    ['any text', text(fc.string({ unit: 'binary', maxLength: 1 }))],
  ])('is what packing sign by sign gives for %s', (_, texts) => {
    fc.assert(
      fc.property(texts, (each) => {
        expect(countSegments(each)).toEqual(packSlowly(each));
      }),
      parameters,
    );
  });
});
