import examples from 'libphonenumber-js/mobile/examples';
import { getCountries, getExampleNumber, type CountryCode } from 'libphonenumber-js/max';
import { describe, expect, it } from 'vitest';
import { isDecidedBySix } from '../../../src/intake/north-america.ts';
import { createPhoneReader } from '../../../src/intake/phone.ts';
import { reachOf } from '../../../src/intake/reach.ts';
import { intakeWord, libraryWord } from './phone-reference.ts';
import { readRows } from './recipients-file.ts';

const codeOf = (cell: string, country: CountryCode | null = 'US'): string => {
  const verdict = createPhoneReader(country)(cell);
  return 'code' in verdict ? verdict.code : `${verdict.phone} ${verdict.country}`;
};
const reasonOf = (cell: string, country: CountryCode | null = 'US'): string => {
  const verdict = createPhoneReader(country)(cell);
  return 'reason' in verdict ? verdict.reason : '';
};

describe('a phone cell', () => {
  it.each([
    '(415) 555-0100',
    '415.555.0100',
    '4155550100',
    '+1 415 555 0100',
    '1-415-555-0100',
    ' +14155550100 ',
    'tel:+1-415-555-0100',
    'TEL: 415-555-0100',
    '(+1) 415/555-0100',
    "'+14155550100",
    '="4155550100"',
    ' ="tel: +1 415-555-0100 " ',
    '\u202a+1 415 555 0100\u202c',
    '011 1 415 555 0100',
    '４１５５５５０１００',
  ])('is read as +1 415 555 0100: %j', (cell) => {
    expect(codeOf(cell)).toBe('14155550100 US');
  });

  it.each<[string, string]>([
    ['', 'missing-phone'],
    [' \t\u00a0', 'missing-phone'],
    ['n/a', 'invalid-phone'],
    ['-', 'invalid-phone'],
    ['415555010', 'invalid-phone'],
    ['415-555-01000', 'invalid-phone'],
    ['123-456-7890', 'invalid-phone'],
    ['000-000-0000', 'invalid-phone'],
    ['415-555-CALL', 'invalid-phone'],
    ["don't text 415 555 0100", 'invalid-phone'],
    ['415-555-0100 x12', 'invalid-phone'],
    ['415-555-0100;ext=12', 'invalid-phone'],
    ['415-555-0100, 415-555-0101', 'invalid-phone'],
    ['4155550100/4155550101', 'invalid-phone'],
    ['0044 20 7946 0018', 'invalid-phone'],
    ['+99912345678', 'invalid-phone'],
    ['4.15E+09', 'excel-damaged'],
    ['="415 555 0100" x1', 'invalid-phone'],
    ['="415 555 0100"&"1"', 'invalid-phone'],
    ['4,15555E+09', 'excel-damaged'],
    ['1.41556e+10', 'excel-damaged'],
    ['4155550100.0', 'excel-damaged'],
    ['1415555010.0', 'excel-damaged'],
    ['########', 'excel-damaged'],
    ['#NAME?', 'excel-damaged'],
    ['+44 20 7946 0018', 'unsupported-destination'],
    ['011 44 20 7946 0018', 'unsupported-destination'],
    ['+1 787 555 0100', 'unsupported-destination'],
    ['+52 55 5123 4567', 'unsupported-destination'],
    ['+800 1234 5678', 'unsupported-destination'],
  ])('%j is rejected as %s', (cell, code) => {
    expect(codeOf(cell)).toBe(code);
    expect(reasonOf(cell)).toContain(cell.trim().slice(0, 30));
  });

  it('is judged by what a text formula holds', () => {
    expect(codeOf('="4.15E+09"')).toBe('excel-damaged');
    expect(codeOf('=" "')).toBe('missing-phone');
    expect(codeOf('="+442079460018"')).toBe('unsupported-destination');
    expect(reasonOf('="tel:x"')).toContain('"x" has letters');
  });

  it('needs a plus where there is no default country', () => {
    expect(codeOf('4155550100', null)).toBe('no-country-code');
    expect(codeOf('14155550100', null)).toBe('no-country-code');
    expect(codeOf('011 44 20 7946 0018', null)).toBe('no-country-code');
    expect(codeOf('+14155550100', null)).toBe('14155550100 US');
    expect(reasonOf('4155550100', null)).toBe(
      '"4155550100" has no country code: write it with +, or use `--default-country US`',
    );
  });

  it('is Canadian or American by its area code, whatever the default country', () => {
    expect(codeOf('604 555 0100', 'US')).toBe('16045550100 CA');
    expect(codeOf('415 555 0100', 'CA')).toBe('14155550100 US');
    expect(codeOf('001 415 555 0100', 'GB')).toBe('14155550100 US');
  });

  it('gets a reason that says what to do', () => {
    expect(reasonOf('415-555-0100 x12')).toContain('extension');
    expect(reasonOf('415555010')).toBe(
      '"415555010" has 9 digits, a US or Canadian number has 10: correct it',
    );
    expect(reasonOf('4.15E+09')).toContain('format the column as text');
    expect(reasonOf('+44 20 7946 0018')).toContain('United Kingdom');
    expect(reasonOf('bob@example.com')).toContain('letters');
  });

  it('is judged in linear time, however it is built', () => {
    const cells = [
      '1 '.repeat(120),
      '('.repeat(250),
      '1-'.repeat(124),
      '+1'.repeat(100),
      `4${' '.repeat(240)}x`,
    ];
    // A pattern that backtracks would not be done before the test's own limit.
    const codes = cells.flatMap((cell) => Array.from({ length: 100 }, () => codeOf(cell)));
    expect(codes).not.toContain('14155550100 US');
  });
});

