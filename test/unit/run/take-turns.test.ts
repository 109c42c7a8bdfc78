import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Ledger } from '../../../src/core/ledger.ts';
import { NO_LIMITS } from '../../../src/core/limits.ts';
import type { Run } from '../../../src/core/run.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { driveRun, type RunEnd } from '../../../src/run/loop.ts';
import { takeTurns } from '../../../src/run/take-turns.ts';
import type { Mode } from '../../../src/run/view.ts';
import { MINUTE, openFakeClock, T0, type FakeClock } from '../../fakes/clock.ts';
import { openFaultyProvider } from '../../fakes/faulty-provider.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { OTHER_SENDER, SENDER } from '../../fakes/records.ts';
import { useDirectories } from '../../fakes/workspace.ts';
import { openFakeWorld, type FakeWorld } from '../../fakes/world.ts';

const newDirectory = useDirectories();
const signal = new AbortController().signal;
let clock: FakeClock;
let world: FakeWorld;
let ledger: Ledger;

beforeEach(() => {
  clock = openFakeClock();
  world = openFakeWorld(clock, { batchLagMs: 0, messageLagMs: 0, pageSize: 100 });
  ledger = openLedger(newDirectory(), 'campaign resume', clock);
});

afterEach(() => ledger.close());

/** Three batches of two messages, of a sender that drains one a minute, at most two minutes ahead of its queue. */
function freezeSlow(campaign: string, from: string, first: number): Promise<Run> {
  const senders = [{ from, perMinute: 1, dailyCap: null, capGroup: from }];
  const members = [0, 20, 40].map((offset) => ({ from, phones: phones(2, first + offset) }));
  const limits = { ...NO_LIMITS, queueAheadMs: 2 * MINUTE, senders };
  return freezeRun(ledger, { name: `${campaign}-0123456789`, campaign, members, limits });
}

function drive(run: Run, mode: Mode): Promise<RunEnd> {
  const provider = openFaultyProvider(world, clock, { posts: [], reads: [], lateMs: 0 });
  return driveRun({ ledger, provider, clock, emit: () => undefined, signal }, run.name, mode);
}

it('submits several runs side by side, none of them further ahead of its sender’s queue than it may be', async () => {
  const runs = [await freezeSlow('one', SENDER, 1), await freezeSlow('two', OTHER_SENDER, 101)];
  await takeTurns(runs, drive, clock, signal);
  const offers = world.taken.map(({ from, offeredAt }) => [from, Math.round((offeredAt - T0) / MINUTE)]);
  expect(offers).toEqual([
    [SENDER, 0],
    [OTHER_SENDER, 0],
    [SENDER, 0],
    [OTHER_SENDER, 0],
    [SENDER, 1],
    [OTHER_SENDER, 1],
  ]);
  for (const run of runs) expect(await ledger.countStates(run.id)).toMatchObject({ planned: 0 });
});

it('leaves a run that is held up by something else to its own drive', async () => {
  const run = await freezeSlow('one', SENDER, 1);
  await ledger.updateLimits(run.id, { ...run.limits, maxMessages: 2 });
  await takeTurns([run], drive, clock, signal);
  expect(world.taken).toHaveLength(1);
  expect(clock.now() - T0).toBeLessThan(MINUTE);
});
