import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POST_FAULTS } from '../fakes/faulty-provider.ts';
import { collectGarbage } from '../fakes/garbage.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../fakes/clock.ts';
import type { Choice } from './run-lives/operator.ts';
import { judgeWorld } from './run-lives/oracle.ts';
import { live, type LifeSketch, type Scenario } from './run-lives/scenario.ts';
import type { Act } from './run-lives/start.ts';

const SEED = 20261120;
const RUNS = Number(process.env['LIVES'] ?? 60);

let directory = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'lives-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const WAIT = { isSubmitting: true, isWaiting: true };
const LEAVE = { isSubmitting: true, isWaiting: false };
const TRACK = { isSubmitting: false, isWaiting: true };

/** Answers that leave a batch in doubt. */
const DOUBTS = ['503-before', '503-after', 'reset-before', 'reset-after', 'taken-late'] as const;
/** Up to so many, each length as likely as another: short lists are for shrinking. */
const long = (maxLength: number) => ({ maxLength, size: 'max' }) as const;

const lag = fc.constantFrom(0, 2 * SECOND, 8 * SECOND, 20 * SECOND, 45 * SECOND);
const decisions = fc.array(fc.constantFrom<Choice>('nothing', 'adopt', 'resend', 'assume-sent'), {
  maxLength: 4,
});

const plain = {
  batches: fc.array(
    fc.record({ sender: fc.nat(1), size: fc.integer({ min: 1, max: 4 }), isOwnText: fc.boolean() }),
    { minLength: 1, maxLength: 5 },
  ),
  firstPhone: fc.integer({ min: 1, max: 900 }),
  posts: fc.array(fc.oneof(fc.constantFrom(...POST_FAULTS), fc.constantFrom(...DOUBTS)), long(8)),
  reads: fc.array(
    fc.nat(8).map((draw) => (draw === 0 ? true : draw === 1 ? ('loop' as const) : false)),
    long(60),
  ),
  batchLagMs: lag,
  messageLagMs: lag,
  pageSize: fc.integer({ min: 1, max: 5 }),
};

function lives(acts: fc.Arbitrary<Act[]>, decided: fc.Arbitrary<Choice[]>): fc.Arbitrary<LifeSketch[]> {
  return fc.array(
    fc.record({
      diesAt: fc.option(fc.integer({ min: 1, max: 300 })),
      restsMs: fc.constantFrom(0, SECOND, 20 * SECOND, 30 * HOUR, 3 * DAY),
      mode: fc.constantFrom(WAIT, WAIT, LEAVE, TRACK),
      acts,
      decisions: decided,
    }),
    long(4),
  );
}

const NOTHING = fc.constant<never[]>([]);

/** A provider that takes what it was offered within the grace, or not at all; and nobody who interferes. */
const quiet: fc.Arbitrary<Scenario> = fc.record({
  ...plain,
  lateMs: fc.constantFrom(5 * SECOND, 40 * SECOND, 10 * MINUTE),
  policy: fc.constantFrom('hold', 'resend'),
  graceMs: fc.constantFrom(12 * MINUTE, 30 * MINUTE),
  lives: lives(NOTHING, NOTHING),
  decisions: NOTHING,
});

const act = (whats: fc.Arbitrary<Act['what']>): fc.Arbitrary<Act[]> =>
  fc.array(fc.record({ atCall: fc.integer({ min: 1, max: 60 }), what: whats }), long(2));

/** Anything goes: short graces, late acceptance, pauses, cancels, a clock that is set, people who decide. */
const wild: fc.Arbitrary<Scenario> = fc.record({
  ...plain,
  lateMs: fc.constantFrom(5 * SECOND, 40 * SECOND, 3 * MINUTE, 10 * MINUTE, 40 * MINUTE),
  policy: fc.constantFrom('hold', 'resend', 'resend'),
  graceMs: fc.constantFrom(MINUTE, 2 * MINUTE, 5 * MINUTE),
  lives: lives(
    act(
      fc.oneof(
        { weight: 2, arbitrary: fc.constant('pause' as const) },
        { weight: 1, arbitrary: fc.constant('cancel' as const) },
        { weight: 2, arbitrary: fc.constantFrom(-HOUR, -MINUTE, MINUTE, HOUR).map((jumpMs) => ({ jumpMs })) },
      ),
    ),
    decisions,
  ),
  decisions,
});

let count = 0;

async function holds(scenarios: fc.Arbitrary<Scenario>): Promise<void> {
  await fc.assert(
    fc.asyncProperty(scenarios, async (scenario) => {
      count += 1;
      if (count % 20 === 0) collectGarbage();
      await setImmediate();
      const aftermath = await live(scenario, join(directory, String(count)));
      expect(await judgeWorld(aftermath)).toEqual([]);
    }),
    { seed: SEED, numRuns: RUNS },
  );
}

describe('a run of several lives, with faults in half of its submits', () => {
  it('texts nobody twice, loses nobody, and comes to an end that adds up', async () => {
    await holds(quiet);
  });

  it('tells of everybody who was texted twice, which only a resend before a late acceptance can do', async () => {
    await holds(wild);
  });
});
