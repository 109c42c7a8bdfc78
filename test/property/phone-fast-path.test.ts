import fc from 'fast-check';
import { getCountries, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { readPhoneShape } from '../../src/intake/phone-shape.ts';
import { judgePlainNumber } from '../../src/intake/plain-number.ts';
import { intakeWord, libraryWord } from '../unit/intake/phone-reference.ts';
import {
  EXAMPLES,
  FORMATS,
  KINDS,
  PUNCTUATION,
  sampleKinds,
  writeNumber,
  type NumberKind,
} from './phone-numbers.ts';

// INTAKE_NUMBERS=1000000 for the long run, INTAKE_SEED for another one.
const numRuns = Number(process.env['INTAKE_NUMBERS'] ?? 3000);
const seed = Number(process.env['INTAKE_SEED'] ?? 20_261_128);

type Home = CountryCode | null;

/** The fast path's verdict, null where it leaves the cell to the library. */
function fastWord(cell: string, home: Home): string | null {
  const verdict = judgePlainNumber(readPhoneShape(cell), home);
  if (verdict === null || verdict === 'invalid') return verdict;
  return `+${verdict.phone} ${verdict.country}`;
}

/** The library's, with the number and the country whatever that is. */
function exactWord(cell: string, home: Home): string {
  const number = parsePhoneNumberFromString(cell, home === null ? {} : { defaultCountry: home });
  if (number === undefined || number.ext !== undefined || !number.isValid()) return 'invalid';
  return `${number.number} ${number.country ?? '001'}`;
}

/** Where we are stricter than the library on purpose: letters, and what a spreadsheet has damaged. */
const STRICTER = /\p{L}|[.,]0{1,2}$|^#+$/u;

/** Holds the fast path, and the whole reader, against the library. Returns whether the fast path was taken. */
function compare(cell: string, home: Home): boolean {
  const text = cell.trim();
  const fast = fastWord(text, home);
  if (fast !== null) expectSame(text, home, fast, exactWord(text, home));
  // Without a plus and without a default country nothing is guessed, by us or by the library.
  const hasCountry = home !== null || /^[^\d]*\+/.test(text);
  if (hasCountry && !STRICTER.test(text)) {
    expectSame(text, home, intakeWord(cell, home), libraryWord(text, home));
  }
  return fast !== null;
}

/** A million comparisons: the words are made only where they differ. */
function expectSame(text: string, home: Home, ours: string, libraries: string): void {
  if (ours !== libraries) expect({ text, home, verdict: ours }).toEqual({ text, home, verdict: libraries });
}

const HOMES: readonly Home[] = ['US', null];

describe('the number fast path, beside libphonenumber-js', { timeout: 3_600_000 }, () => {
  it('says the same of every example number of the metadata, in every format and punctuation', () => {
    for (const [country, e164] of EXAMPLES) {
      for (const format of FORMATS) {
        for (const punctuate of PUNCTUATION) {
          for (const home of [...HOMES, country]) compare(punctuate(writeNumber(e164, format)), home);
        }
      }
    }
    expect(EXAMPLES.length).toBeGreaterThan(230);
  });

  it('says the same of a number of every kind that the metadata know, country by country', () => {
    for (const [{ country, code, trunk }, digits] of sampleKinds(seed)) {
      for (const home of [...HOMES, country]) {
        for (const format of FORMATS) compare(writeNumber(`+${code}${digits}`, format), home);
        for (const text of [`+${code} (${trunk})${digits}`, `${trunk}${digits}`, `00${code}${digits}`]) {
          compare(text, home);
        }
      }
    }
    expect(new Set(KINDS.map(({ country }) => country)).size).toBe(getCountries().length + 1);
    expect(KINDS.length).toBeGreaterThan(1000);
  });

  it(`says the same of ${numRuns.toLocaleString('en-US')} numbers of all countries, kinds and formats`, () => {
    fc.assert(
      fc.property(numbers, ([cell, home]) => void compare(cell, home)),
      { seed, numRuns },
    );
  });

  it(`says the same of ${numRuns.toLocaleString('en-US')} that are changed: digits, signs, letters, scripts, extensions`, () => {
    fc.assert(
      fc.property(numbers, changes, ([cell, home], all) => {
        compare(
          all.reduce((text, change) => change(text), cell),
          home,
        );
      }),
      { seed, numRuns },
    );
  });
});

describe('a cell that is plainly written', () => {
  it('is judged without the library: every North American number, in every format and punctuation', () => {
    for (const [{ code, country }, digits] of sampleKinds(seed)) {
      if ((country !== 'US' && country !== 'CA') || digits.length !== 10) continue;
      for (const format of FORMATS) {
        const text = writeNumber(`+${code}${digits}`, format);
        for (const punctuate of PUNCTUATION) {
          expect([text, fastWord(punctuate(text).trim(), 'US')]).not.toEqual([text, null]);
        }
      }
    }
  });

  it('is judged without the library in nearly every country, where it begins with a plus', () => {
    const all = sampleKinds(seed).map(([{ code }, digits]) => `+${code}${digits}`);
    const taken = all.filter((cell) => compare(cell, null));
    // The rest begin with what their country dials in front of a number at home.
    expect(taken.length / all.length).toBeGreaterThan(0.9);
  });
});

const digitsOf = new Map<NumberKind, fc.Arbitrary<string>>();

/** National digits of a kind; the arbitrary is made once. */
function digitsOfKind(kind: NumberKind): fc.Arbitrary<string> {
  const known = digitsOf.get(kind) ?? fc.stringMatching(kind.pattern);
  digitsOf.set(kind, known);
  return known;
}

/** As many North American kinds as all others: those are what is in a file. */
const kind = fc.oneof(
  fc.constantFrom(...KINDS),
  fc.constantFrom(...KINDS.filter(({ country }) => country === 'US' || country === 'CA')),
);

/** A number in some format, and a default country: ours, none, its own or any. */
const numbers: fc.Arbitrary<readonly [string, Home]> = kind.chain((of) =>
  fc
    .tuple(
      digitsOfKind(of),
      fc.constantFrom(...FORMATS, 'trunk', 'trunk'),
      fc.constantFrom(...PUNCTUATION),
      fc.oneof(
        fc.constantFrom<Home>('US', 'CA', null, of.country, 'GB', 'PR', 'MX', 'DE', 'AU'),
        fc.constantFrom<Home>('US', 'CA'),
      ),
    )
    .map(([digits, format, punctuate, home]) => [
      punctuate(
        format === 'trunk' ? `+${of.code} ${of.trunk}${digits}` : writeNumber(`+${of.code}${digits}`, format),
      ),
      home,
    ]),
);

const SIGNS = [
  ...Array.from('0123456789+()-. /[]~#,;:*\'"@&=\t\u00a0\u200b\u2011＋'),
  ...['', '００', '٤', '۵', '-+', '()'],
];
const ENDS = [
  ' x12',
  ' ext. 5',
  ';ext=12',
  '#7',
  ' #7',
  ',7',
  ' 7',
  '-',
  '.',
  'é',
  ' (home)',
  '\u202c',
  '\ufeff',
];
const STARTS = [
  '0',
  '00',
  '000',
  '1',
  '11',
  '+',
  '++',
  '+0',
  '+1',
  '011',
  '+011',
  '(',
  "'",
  'tel ',
  '\u202a',
  '８',
];

const changes = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.tuple(fc.nat({ max: 24 }), fc.constantFrom(...SIGNS), fc.nat({ max: 1 })) },
      { weight: 1, arbitrary: fc.tuple(fc.constant(0), fc.constantFrom(...STARTS), fc.constant(0)) },
      { weight: 1, arbitrary: fc.tuple(fc.constant(250), fc.constantFrom(...ENDS), fc.constant(0)) },
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((all) =>
    all.map(
      ([at, sign, dropped]) =>
        (text: string) =>
          text.slice(0, at) + sign + text.slice(at + dropped),
    ),
  );
