import { describe, expect, it } from 'vitest';
import { formatCountdown, toMoment } from '../../../../src/cli/screen/span.ts';
import { DAY, HOUR, MINUTE, SECOND, T0 } from '../../../fakes/clock.ts';

describe('a countdown', () => {
  it.each([
    [0, '0:00'],
    [-HOUR, '0:00'],
    [45 * SECOND, '0:45'],
    [12 * MINUTE + 5 * SECOND, '12:05'],
    [3 * HOUR + 20 * MINUTE + 5 * SECOND, '3:20:05'],
    [3 * DAY, '3 d'],
  ])('of %d ms is %s', (ms, text) => {
    expect(formatCountdown(ms)).toBe(text);
  });

  it('counts up to the second, so that 0:01 is still to come', () => {
    expect(formatCountdown(1)).toBe('0:01');
  });
});

describe('an instant', () => {
  it('has its day only where that is another than today', () => {
    expect(toMoment(T0 + HOUR, T0)).toBe('16:00 UTC');
    expect(toMoment(T0 + DAY, T0)).toBe('2026-03-03 15:00 UTC');
  });
});
