import { describe, expect, it } from 'vitest';
import { AREA_CODE_ROWS } from '../../../../src/plan/window/area-codes.ts';
import { isNeverOpen, nextOpenSpan } from '../../../../src/plan/window/open-span.ts';
import { createWindowPicker, type WindowSettings } from '../../../../src/plan/window/pick-window.ts';
import { parseWeekHours } from '../../../../src/plan/window/week-hours.ts';
import { parseWindow } from '../../../../src/plan/window/window-key.ts';

const NOW = Date.parse('2026-11-27T12:00:00Z');

function law(part: Partial<Extract<WindowSettings, { kind: 'law' }>> = {}): WindowSettings {
  return { kind: 'law', own: null, zone: 'recipient', overrides: {}, ...part };
}

function own(text: string, zone = 'recipient'): WindowSettings {
  const read = parseWeekHours(text);
  if (!('week' in read)) throw new Error(read.found);
  return law({ own: read.week, zone });
}

function pick(code: number, settings: WindowSettings = law(), now = NOW): string {
  return createWindowPicker(settings, now)(10_000_000_000 + code * 10_000_000 + 5_550_100);
}

describe('the window of a recipient', () => {
  it('is always open when windows are off', () => {
    expect(pick(212, { kind: 'none' })).toBe('');
  });

  it.each([
    [212, 'America/New_York 08:00-21:00'],
    [305, 'America/New_York 08:00-20:00'],
    [850, 'America/Chicago,America/New_York 08:00-20:00'],
    [605, 'America/Chicago,America/Denver 08:00-21:00'],
    [208, 'America/Denver,America/Los_Angeles 08:00-21:00'],
    [928, 'America/Denver,America/Phoenix 08:00-21:00'],
    [480, 'America/Phoenix 08:00-21:00'],
    [787, 'America/Puerto_Rico 08:00-21:00'],
    [808, 'Pacific/Honolulu 08:00-21:00'],
    [205, 'America/Chicago Mon-Sat 08:00-20:00'],
    [915, 'America/Denver Mon-Sat 09:00-21:00, Sun 12:00-21:00'],
    [416, 'America/Toronto Mon-Fri 09:00-21:00, Sat-Sun 10:00-18:00'],
  ])('%d has the law of its states in all of its zones: %s', (code, text) => {
    expect(pick(code)).toBe(text);
  });

  it('is the same text for the same hours in the same zones, whatever the state', () => {
    expect(pick(504)).toBe(pick(205));
    const picker = createWindowPicker(law(), NOW);
    const codes = AREA_CODE_ROWS.flatMap(([, , each]) => each.split(' '));
    const texts = new Set(codes.map((code) => picker(10_000_000_000 + Number(code) * 10_000_000)));
    expect(texts.size).toBe(46);
  });

  it('follows a rule from its day on', () => {
    expect(pick(503, law(), Date.parse('2025-12-31'))).toBe('America/Los_Angeles 08:00-21:00');
    expect(pick(503, law(), Date.parse('2026-01-01'))).toBe('America/Los_Angeles 08:00-20:00');
  });

  it('is narrowed by the user’s own hours in the recipient’s zones, and never widened', () => {
    expect(pick(605, own('09:00-20:00'))).toBe('America/Chicago,America/Denver 09:00-20:00');
    expect(pick(305, own('06:00-23:00'))).toBe('America/New_York 08:00-20:00');
    expect(pick(212, own('18:00-09:00'))).toBe('America/New_York 08:00-21:00 & America/New_York 18:00-09:00');
  });

  it('is narrowed by the user’s own hours in a zone of its own', () => {
    expect(pick(312, own('09:00-17:00', 'America/New_York'))).toBe(
      'America/Chicago 08:00-21:00 & America/New_York 09:00-17:00',
    );
    expect(pick(212, own('09:00-17:00', 'us/eastern'))).toBe('America/New_York 09:00-17:00');
  });

  it('takes the workspace’s rules instead of the table’s', () => {
    expect(pick(401, law({ overrides: { RI: 'federal' } }))).toBe('America/New_York 08:00-21:00');
    expect(pick(401, law({ overrides: { RI: 'none' } }))).toBe('America/New_York none');
  });

  it('may never open: who asks can tell', () => {
    const never = pick(808, own('08:00-10:00', 'America/New_York'));
    expect(isNeverOpen(parseWindow(never), NOW)).toBe(true);
    expect(isNeverOpen(parseWindow(pick(212, own('08:00-10:00', 'America/New_York'))), NOW)).toBe(false);
  });
});

describe('the window of a number that tells no place', () => {
  const everywhere = pick(800);

  it.each([500, 521, 533, 544, 566, 588, 600, 622, 633, 710, 833, 888, 900, 273, 999, 246])(
    '%d is that of all places at once',
    (code) => expect(pick(code)).toBe(everywhere),
  );

  it.each([0, 447_911_123_456, 14_155, 1e15])('%d as well', (phone) => {
    expect(createWindowPicker(law(), NOW)(phone)).toBe(everywhere);
  });

  it('has every zone of the states, DC, Puerto Rico, the Virgin Islands and Canada, and every rule in its place', () => {
    const zones = parseWindow(everywhere).entries.map(({ zone }) => zone);
    const near = AREA_CODE_ROWS.filter(([states]) => !['AS', 'GU', 'MP'].includes(states));
    expect(zones).toEqual([...new Set(near.flatMap(([, each]) => each.split(' ')))].sort());
    expect(everywhere).toContain('America/New_York Mon-Fri 10:00-18:00, Sat 10:00-17:00');
    expect(everywhere).toContain('America/Chicago Mon-Sat 10:00-20:00');
  });

  it.each([
    ['2026-01-12', 'Mon Tue Wed Thu Fri 18:00-23:00, Sat 18:00-21:30'],
    ['2026-07-13', 'Mon Tue Wed Thu Fri 18:00-22:00, Sat 18:00-20:30'],
  ])('leaves hours on every weekday: in the week of %s, in UTC, %s', (monday, hours) => {
    const window = parseWindow(everywhere);
    const found = new Map<string, string[]>();
    for (let day = 0; day < 7; day += 1) {
      const from = Date.parse(monday) + day * 86_400_000;
      const span = nextOpenSpan(window, from, 1, 86_400_000);
      if (span === null) continue;
      const [opens = '', closes = ''] = [span.opensAt, span.closesAt].map((at) =>
        new Date(at).toISOString().slice(11, 16),
      );
      const name = new Date(span.opensAt).toUTCString().slice(0, 3);
      found.set(`${opens}-${closes}`, [...(found.get(`${opens}-${closes}`) ?? []), name]);
    }
    expect([...found].map(([each, days]) => `${days.join(' ')} ${each}`).join(', ')).toBe(hours);
  });
});
