import { describe, expect, it } from 'vitest';
import { drawLife } from '../chaos/life.ts';
import { playLife } from '../chaos/play.ts';
import seeds from '../chaos/seeds.json' with { type: 'json' };

/** What a failure needs to be understood: the faults, then what happened. */
async function play(seed: number): Promise<readonly string[]> {
  const { faults, story } = await playLife(drawLife(seed));
  return faults.length === 0 ? [] : [...faults, ...story];
}

describe.concurrent('a life of accidents (again by hand: npm run chaos -- --lives 1 --seed SEED)', () => {
  it.each(seeds.failed)('that once failed: seed $seed, $why', async ({ seed }) => {
    expect(await play(seed)).toEqual([]);
  });

  it.each(seeds.fresh)('texts nobody twice and loses nobody: seed %i', async (seed) => {
    expect(await play(seed)).toEqual([]);
  });
});
