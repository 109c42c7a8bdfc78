import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/core/ledger.ts';
import { NO_LIMITS } from '../../src/core/limits.ts';
import type { Provider } from '../../src/core/provider.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { driveRun } from '../../src/run/loop.ts';
import { HOUR, MINUTE, openFakeClock } from '../fakes/clock.ts';
import { openFaultyProvider } from '../fakes/faulty-provider.ts';
import { freezeRun } from '../fakes/frozen-run.ts';
import { SENDER, TRACKING } from '../fakes/records.ts';
import { openFakeWorld, type FakeWorld } from '../fakes/world.ts';

const SEED = 20261128;
const RUNS = 16;
/** The price of a segment by the plan. No message costs more. */
const PLANNED = 12_000_000n;

/** What the phones end in whose message is SendingFailed. */
const NEVER_LEFT = '3';

/** What one message's price does: none at first, then perhaps zero, then the price, then perhaps a lower one. */
interface Course {
  readonly noneMs: number;
  readonly zeroMs: number;
  readonly price: bigint;
  readonly correctedMs: number;
  readonly corrected: bigint;
}

const later = fc.constantFrom(0, 20_000, 3 * MINUTE, HOUR, 100 * HOUR);
const course: fc.Arbitrary<Course> = fc
  .record({
    noneMs: later,
    zeroMs: later,
    correctedMs: later,
    price: fc.bigInt(1n, PLANNED),
    cut: fc.nat(100),
  })
  .map(({ cut, ...one }) => ({ ...one, corrected: (one.price * BigInt(cut)) / 100n }));

const scenario = fc.record({
  sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 6, size: 'max' }),
  courses: fc.array(course, { minLength: 1, maxLength: 12 }),
  /** What so many batches cost by the plan, or a little more or less: one start each. */
  limits: fc.array(
    fc.record({ batches: fc.nat(5), more: fc.constantFrom(0n, 0n, -1n, 1n, PLANNED, PLANNED / 2n) }),
    { minLength: 1, maxLength: 2 },
  ),
  queueAheadMs: fc.constantFrom(null, MINUTE, 5 * MINUTE),
});

type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

describe('a limit of cost', () => {
  it('is never passed while no segment costs more than planned, and stops only a batch that could pass it', async () => {
    await fc.assert(
      fc.asyncProperty(scenario, async (one) => {
        expect(await live(one)).toEqual([]);
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: true },
    );
  });
});

/** Sends under one limit after the other, each higher than the last. Returns what was wrong. */
async function live({ sizes, courses, limits, queueAheadMs }: Scenario): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), 'campaign-cost-'));
  const clock = openFakeClock();
  const world = openFakeWorld(clock, { batchLagMs: 0, messageLagMs: 0, pageSize: 100 });
  const ledger = openLedger(directory, 'campaign run', clock);
  const faults: string[] = [];
  try {
    const senders = [{ from: SENDER, perMinute: 1, dailyCap: null, capGroup: SENDER }];
    const run = await freezeRun(ledger, {
      members: toMembers(sizes),
      tracking: { ...TRACKING, settleAfterMs: HOUR },
    });
    const faultless = openFaultyProvider(world, clock, { posts: [], reads: [], lateMs: 0 });
    for (const maxCost of toLimits(sizes, limits)) {
      await ledger.updateLimits(run.id, { ...NO_LIMITS, queueAheadMs, maxCost, senders });
      const watch = async (): Promise<void> => {
        const { spent } = await ledger.readSpend(run.id);
        if (spent > maxCost) faults.push(`${spent} were spent of ${maxCost}`);
      };
      const provider = { ...faultless, ...pricing(faultless, courses, () => clock.now(), watch) };
      const ports = { ledger, provider, clock, emit: () => undefined, signal: new AbortController().signal };
      const { why } = await driveRun(ports, run.name, { isSubmitting: true, isWaiting: true });
      faults.push(
        ...(await judge(ledger, run.id, world, { why, maxCost, sizes, courses, now: clock.now() })),
      );
      if (why === 'finished') break;
    }
  } finally {
    await ledger.close();
    rmSync(directory, { recursive: true, force: true });
  }
  return faults;
}

