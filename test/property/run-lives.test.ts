import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POST_FAULTS } from '../fakes/faulty-provider.ts';
import { HOUR, MINUTE, SECOND } from '../fakes/clock.ts';
import { judgeWorld } from './run-lives/oracle.ts';
import { live, type Scenario } from './run-lives/scenario.ts';

const SEED = 20261120;
const RUNS = Number(process.env['LIVES'] ?? 100);

let directory = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'lives-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const lag = fc.constantFrom(0, 2 * SECOND, 8 * SECOND, 20 * SECOND, 45 * SECOND);

const scenarios: fc.Arbitrary<Scenario> = fc.record({
  batches: fc.array(fc.record({ sender: fc.nat(1), size: fc.integer({ min: 1, max: 4 }) }), {
    minLength: 1,
    maxLength: 5,
  }),
  firstPhone: fc.integer({ min: 1, max: 900 }),
  posts: fc.array(fc.constantFrom(...POST_FAULTS), { maxLength: 8 }),
  reads: fc.array(
    fc.nat(5).map((draw) => draw === 0),
    { maxLength: 60 },
  ),
  lateMs: fc.constantFrom(5 * SECOND, 40 * SECOND, 10 * MINUTE),
  batchLagMs: lag,
  messageLagMs: lag,
  pageSize: fc.integer({ min: 1, max: 5 }),
  lives: fc.array(
    fc.record({
      diesAt: fc.integer({ min: 1, max: 120 }),
      restsMs: fc.constantFrom(0, SECOND, 20 * SECOND, 30 * HOUR),
      mode: fc.constantFrom(
        { isSubmitting: true, isWaiting: true },
        { isSubmitting: true, isWaiting: true },
        { isSubmitting: true, isWaiting: false },
        { isSubmitting: false, isWaiting: true },
      ),
    }),
    { maxLength: 5 },
  ),
});

describe('a run of several lives, with faults in half of its submits', () => {
  it('texts nobody twice, loses nobody, and comes to an end that adds up', async () => {
    let scenario = 0;
    await fc.assert(
      fc.asyncProperty(scenarios, async (drawn) => {
        scenario += 1;
        const end = await live(drawn, join(directory, String(scenario)));
        expect(await judgeWorld(end)).toEqual([]);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
