import { describe, expect, it } from 'vitest';
import { toCountry } from '../../../src/core/country.ts';
import { judgeNorthAmerican } from '../../../src/intake/north-america.ts';

/** Some exchanges of each area code: in the metadata none of them decides anything. */
const EXCHANGES = [200, 211, 234, 310, 456, 555, 678, 789, 911, 999];

describe('the country of a number', () => {
  it('is the one of libphonenumber’s metadata, for every area code of +1', () => {
    const wrong: string[] = [];
    for (let area = 200; area <= 999; area += 1) {
      for (const exchange of EXCHANGES) {
        const national = area * 10_000_000 + exchange * 10_000 + 2345;
        const verdict = judgeNorthAmerican(national);
        if (verdict === 'invalid') continue;
        const told = toCountry(`+1${national}`);
        if (told !== (verdict === 'elsewhere' ? 'other' : verdict)) wrong.push(`${national}: ${told}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('is another one without +1', () => {
    expect(toCountry('+442079460958')).toBe('other');
    expect(toCountry('')).toBe('other');
  });
});
