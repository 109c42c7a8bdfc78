import { describe, expect, it } from 'vitest';
import { toTimeZone } from '../../../../src/plan/window/time-zone.ts';

describe('the name of a time zone', () => {
  it.each([
    ['America/Chicago', 'America/Chicago'],
    ['america/new_york', 'America/New_York'],
    ['UTC', 'UTC'],
  ])('%s is %s', (name, zone) => {
    expect(toTimeZone(name)).toBe(zone);
  });

  it.each(['', 'recipient', 'America/Nowhere', '+05:00', '-0500', '08:00-20:00', 'America/Chicago '])(
    '%j is none',
    (name) => {
      expect(toTimeZone(name)).toBeNull();
    },
  );
});