/** In the order in which a person raises them. */
function toLimits(sizes: readonly number[], limits: Scenario['limits']): bigint[] {
  const all = limits.map(({ batches, more }) => {
    const segments = sizes.slice(0, batches).reduce((sum, size) => sum + size, 0);
    const limit = BigInt(segments) * PLANNED + more;
    return limit < 0n ? 0n : limit;
  });
  return all.sort((one, other) => (one < other ? -1 : 1));
}

/** The last digit decides what becomes of a message: here each is delivered, fails, or stays sent. */
function toMembers(sizes: readonly number[]) {
  return sizes.map((size, batch) => ({
    price: PLANNED,
    phones: Array.from(
      { length: size },
      (_, index) => 14_155_550_000 + batch * 100 + index * 10 + (index % 5),
    ),
  }));
}

/** The provider's lists with prices that come as the courses say, by what the phone ends in. */
function pricing(
  provider: Provider,
  courses: readonly Course[],
  now: () => number,
  watch: () => Promise<void>,
): Pick<Provider, 'listMessages' | 'readStatuses'> {
  return {
    listMessages: async (query) => {
      await watch();
      const page = await provider.listMessages(query);
      const records = page.records.map((record) => {
        const cost =
          record.status === 'SendingFailed'
            ? null
            : costAt(courseOf(courses, record.to ?? ''), now() - (record.createdAt ?? 0));
        return { ...record, segments: 1, cost };
      });
      return { ...page, records };
    },
    // A sum that is always news: every look reads the pages.
    readStatuses: async (query) => ({ ...(await provider.readStatuses(query)), cost: -1n }),
  };
}

function courseOf(courses: readonly Course[], phone: string): Course {
  const found = courses[Number(phone.slice(-4)) % courses.length];
  if (found === undefined) throw new RangeError('no course');
  return found;
}

function costAt({ noneMs, zeroMs, price, correctedMs, corrected }: Course, age: number): bigint | null {
  if (age < noneMs) return null;
  if (age < noneMs + zeroMs) return 0n;
  return age < noneMs + zeroMs + correctedMs ? price : corrected;
}

/** The most that a message will be said to cost from this age on: prices are corrected downwards. */
function mostFrom({ noneMs, zeroMs, price, correctedMs, corrected }: Course, age: number): bigint {
  return age < noneMs + zeroMs + correctedMs ? price : corrected;
}

interface Outcome {
  readonly why: string;
  readonly maxCost: bigint;
  readonly sizes: readonly number[];
  readonly courses: readonly Course[];
  readonly now: number;
}

async function judge(
  ledger: Ledger,
  runId: number,
  world: FakeWorld,
  { why, maxCost, sizes, courses, now }: Outcome,
): Promise<string[]> {
  const faults: string[] = [];
  const { spent, open } = await ledger.readSpend(runId);
  const next = sizes[world.taken.length];
  if (why === 'finished') {
    if (next !== undefined) faults.push('it finished with batches left');
  } else if (why !== 'limit') faults.push(`it ended because of ${why}`);
  else if (next === undefined) faults.push('it stopped before nothing');
  else if (spent + open + BigInt(next) * PLANNED <= maxCost)
    faults.push(`${spent} spent, ${open} open and ${next} more are within ${maxCost}`);
  // Whatever the ledger knows by now: the most that all that was taken may yet cost.
  const due = world.taken
    .flatMap(({ takenAt, messages }) => messages.map(({ to }) => ({ to, age: now - takenAt })))
    .filter(({ to }) => !to.endsWith(NEVER_LEFT))
    .reduce((sum, { to, age }) => sum + mostFrom(courseOf(courses, to), age), 0n);
  if (due > maxCost) faults.push(`what was taken costs ${due}, of ${maxCost}`);
  return faults;
}
