import { describe, expect, it } from 'vitest';
import { chooseFailpoints, isOffer, traceRun } from '../chaos/failpoints.ts';
import { survive } from '../chaos/survive.ts';

const points = chooseFailpoints(await traceRun());
const undisturbed = await survive(null, 'hold', null);
const offers = points.filter(isOffer);
/** After the last offer the program looks as often as it must: not every run comes to each of these points. */
const sure = points.slice(0, points.findLastIndex(isOffer) + 1);

describe.concurrent('a run that is killed', () => {
  for (const point of points) {
    it(`at ${point.call} ${point.nth}, ${point.what}, loses nobody and texts nobody twice`, async () => {
      const { wasKilled, faults, held } = await survive(point, 'hold', undisturbed.files);
      expect(faults).toEqual([]);
      expect(wasKilled || !sure.includes(point)).toBe(true);
      if (isOffer(point)) expect(held).toEqual([String(offers.indexOf(point) + 1)]);
    });
  }

  for (const point of offers) {
    it(`at ${point.call} ${point.nth}, ${point.what}, ends by itself where doubt may be resent`, async () => {
      const { wasKilled, faults, held } = await survive(point, 'resend', undisturbed.files);
      expect({ wasKilled, faults, held }).toEqual({ wasKilled: true, faults: [], held: [] });
    });
  }
});

describe('a run that is not killed', () => {
  it('makes three offers and ends well', () => {
    expect(undisturbed.faults).toEqual([]);
    expect(offers.length).toBe(3);
  });
});
