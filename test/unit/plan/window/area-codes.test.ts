import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { AREA_CODE_ROWS } from '../../../../src/plan/window/area-codes.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const tool = (await import(pathToFileURL(join(ROOT, 'tools/make-area-codes.mjs')).href)) as {
  makeAreaCodes(): Promise<string>;
  SAME_ZONE: ReadonlyMap<string, string>;
};

interface Place {
  readonly states: readonly string[];
  readonly zones: readonly string[];
}

const PLACES: ReadonlyMap<string, Place> = new Map(
  AREA_CODE_ROWS.flatMap(([states, zones, codes]) =>
    codes.split(' ').map((code) => [code, { states: states.split(' '), zones: zones.split(' ') }] as const),
  ),
);

/** Area codes under which the library knows a valid number of the United States or Canada, with the number's type. */
function validCodes(): Map<string, string> {
  const found = new Map<string, string>();
  for (let code = 200; code < 1000; code += 1) {
    for (const line of ['2345678', '5550199', '3000000', '9999999']) {
      const number = parsePhoneNumberFromString(`+1${code}${line}`);
      if (number?.isValid() !== true || !['US', 'CA'].includes(number.country ?? '')) continue;
      found.set(String(code), `${number.country ?? ''} ${number.getType() ?? ''}`);
    }
  }
  return found;
}

describe('the table of area codes', () => {
  it('is what its generator makes of the data that are installed', async () => {
    const committed = readFileSync(join(ROOT, 'src/plan/window/area-codes.ts'), 'utf8');
    expect(committed).toBe(await tool.makeAreaCodes());
  });

  it('has every code once, with zones that Node knows', () => {
    const codes = AREA_CODE_ROWS.flatMap(([, , each]) => each.split(' '));
    expect(new Set(codes).size).toBe(codes.length);
    const zones = new Set([...PLACES.values()].flatMap((place) => place.zones));
    for (const timeZone of zones) expect(() => new Intl.DateTimeFormat('en', { timeZone })).not.toThrow();
    expect(zones.size).toBe(19);
  });

  it('has a place for every area code of the US and Canada that belongs to one', () => {
    const valid = validCodes();
    const without = [...valid].filter(([code]) => !PLACES.has(code));
    const byType: Record<string, string> = {};
    for (const [code, type] of without) byType[type] = `${byType[type] ?? ''} ${code}`.trim();
    expect(byType).toEqual({
      'US TOLL_FREE': '800 833 844 855 866 877 888',
      'US PERSONAL_NUMBER': '500 521 522 523 524 525 526 527 528 529 532 533 544 566 577 588',
      'US PREMIUM_RATE': '900',
      'CA PERSONAL_NUMBER': '622 633',
      'CA VOIP': '600',
      'CA FIXED_LINE_OR_MOBILE': '273',
    });
    expect([valid.size, valid.size - without.length, PLACES.size]).toEqual([442, 414, 420]);
  });

  it('has all states, DC, the territories and the provinces', () => {
    expect(new Set([...PLACES.values()].flatMap((place) => place.states)).size).toBe(50 + 1 + 5 + 13);
  });

  it.each([
    ['605', 'SD', 'America/Chicago America/Denver'],
    ['850', 'FL', 'America/Chicago America/New_York'],
    ['219', 'IN', 'America/Chicago America/New_York'],
    ['906', 'MI', 'America/Chicago America/New_York'],
    ['701', 'ND', 'America/Chicago America/Denver'],
    ['208', 'ID', 'America/Denver America/Los_Angeles'],
    ['928', 'AZ', 'America/Denver America/Phoenix'],
    ['480', 'AZ', 'America/Phoenix'],
    ['907', 'AK', 'America/Adak America/Anchorage Pacific/Honolulu'],
    ['808', 'HI', 'Pacific/Honolulu'],
    ['787', 'PR', 'America/Puerto_Rico'],
    ['340', 'VI', 'America/Puerto_Rico'],
    ['201', 'NJ NY', 'America/New_York'],
  ])('has %s in %s with %s', (code, states, zones) => {
    expect(PLACES.get(code)).toEqual({ states: states.split(' '), zones: zones.split(' ') });
  });

  it.each([
    ['364', '270'],
    ['448', '850'],
    ['458', '541'],
    ['474', '306'],
    ['689', '407'],
    ['879', '709'],
    ['930', '812'],
    ['986', '208'],
    ['778', '250'],
    ['367', '418'],
  ])('gives %s, which lies over %s, the same zones', (code, older) => {
    expect(PLACES.get(code)?.zones).toEqual(PLACES.get(older)?.zones);
  });

  it('puts a code of one zone where the others of its state are, but for those that are known to be elsewhere', () => {
    const single = [...PLACES].filter(([, { zones }]) => zones.length === 1);
    const byState = new Map<string, Map<string, string[]>>();
    for (const [code, { states, zones }] of single) {
      const byZone = byState.get(states.join(' ')) ?? new Map<string, string[]>();
      byState.set(states.join(' '), byZone);
      for (const zone of zones) byZone.set(zone, [...(byZone.get(zone) ?? []), code]);
    }
    const fewest = [...byState.values()].flatMap((byZone) =>
      [...byZone.values()].sort((a, b) => b.length - a.length).slice(1),
    );
    expect(fewest.flat().sort()).toEqual(['865', '915']);
  });

  it('takes zones for one only if their clocks agree for ten years', () => {
    const apart: string[] = [];
    for (const pair of tool.SAME_ZONE) {
      const [one, other] = pair.map(
        (timeZone) => new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'short', timeStyle: 'short' }),
      );
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2036, 0, 1); at += 86_400_000) {
        if (one?.format(at) !== other?.format(at))
          apart.push(`${pair.join(' ')} ${new Date(at).toISOString()}`);
      }
    }
    expect(apart).toEqual([]);
  });

  it.each([
    ['America/Vancouver', 'America/Fort_Nelson'],
    ['America/Edmonton', 'America/Regina'],
  ])('has with %s, whose clocks stopped changing in 2026, the zone that it became', (zone, became) => {
    const codes = [...PLACES].filter(([, { zones }]) => zones.includes(zone));
    expect(codes.length).toBeGreaterThan(4);
    expect(codes.filter(([, { zones }]) => !zones.includes(became))).toEqual([]);
  });
});
