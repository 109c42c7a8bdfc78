import { describe, expect, it } from 'vitest';
import type { SendingWindow } from '../../../../src/core/window.ts';
import { parseWeekHours } from '../../../../src/plan/window/week-hours.ts';
import {
  canonicalWindow,
  describeWindow,
  formatWindow,
  parseWindow,
} from '../../../../src/plan/window/window-key.ts';

function window(...entries: readonly [zone: string, hours: string][]): SendingWindow {
  return {
    entries: entries.map(([zone, hours]) => {
      const read = parseWeekHours(hours);
      if (!('week' in read)) throw new Error(read.found);
      return { zone, week: read.week };
    }),
  };
}

const CHICAGO = 'America/Chicago';
const DENVER = 'America/Denver';

describe('the text of a window', () => {
  it('is empty when it is always open', () => {
    expect(formatWindow({ entries: [] })).toBe('');
    expect(formatWindow(window([CHICAGO, '00:00-24:00']))).toBe('');
    expect(parseWindow('')).toEqual({ entries: [] });
  });

  it('puts zones with the same hours together, in order', () => {
    const texts = [
      window([DENVER, '08:00-21:00'], [CHICAGO, '08:00-21:00'], ['America/Adak', 'Mon-Sat 08:00-20:00']),
      window(['America/Adak', 'Mon-Sat 08:00-20:00'], [CHICAGO, '08:00-21:00'], [DENVER, '08:00-21:00']),
    ].map(formatWindow);
    expect(texts).toEqual(
      Array(2).fill('America/Adak Mon-Sat 08:00-20:00 & America/Chicago,America/Denver 08:00-21:00'),
    );
  });

  it('has one entry a zone where one week can say it', () => {
    expect(formatWindow(window([CHICAGO, '08:00-21:00'], [CHICAGO, 'Mon-Sat 09:00-22:00']))).toBe(
      'America/Chicago Mon-Sat 09:00-21:00',
    );
  });

  it('keeps two entries of a zone where one week can not', () => {
    const text = 'America/Chicago 08:00-21:00 & America/Chicago 18:00-09:00';
    expect(formatWindow(window([CHICAGO, '18:00-09:00'], [CHICAGO, '08:00-21:00']))).toBe(text);
    expect(formatWindow(parseWindow(text))).toBe(text);
  });

  it('says that a window never opens', () => {
    const text = formatWindow(window([CHICAGO, '08:00-12:00'], [CHICAGO, '12:00-20:00']));
    expect(text).toBe('America/Chicago none');
    expect(parseWindow(text).entries[0]?.week).toEqual(Array(7).fill(null));
  });

  it('is read back to the same object each time', () => {
    const text = 'America/Chicago,America/Denver Mon-Sat 09:00-21:00, Sun 12:00-21:00';
    expect(parseWindow(text)).toBe(parseWindow(text));
    expect(parseWindow(text)).toEqual(
      canonicalWindow(
        window(
          [CHICAGO, 'Mon-Sat 09:00-21:00, Sun 12:00-21:00'],
          [DENVER, 'Mon-Sat 09:00-21:00, Sun 12:00-21:00'],
        ),
      ),
    );
  });

  it.each(['America/Chicago', '08:00-20:00', 'America/Chicago 8-20', 'America/Chicago 08:00-20:00 &'])(
    'is nobody else’s: %s is refused',
    (text) => expect(() => parseWindow(text)).toThrow('not a sending window'),
  );
});

describe('a window in words', () => {
  it.each([
    ['', 'at any time'],
    ['America/New_York 08:00-20:00', '08:00-20:00 America/New_York'],
    [
      'America/Chicago Mon-Sat 09:00-21:00, Sun 12:00-21:00 & America/Denver 08:00-21:00',
      'Mon-Sat 09:00-21:00, Sun 12:00-21:00 America/Chicago and 08:00-21:00 America/Denver',
    ],
    ['America/Chicago,America/Denver 08:00-21:00', '08:00-21:00 America/Chicago, America/Denver'],
    ['America/Chicago none & America/Denver 08:00-21:00', 'never'],
  ])('%j: %s', (text, words) => {
    expect(describeWindow(parseWindow(text))).toBe(words);
  });
});
