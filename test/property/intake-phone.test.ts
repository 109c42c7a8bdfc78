import fc from 'fast-check';
import examples from 'libphonenumber-js/mobile/examples';
import { getCountries, getExampleNumber, type CountryCode } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { intakeWord, libraryWord } from '../unit/intake/phone-reference.ts';

// INTAKE_NUMBERS=1000000 for the long run.
const numRuns = Number(process.env['INTAKE_NUMBERS'] ?? 3000);
const parameters = { seed: 20_260_401, numRuns };

const defaultCountry = fc.constantFrom<CountryCode | null>('US', 'CA', 'US', 'CA', null, 'GB', 'PR', 'MX');
const digits = (minLength: number, maxLength = minLength): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789')), minLength, maxLength });

const northAmerican = fc
  .tuple(
    fc.constantFrom('', '1', '+1', '+1 ', '1-', '(+1) ', '+', '011', '00', '0', '11', '+11', "'+1", '001'),
    fc.tuple(
      fc.integer({ min: 200, max: 999 }),
      fc.oneof(digits(3), fc.constantFrom('555', '666', '211')),
      digits(4),
    ),
    fc.constantFrom<(parts: readonly [number, string, string]) => string>(
      ([area, exchange, line]) => `${area}${exchange}${line}`,
      ([area, exchange, line]) => `(${area}) ${exchange}-${line}`,
      ([area, exchange, line]) => `${area}.${exchange}.${line}`,
      ([area, exchange, line]) => ` ${area}\u00a0${exchange}\u2011${line} `,
      ([area, exchange, line]) => `${area}/${exchange}${line.slice(1)}`,
    ),
  )
  .map(([prefix, parts, format]) => prefix + format(parts));

const exampleOfAnyCountry = fc
  .tuple(
    fc.constantFrom(...getCountries()),
    fc.constantFrom('E.164', 'INTERNATIONAL', 'NATIONAL', 'RFC3966', 'IDD'),
    fc.nat({ max: 99 }),
  )
  .map(([country, format, change]) => {
    const number = getExampleNumber(country, examples);
    if (number === undefined) return '';
    const text = number.format(format, { fromCountry: 'US' });
    return change < 60 ? text : text.replace(/\d(?=\D*$)/, String(change % 10));
  });

const mutated = fc
  .tuple(
    fc.oneof(northAmerican, exampleOfAnyCountry),
    fc.array(
      fc.tuple(
        fc.nat({ max: 24 }),
        fc.constantFrom('', ...Array.from('0123456789+()-. /[]~#,;:*\'"@&=\t\u00a0\u200b＋４٤～')),
      ),
      { minLength: 1, maxLength: 3 },
    ),
    fc.boolean(),
  )
  .map(([text, changes, isInserted]) =>
    changes.reduce((all, [at, sign]) => all.slice(0, at) + sign + all.slice(at + (isInserted ? 0 : 1)), text),
  );

const noise = fc.string({
  unit: fc.constantFrom(...Array.from('01234567890123456789+()-. /[]~#,;:*\'"＋４٤')),
  maxLength: 24,
});

const intakeOnly = /\p{L}|[.,]0{1,2}$|^#+$/u;

describe('the number fast path', { timeout: 1_000_000 }, () => {
  it.each([
    ['North American numbers in any format', northAmerican],
    ['examples of every country in every format', exampleOfAnyCountry],
    ['numbers with signs changed', mutated],
    ['noise of digits and signs', noise],
  ])('says what libphonenumber-js says about %s', (_, cells) => {
    fc.assert(
      fc.property(cells, defaultCountry, (cell, country) => {
        const text = cell.replace(/^tel:/, '').trim();
        fc.pre(!intakeOnly.test(text) && (country !== null || /^[^\d]*\+/.test(text)));
        expect(intakeWord(cell, country)).toBe(libraryWord(text, country));
      }),
      parameters,
    );
  });

  it('never takes a number without a plus when there is no default country', () => {
    fc.assert(
      fc.property(northAmerican, (cell) => {
        fc.pre(!cell.includes('+'));
        expect(intakeWord(cell, null)).toBe('invalid');
      }),
      parameters,
    );
  });

  it('never reads a number out of a cell with letters', () => {
    fc.assert(
      fc.property(
        northAmerican,
        fc.constantFrom('no', 'x', 'é', 'Я', ' ext 5'),
        fc.nat({ max: 20 }),
        (cell, word, at) => {
          expect(intakeWord(cell.slice(0, at) + word + cell.slice(at), 'US')).not.toMatch(/^\+|elsewhere/);
        },
      ),
      parameters,
    );
  });
});
