import { describe, expect, it } from 'vitest';
import { openReader } from '../../../../src/cli/store/argument-reader.ts';
import { readWindow } from '../../../../src/cli/store/date-window.ts';

const NOW = Date.UTC(2026, 10, 28, 12);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const read = (argv: Readonly<Record<string, string>>) => {
  const reader = openReader(argv);
  const window = readWindow(reader, NOW);
  reader.finish();
  return window;
};

describe('an instant', () => {
  it.each([
    ['24h', NOW - DAY],
    ['7d', NOW - 7 * DAY],
    ['2026-11-20', Date.UTC(2026, 10, 20)],
    ['2026-11-20T09:00Z', Date.UTC(2026, 10, 20, 9)],
    ['2026-11-20T09:00:05.123456789+0200', Date.UTC(2026, 10, 20, 7, 0, 5, 123)],
    ['2026-11-20T09:00:05.5-05:00', Date.UTC(2026, 10, 20, 14, 0, 5, 500)],
  ])('is read from %s', (text, at) => {
    expect(read({ 'date-from': text }).dateFrom).toBe(at);
  });

  it('that is a day ends with its last millisecond', () => {
    expect(read({ 'date-to': '2026-11-20' }).dateTo).toBe(Date.UTC(2026, 10, 21) - 1);
    expect(read({ 'date-to': '24h' }).dateTo).toBe(NOW - DAY);
  });

  it.each(['', '2026-02-30', '2026-11-20T09:00', '2026-13-01', '20.11.2026', '0h', '9999d', 'now'])(
    'is none in %j',
    (text) => {
      expect(() => read({ 'date-from': text })).toThrow(/--date-from: .* can not be used/);
    },
  );
});

describe('the window of a list', () => {
  it('is the last 24 hours, and a day more: the provider’s clock is not ours', () => {
    expect(read({})).toEqual({
      ...{ dateFrom: NOW - DAY, dateTo: NOW + DAY, isFromSaid: false, isToSaid: false },
    });
  });

  it('of an end alone is the 24 hours before that', () => {
    expect(read({ 'date-to': '48h' })).toMatchObject({ dateFrom: NOW - 3 * DAY, dateTo: NOW - 2 * DAY });
  });

  it('is what both say', () => {
    expect(read({ 'date-from': '2026-11-01', 'date-to': '2026-11-01' })).toEqual({
      ...{ dateFrom: Date.UTC(2026, 10, 1), dateTo: Date.UTC(2026, 10, 2) - 1 },
      ...{ isFromSaid: true, isToSaid: true },
    });
  });

  it('that ends before it begins is refused', () => {
    expect(() => read({ 'date-from': '1h', 'date-to': '2h' })).toThrow(/--date-from: it is after --date-to/);
  });
});
