import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  createEncodingTally,
  describeSign,
  findUcs2Sign,
  type EncodingFigures,
} from '../../../src/intake/encoding-cost.ts';
import { openIntake } from '../../../src/intake/open.ts';
import { countSegments } from '../../../src/intake/segments.ts';
import { flattenPunctuation } from '../../../src/intake/smart-punctuation.ts';
import { readRows, withFile } from './recipients-file.ts';

const SEED = 20_261_128;

describe('the sign that forces a text into UCS-2', () => {
  it.each<[string, string, ReturnType<typeof findUcs2Sign>]>([
    ['is none in GSM-7, extension signs and line feeds included', 'Hi {you}!\n5 € für Élodie~', null],
    ['is none in no text', '', null],
    ['is the first of several', 'here’s 🎉 łódź', { index: 4, sign: '’' }],
    ['is a whole emoji, not half a pair', 'now 🎉', { index: 4, sign: '🎉' }],
    ['may be invisible', 'a\u200bb', { index: 1, sign: '\u200b' }],
    ['may be half a pair, where a text is broken', 'a\ud83d', { index: 1, sign: '\ud83d' }],
  ])('%s', (_, text, found) => {
    expect(findUcs2Sign(text)).toEqual(found);
  });

  it(`is there exactly when the text is counted as UCS-2 (seed ${SEED})`, () => {
    const texts = fc.string({ unit: 'binary', maxLength: 20 });
    fc.assert(
      fc.property(texts, (text) => {
        expect(findUcs2Sign(text) !== null).toBe(countSegments(text).encoding === 'UCS-2');
      }),
      { seed: SEED },
    );
  });
});

describe('a sign for people', () => {
  it.each([
    ['a quote', '’', '’ (U+2019)'],
    ['a letter', 'ł', 'ł (U+0142)'],
    ['an emoji', '🎉', '🎉 (U+1F389)'],
    ['a zero width space', '\u200b', 'zero width space (U+200B)'],
    ['a no-break space', '\u00a0', 'no-break space (U+00A0)'],
    ['a tab', '\t', 'tab (U+0009)'],
    ['a byte order mark', '\ufeff', 'byte order mark (U+FEFF)'],
    ['a blank that is no space', '\u2800', 'braille blank (U+2800)'],
    ['a control sign', '\u001b', 'U+001B'],
    ['a sign that turns the line around', '\u202e', 'U+202E'],
    ['a mark that would sit on the sign before', '\u0301', 'U+0301'],
    ['a filler', '\u3164', 'U+3164'],
    ['half a pair', '\ud83d', 'U+D83D'],
    ['an unassigned code', '\u0378', 'U+0378'],
  ])('is shown with its code, or only named: %s', (_, sign, words) => {
    expect(describeSign(sign)).toBe(words);
  });

  it('is never a raw control sign', () => {
    const codes = [...Array(0x20).keys(), ...Array.from({ length: 0x21 }, (_, index) => 0x7f + index)];
    const words = codes.map((code) => describeSign(String.fromCharCode(code))).join('');
    expect(words).toMatch(/^[ -~]+$/);
  });
});

/** The figures of a run with these texts, from line 2 on. */
function tallyOf(texts: readonly string[], isFlattened = false): EncodingFigures {
  const tally = createEncodingTally(isFlattened);
  texts.forEach((text, index) => tally.add(text, countSegments(text).segments, index + 2));
  return tally.figures();
}

