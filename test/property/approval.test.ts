import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareHeldBack, formatLines, parseLines, type HeldRow } from '../../src/cli/approval/held-back.ts';
import { hashPlan, toCanonicalJson } from '../../src/cli/approval/plan-hash.ts';

const SEED = 20260305;
const RUNS = { seed: SEED, numRuns: 500 };

const lines = fc
  .uniqueArray(fc.integer({ min: 2, max: 60 }), { maxLength: 40 })
  .map((all) => all.sort((a, b) => a - b));
const json = fc.dictionary(fc.string({ maxLength: 5 }), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 6 });

async function* rows(all: readonly number[], codeOf: (line: number) => string): AsyncGenerator<HeldRow> {
  for (const line of all) yield await Promise.resolve({ line, code: codeOf(line) });
}

describe('the lines that a plan holds back', () => {
  it('come back from their text, all of them and no others', async () => {
    await fc.assert(
      fc.asyncProperty(lines, async (all) => {
        expect([...parseLines(await formatLines(rows(all, () => 'excluded')))]).toEqual(all);
      }),
      RUNS,
    );
  });

  it('are compared row by row: who came back, who opted out, who was lost otherwise', async () => {
    await fc.assert(
      fc.asyncProperty(lines, lines, lines, async (before, now, optOuts) => {
        const isOptOut = (line: number): boolean => optOuts.includes(line);
        const codeOf = (line: number): string => (isOptOut(line) ? 'opted-out' : 'excluded');
        const approved = await formatLines(rows(before, () => 'excluded'));
        const fresh = now.filter((line) => !before.includes(line));
        expect(await compareHeldBack(approved, rows(now, codeOf))).toEqual({
          optedOut: fresh.filter((line) => isOptOut(line)).length,
          lost: fresh.filter((line) => !isOptOut(line)).map((line) => ({ line, code: 'excluded' })),
          gained: before.filter((line) => !now.includes(line)),
        });
      }),
      RUNS,
    );
  });
});

describe('canonical JSON', () => {
  it('says the same, and the same way whatever the order of keys', () => {
    fc.assert(
      fc.property(json, (value) => {
        const plain = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
        expect(JSON.parse(toCanonicalJson(plain))).toEqual(plain);
        const reversed = Object.fromEntries(Object.entries(plain).reverse());
        expect(hashPlan({ reversed })).toBe(hashPlan({ reversed: plain }));
      }),
      RUNS,
    );
  });

  it('is the same for two values only where they are the same', () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        const [a, b] = [one, other].map((each) => JSON.parse(JSON.stringify(each)) as unknown);
        const isSame = toCanonicalJson(a) === toCanonicalJson(b);
        if (isSame) expect(a).toEqual(b);
        else expect(a).not.toEqual(b);
      }),
      RUNS,
    );
  });
});
