import { describe, expect, it } from 'vitest';
import type { WeekHours } from '../../../../src/core/window.ts';
import {
  formatWeekHours,
  intersectWeeks,
  isAllWeek,
  isNoHours,
  parseWeekHours,
} from '../../../../src/plan/window/week-hours.ts';

function week(text: string): WeekHours {
  const read = parseWeekHours(text);
  if (!('week' in read)) throw new Error(read.found);
  return read.week;
}

describe('hours of a week', () => {
  it('without days are those of every day', () => {
    expect(week('08:00-20:00')).toEqual(Array(7).fill([480, 1200]));
  });

  it('with days are those days, and the others have none', () => {
    expect(week('Mon-Fri 09:00-18:00, Sat 10:00-17:00')).toEqual([
      null,
      ...Array<unknown>(5).fill([540, 1080]),
      [600, 1020],
    ]);
  });

  it('go on past midnight when they end earlier than they begin', () => {
    expect(week('Fri 22:00-02:00')[5]).toEqual([1320, 1560]);
  });

  it.each([
    ['8:00-20:00', '08:00-20:00'],
    ['mon-sun 08:00 - 20:00', '08:00-20:00'],
    ['SAT 10:00-17:00,Mon-Fri 09:00-18:00', 'Mon-Fri 09:00-18:00, Sat 10:00-17:00'],
    ['Mon-Sat 08:00-20:00, Sun none', 'Mon-Sat 08:00-20:00'],
    ['Sat-Mon 10:00-12:00', 'Mon 10:00-12:00, Sat-Sun 10:00-12:00'],
    ['22:00-00:00', '22:00-24:00'],
    ['00:00-24:00', '00:00-24:00'],
    ['none', 'none'],
    ['Sun none', 'none'],
    ['Wed 09:00-17:00', 'Wed 09:00-17:00'],
  ])('%s is written %s', (text, canonical) => {
    expect(formatWeekHours(week(text))).toBe(canonical);
  });

  it.each([
    ['', 'an empty value'],
    ['8-20', '"8-20"'],
    ['08:00', '"08:00"'],
    ['08:00-08:00', '"08:00-08:00"'],
    ['24:00-08:00', '"24:00-08:00"'],
    ['08:00-24:30', '"08:00-24:30"'],
    ['08:60-20:00', '"08:60-20:00"'],
    ['Mon', '"Mon"'],
    ['Monday 08:00-20:00', '"Monday 08:00-20:00"'],
    ['08:00-20:00, Sat 10:00-17:00', '"08:00-20:00"'],
    ['Mon 08:00-20:00,', 'an empty value'],
    ['Mon-Fri 08:00-20:00, Wed 10:00-12:00', '"Wed 10:00-12:00" names a day again'],
  ])('refuses %j and says what is wanted', (text, found) => {
    expect(parseWeekHours(text)).toEqual({ found, wanted: expect.stringContaining('08:00-20:00') as string });
  });

  it('know when they are all of the week or nothing of it', () => {
    const texts = ['00:00-24:00', '12:00-11:59', '00:00-23:59', 'Mon-Sat 00:00-24:00', 'none'];
    expect(texts.filter((text) => isAllWeek(week(text)))).toEqual(['00:00-24:00']);
    expect(texts.filter((text) => isNoHours(week(text)))).toEqual(['none']);
    expect(isAllWeek(Array.from({ length: 7 }, () => [720, 2160] as const))).toBe(true);
  });
});

describe('the hours that two weeks share', () => {
  it.each([
    ['08:00-21:00', '09:00-20:00', '09:00-20:00'],
    ['08:00-21:00', 'Mon-Sat 00:00-20:00', 'Mon-Sat 08:00-20:00'],
    ['08:00-12:00', '12:00-20:00', 'none'],
    ['00:00-24:00', '22:00-02:00', '22:00-02:00'],
    ['Sat 22:00-02:00', 'Sun 00:00-01:00', 'Sun 00:00-01:00'],
    ['Sat 20:00-04:00', 'Sat-Sun 00:00-24:00', 'Sat 20:00-04:00'],
    ['Mon 20:00-04:00, Tue 06:00-08:00', 'Mon 22:00-03:00', 'Mon 22:00-03:00'],
  ])('%s and %s: %s', (one, other, shared) => {
    expect(formatWeekHours(intersectWeeks(week(one), week(other)) ?? [])).toBe(shared);
    expect(formatWeekHours(intersectWeeks(week(other), week(one)) ?? [])).toBe(shared);
  });

  it('are no week where a day would have two spans', () => {
    expect(intersectWeeks(week('08:00-21:00'), week('18:00-09:00'))).toBeNull();
  });
});