describe('what UCS-2 costs a run', () => {
  it('is nothing where every text is in GSM-7', () => {
    expect(tallyOf(['Hi', '', 'ten € [off]'])).toEqual({
      ucs2Rows: 0,
      signs: [],
      savedBySmartPunctuation: 0,
      rowsSavedBySmartPunctuation: 0,
    });
  });

  it('names every sign with its rows and the first of them, a row once a sign', () => {
    const figures = tallyOf(['Hi', 'it’s Zoë’s', 'Łódź', 'it’s on', '🎉🎉']);
    expect(figures.ucs2Rows).toBe(4);
    expect(figures.signs).toEqual([
      { sign: '’', rows: 2, firstLine: 3 },
      { sign: 'ë', rows: 1, firstLine: 3 },
      { sign: 'Ł', rows: 1, firstLine: 4 },
      { sign: 'ó', rows: 1, firstLine: 4 },
      { sign: 'ź', rows: 1, firstLine: 4 },
      { sign: '🎉', rows: 1, firstLine: 6 },
    ]);
  });

  it('names ten signs at most, those in the most rows', () => {
    const rare = Array.from('абвгдежзийклмн');
    const figures = tallyOf([...rare, 'я', 'я']);
    expect(figures.signs).toHaveLength(10);
    expect(figures.signs[0]).toEqual({ sign: 'я', rows: 2, firstLine: 16 });
    expect(figures.signs[9]).toEqual({ sign: 'и', rows: 1, firstLine: 10 });
  });

  it('can be saved where only punctuation is to blame', () => {
    const long = 'It’s on'.padEnd(150, '.');
    const figures = tallyOf([long, `${long}ł`, 'It’s on', 'It’s on'.padEnd(161, '.')]);
    // 3 → 1, 3 → 3, 1 → 1, 3 → 2
    expect(figures).toMatchObject({ savedBySmartPunctuation: 3, rowsSavedBySmartPunctuation: 2 });
  });

  it('can rise with smart punctuation, where three dots stand for one sign and the text stays in UCS-2', () => {
    const figures = tallyOf([`🎉${'x'.repeat(66)}……`]);
    expect(figures).toMatchObject({ savedBySmartPunctuation: -1, rowsSavedBySmartPunctuation: 0 });
  });

  it('can not be saved again by smart punctuation that the texts went through', () => {
    expect(tallyOf(['It’s on'.padEnd(150, '.')], true)).toMatchObject({
      ucs2Rows: 1,
      savedBySmartPunctuation: 0,
      rowsSavedBySmartPunctuation: 0,
    });
  });

  it(`is what counting every text twice gives (seed ${SEED})`, () => {
    const unit = fc.constantFrom(...Array.from('a €[ł’“…\u200b\ufeff—•🎉é'), 'x'.repeat(30));
    const texts = fc.array(fc.array(unit, { maxLength: 40 }).map((units) => units.join('')));
    fc.assert(
      fc.property(texts, (all) => {
        const { ucs2Rows, savedBySmartPunctuation, rowsSavedBySmartPunctuation } = tallyOf(all);
        const saved = all.map(
          (text) => countSegments(text).segments - countSegments(flattenPunctuation(text)).segments,
        );
        expect({ ucs2Rows, savedBySmartPunctuation, rowsSavedBySmartPunctuation }).toEqual({
          ucs2Rows: all.filter((text) => countSegments(text).encoding === 'UCS-2').length,
          savedBySmartPunctuation: saved.reduce((sum, each) => sum + each, 0),
          rowsSavedBySmartPunctuation: saved.filter((each) => each > 0).length,
        });
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});

describe('a recipients file', () => {
  const FILE =
    'phone,name\n+14155550101,Ann\n+14155550102,Łukasz\n+14155550102,Żaneta\n12,Zoë\n+14155550103,Bo’\n';

  it('tells what UCS-2 costs its recipients, and leaves out its rejected rows', async () => {
    const { intake } = await readRows(FILE, { template: 'Hi {{name}}' });
    expect(intake.encodingFigures()).toMatchObject({
      ucs2Rows: 2,
      signs: [
        { sign: 'Ł', rows: 1, firstLine: 3 },
        { sign: '’', rows: 1, firstLine: 6 },
      ],
    });
  });

  it('tells what smart punctuation would save, and nothing once it is on', async () => {
    const template = 'It’s on, {{name}}'.padEnd(100, '.');
    const as = async (smartPunctuation: boolean): Promise<EncodingFigures> =>
      (await readRows(FILE, { template, smartPunctuation })).intake.encodingFigures();
    expect(await as(false)).toMatchObject({ ucs2Rows: 3, savedBySmartPunctuation: 2 });
    expect(await as(true)).toMatchObject({ ucs2Rows: 1, savedBySmartPunctuation: 0 });
  });

  it('counts its rows once, however often it is read', async () => {
    await withFile(FILE, async (path) => {
      const settings = {
        template: 'Hi {{name}}',
        smartPunctuation: false,
        senders: [],
        defaultCountry: 'US',
      };
      const intake = await openIntake(path, settings);
      for (const time of ['first', 'second']) {
        let rows = 0;
        for await (const chunk of intake.chunks()) rows += chunk.rows;
        expect([time, rows]).toEqual([time, 5]);
      }
      expect(intake.encodingFigures().ucs2Rows).toBe(2);
    });
  });
});
