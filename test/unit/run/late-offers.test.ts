import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src/core/ledger.ts';
import { NO_LIMITS } from '../../../src/core/limits.ts';
import type { Provider } from '../../../src/core/provider.ts';
import type { Run } from '../../../src/core/run.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { driveRun, type RunEnd } from '../../../src/run/loop.ts';
import type { Mode } from '../../../src/run/view.ts';
import { HOUR, MINUTE, openFakeClock, type FakeClock } from '../../fakes/clock.ts';
import { openFaultyProvider, type Faults } from '../../fakes/faulty-provider.ts';
import { freezeRun, phones, type RunSketch } from '../../fakes/frozen-run.ts';
import { SENDER, TRACKING } from '../../fakes/records.ts';
import { useDirectories } from '../../fakes/workspace.ts';
import { openFakeWorld, PRICE, type FakeWorld } from '../../fakes/world.ts';

const newDirectory = useDirectories();
const CRON: Mode = { isSubmitting: true, isWaiting: true };
const TERMINAL: Mode = { ...CRON, isPatient: true };
/** Thursday, 2026-03-05, 20:35 in New York: one small batch still fits before nine. */
const EVENING = Date.UTC(2026, 2, 6, 1, 35);
const EAST = 'America/New_York 08:00-21:00';
const RESEND = { ...TRACKING, inDoubt: 'resend' } as const;
const ONE_BATCH: RunSketch = { members: [{ phones: phones(2), window: EAST }], plannedAt: EVENING };
const LOST: Partial<Faults> = { posts: ['reset-before'] };
let clock: FakeClock;
let world: FakeWorld;
let ledger: Ledger;

beforeEach(() => {
  clock = openFakeClock(EVENING);
  world = openFakeWorld(clock, { batchLagMs: 0, messageLagMs: 0, pageSize: 100 });
  ledger = openLedger(newDirectory(), 'campaign run', clock);
});

afterEach(() => ledger.close());

describe('a batch in doubt that may be offered again', () => {
  it.each([
    ['by the policy', RESEND],
    ['by a person’s word', TRACKING],
  ])('%s, waits for its window like any other', async (_, tracking) => {
    const run = await freezeRun(ledger, { ...ONE_BATCH, tracking });
    const evening = await drive(run, CRON, LOST);
    if (tracking !== RESEND) {
      expect(evening.why).toBe('in-doubt');
      await ledger.decide(run.id, 1, { kind: 'resend' }, { at: clock.now(), who: 'ann@desk' });
    }
    const night = await drive(run, CRON);
    expect(night).toMatchObject({ why: 'outside-window', hold: { why: 'window' } });
    expect(await ledger.countStates(run.id)).toMatchObject({ in_doubt: 1 });
    clock.advance(12 * HOUR);
    expect((await drive(run, CRON)).why).toBe('finished');
    expect(world.taken.map(({ offeredAt }) => hourOf(offeredAt))).toEqual([expect.toSatisfy(isOpen)]);
  });

  it('is waited for where somebody watches', async () => {
    const run = await freezeRun(ledger, { ...ONE_BATCH, tracking: RESEND });
    expect((await drive(run, TERMINAL, LOST)).why).toBe('finished');
    expect(world.taken.map(({ offeredAt }) => hourOf(offeredAt))).toEqual([8]);
  });

  it('does not count twice against a limit that it was counted against when it was first offered', async () => {
    const limits = { ...NO_LIMITS, maxMessages: 2, maxCost: 2n * PRICE };
    const run = await freezeRun(ledger, { members: [{ phones: phones(2) }], limits, tracking: RESEND });
    expect((await drive(run, CRON, LOST)).why).toBe('finished');
    expect(world.taken).toHaveLength(1);
  });

  it('keeps to a limit that was lowered meanwhile', async () => {
    const run = await freezeRun(ledger, { members: [{ phones: phones(2) }], tracking: TRACKING });
    await drive(run, CRON, LOST);
    await ledger.decide(run.id, 1, { kind: 'resend' }, { at: clock.now(), who: 'ann@desk' });
    await ledger.updateLimits(run.id, { ...NO_LIMITS, maxMessages: 1 });
    expect(await drive(run, CRON)).toMatchObject({ why: 'limit', hold: { why: 'max-messages' } });
    expect(world.taken).toEqual([]);
  });

  it('counts against the day that it is offered in', async () => {
    const senders = [{ from: SENDER, perMinute: 60, dailyCap: 3, capGroup: SENDER }];
    const limits = { ...NO_LIMITS, senders };
    const members = [{ phones: phones(2) }, { phones: phones(2, 11) }];
    const run = await freezeRun(ledger, { members, limits, tracking: RESEND, plannedAt: EVENING });
    expect((await drive(run, TERMINAL, LOST)).why).toBe('finished');
    const days = world.taken.map(({ offeredAt }) =>
      new Date(offeredAt - 8 * HOUR).toISOString().slice(0, 10),
    );
    expect(new Set(days).size).toBe(2);
  });
});

describe('an offer that was chosen in time and comes too late', () => {
  it.each<[string, (provider: Provider, delay: () => void) => Partial<Provider>]>([
    [
      'because the machine slept while opt-outs were read',
      (provider, delay) => ({
        listOptOuts: (token) => {
          delay();
          return provider.listOptOuts(token);
        },
      }),
    ],
    [
      'because the call waited for its turn',
      (provider, delay) => ({
        createBatch: (offer) => {
          delay();
          return provider.createBatch(offer);
        },
      }),
    ],
  ])('is not made, %s', async (_, slow) => {
    const run = await freezeRun(ledger, ONE_BATCH);
    let isFirst = true;
    const delay = (): void => {
      if (isFirst) clock.advance(20 * MINUTE);
      isFirst = false;
    };
    const end = await drive(run, CRON, {}, (provider) => slow(provider, delay));
    expect(end).toMatchObject({ why: 'outside-window', hold: { why: 'window' } });
    expect(world.taken).toEqual([]);
    clock.advance(12 * HOUR);
    expect((await drive(run, CRON)).why).toBe('finished');
    expect(world.taken.map(({ offeredAt }) => hourOf(offeredAt))).toEqual([expect.toSatisfy(isOpen)]);
  });
});

function drive(
  run: Run,
  mode: Mode,
  faults: Partial<Faults> = {},
  change: (provider: Provider) => Partial<Provider> = () => ({}),
): Promise<RunEnd> {
  const provider = openFaultyProvider(world, clock, { posts: [], reads: [], lateMs: 0, ...faults });
  const ports = { ledger, provider: { ...provider, ...change(provider) }, clock, emit: () => undefined };
  return driveRun({ ...ports, signal: new AbortController().signal }, run.name, mode);
}

function hourOf(at: number): number {
  const hour = new Date(at).toLocaleTimeString('en-US', {
    timeZone: 'America/New_York',
    hourCycle: 'h23',
    hour: '2-digit',
  });
  return Number(hour);
}

function isOpen(hour: unknown): boolean {
  return typeof hour === 'number' && hour >= 8 && hour < 21;
}