describe("the library's metadata", () => {
  it('decide a US or Canadian number by its first six digits', () => {
    expect(isDecidedBySix()).toBe(true);
  });

  it('give every North American area code and exchange the verdict that the library gives', () => {
    for (let area = 200; area <= 999; area += 1) {
      for (const exchange of ['100', '211', '310', '555', '624', '988']) {
        const number = `${area}${exchange}0142`;
        expect(intakeWord(number, 'US')).toBe(libraryWord(number, 'US'));
        expect(intakeWord(`+1${number}`, null)).toBe(libraryWord(`+1${number}`, null));
      }
    }
  });

  it('give each number of an island its own verdict, where more than six digits decide', () => {
    // An invalid one first: were it remembered for its six digits, the valid ones behind it would be lost.
    for (let line = 2000; line < 12_000; line += 99) {
      const number = `+1246521${String(line % 10_000).padStart(4, '0')}`;
      expect([number, intakeWord(number, null)]).toEqual([number, libraryWord(number, null)]);
    }
  });

  it('give every example number the verdict that the library gives, in every format', () => {
    for (const country of getCountries()) {
      const number = getExampleNumber(country, examples);
      if (number === undefined) continue;
      const texts = [
        number.number,
        number.formatInternational(),
        number.formatNational(),
        number.getURI().slice(4),
      ];
      for (const text of texts) {
        for (const home of ['US', 'CA', country] as const) {
          expect([text, home, intakeWord(text, home)]).toEqual([text, home, libraryWord(text, home)]);
        }
      }
    }
  });
});

describe('a sender', () => {
  it('reaches its own country with a long code, both with a toll-free number', () => {
    expect([...reachOf(['+14155550100'])]).toEqual(['US']);
    expect([...reachOf(['+16045550100'])]).toEqual(['CA']);
    expect([...reachOf(['+18885550100'])]).toEqual(['US', 'CA']);
    expect([...reachOf(['+14155550100', '+16045550100'])]).toEqual(['US', 'CA']);
    expect([...reachOf([])]).toEqual(['US', 'CA']);
  });

  it('that does not reach a recipient gets the row rejected', async () => {
    const content = 'phone\n4155550100\n6045550100\n';
    const { rejected } = await readRows(content, { senders: ['+14155550123'] });
    expect(rejected.map(({ line, code, reason }) => ({ line, code, reason }))).toEqual([
      {
        line: 3,
        code: 'unsupported-destination',
        reason:
          '"6045550100" is in Canada, which no sender reaches: send from a Canadian or a toll-free number',
      },
    ]);
    const pool = await readRows(content, { senders: ['+14155550123', '+18005550100'] });
    expect(pool.rejected).toEqual([]);
  });
});
