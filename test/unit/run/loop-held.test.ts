import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../../src/core/ledger.ts';
import { NO_LIMITS } from '../../../src/core/limits.ts';
import type { Provider } from '../../../src/core/provider.ts';
import { ProviderError } from '../../../src/core/error.ts';
import type { Run } from '../../../src/core/run.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import type { RunEvent } from '../../../src/run/events.ts';
import { driveRun, type RunEnd } from '../../../src/run/loop.ts';
import type { Mode } from '../../../src/run/view.ts';
import { DAY, HOUR, openFakeClock, type FakeClock } from '../../fakes/clock.ts';
import { openFaultyProvider } from '../../fakes/faulty-provider.ts';
import { freezeRun, phones, type RunSketch } from '../../fakes/frozen-run.ts';
import { useDirectories } from '../../fakes/workspace.ts';
import { openFakeWorld, PRICE, type FakeWorld } from '../../fakes/world.ts';

const newDirectory = useDirectories();
const CRON: Mode = { isSubmitting: true, isWaiting: true };
const TERMINAL: Mode = { ...CRON, isPatient: true };
/** Thursday, 2026-03-05, 23:00 in New York. */
const NIGHT = Date.UTC(2026, 2, 6, 4);
const EAST = 'America/New_York 08:00-21:00';
let clock: FakeClock;
let world: FakeWorld;
let ledger: Ledger;
let events: RunEvent[];

beforeEach(() => {
  clock = openFakeClock(NIGHT);
  events = [];
  world = openFakeWorld(clock, { batchLagMs: 0, messageLagMs: 0, pageSize: 100 });
  ledger = openLedger(newDirectory(), 'campaign run', clock);
});

afterEach(() => ledger.close());

describe('a run outside its window', () => {
  const sketch: RunSketch = { members: [{ phones: phones(2), window: EAST }], plannedAt: NIGHT };

  it('ends under cron, submits nothing, and goes on in the morning', async () => {
    const run = await freezeRun(ledger, sketch);
    expect(await drive(run, CRON)).toMatchObject({ why: 'outside-window', hold: { why: 'window' } });
    expect(world.taken).toEqual([]);
    clock.advance(9 * HOUR);
    expect((await drive(run, CRON)).why).toBe('finished');
    expect(world.taken).toHaveLength(1);
  });

  it('waits for it at a terminal', async () => {
    const run = await freezeRun(ledger, sketch);
    expect((await drive(run, TERMINAL)).why).toBe('finished');
    expect(world.taken[0]?.offeredAt).toBeGreaterThanOrEqual(NIGHT + 9 * HOUR);
    expect(events.some((event) => event.kind === 'waiting' && event.why === 'window')).toBe(true);
  });
});

describe('a run with a cost limit', () => {
  // Whose messages are all delivered, and priced.
  const members = [1, 21, 41].map((first) => ({ phones: [...phones(1, first), ...phones(1, first + 10)] }));

  it('stops exactly before the batch that could pass it, and goes on when it is raised', async () => {
    const limits = { ...NO_LIMITS, maxCost: 5n * PRICE };
    const run = await freezeRun(ledger, { members, limits });
    expect(await drive(run, CRON)).toMatchObject({ why: 'limit', hold: { why: 'max-cost' } });
    expect(world.taken).toHaveLength(2);
    expect(await ledger.countStates(run.id)).toMatchObject({ planned: 1, settled: 2 });
    await ledger.updateLimits(run.id, { ...limits, maxCost: 6n * PRICE });
    expect((await drive(run, CRON)).why).toBe('finished');
    expect(world.taken).toHaveLength(3);
  });

  it('goes on by itself once prices came in lower than planned', async () => {
    const dear = members.map((member) => ({ ...member, price: 2n * PRICE }));
    const run = await freezeRun(ledger, { members: dear, limits: { ...NO_LIMITS, maxCost: 10n * PRICE } });
    expect((await drive(run, CRON)).why).toBe('finished');
    expect(world.taken).toHaveLength(3);
  });

  it('can pass it by a price that was planned too low: that is known only when the prices come', async () => {
    const cheap = members.map((member) => ({ ...member, price: PRICE / 2n }));
    const run = await freezeRun(ledger, { members: cheap, limits: { ...NO_LIMITS, maxCost: 4n * PRICE } });
    expect((await drive(run, CRON)).why).toBe('finished');
    expect((await ledger.readSpend(run.id)).spent).toBe(6n * PRICE);
  });

  it('is not led beyond it by prices of zero that are corrected later', async () => {
    const run = await freezeRun(ledger, { members, limits: { ...NO_LIMITS, maxCost: 5n * PRICE } });
    const provider = openFaultyProvider(world, clock, { posts: [], reads: [], lateMs: 0 });
    const zeroFirst: Provider['listMessages'] = async (query) => {
      const page = await provider.listMessages(query);
      return { ...page, records: page.records.map((record) => ({ ...record, segments: 1, cost: 0n })) };
    };
    expect(await drive(run, CRON, { listMessages: zeroFirst })).toMatchObject({ why: 'limit' });
    expect(world.taken).toHaveLength(2);
  });
});

describe('somebody who opts out between the plan and the offer', () => {
  it('is in no request, and told in the run', async () => {
    const run = await freezeRun(ledger, { members: [{ phones: phones(3) }] });
    world.optOuts.push(optOut('+14155550002'));
    expect((await drive(run, CRON)).why).toBe('finished');
    expect(world.taken.flatMap((batch) => batch.messages.map((message) => message.to))).toEqual([
      ...['+14155550001', '+14155550003'],
    ]);
    expect(events.filter((event) => event.kind === 'withheld')).toMatchObject([{ count: 1, isAll: false }]);
  });

  it('after the first batch is not in the second', async () => {
    const run = await freezeRun(ledger, { members: [{ phones: phones(2) }, { phones: phones(2, 3) }] });
    const listen = (event: RunEvent): void => {
      if (event.kind === 'submitted') world.optOuts.push(optOut('+14155550003'));
    };
    expect((await drive(run, CRON, {}, listen)).why).toBe('finished');
    expect(world.taken.map((batch) => batch.messages.map((message) => message.to))).toEqual([
      ['+14155550001', '+14155550002'],
      ['+14155550004'],
    ]);
  });

  it('with everybody else in the batch ends it without a request, and the run without an error', async () => {
    const run = await freezeRun(ledger, { members: [{ phones: phones(1) }, { phones: phones(2, 3) }] });
    world.optOuts.push(optOut('+14155550001'));
    expect((await drive(run, CRON)).why).toBe('finished');
    expect(world.taken).toHaveLength(1);
  });
});

describe('opt-outs that can not be read', () => {
  it('stop the submitting: nobody is texted on a guess', async () => {
    const run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
    const detail = { failure: 'forbidden', call: 'GET /a2p-sms/opt-outs' } as const;
    const listOptOuts = () => Promise.reject(new ProviderError('HTTP 403 CMN-401', detail));
    expect(await drive(run, CRON, { listOptOuts })).toMatchObject({
      ...{ why: 'refused', problem: 'HTTP 403 CMN-401' },
    });
    expect(world.taken).toEqual([]);
  });

  it('for a while are tried again, with nothing sent meanwhile', async () => {
    const run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
    let failures = 2;
    const detail = { failure: 'unreachable', call: 'GET /a2p-sms/opt-outs' } as const;
    const listOptOuts = () => {
      if (failures-- > 0) return Promise.reject(new ProviderError('ECONNRESET', detail));
      return Promise.resolve({ records: [], nextPageToken: null });
    };
    expect((await drive(run, CRON, { listOptOuts })).why).toBe('finished');
    expect(world.taken).toHaveLength(1);
  });
});

describe('a sender that is refused, or taken for spam', () => {
  it.each([
    ['SMS-UP-431', 1, 'sender'],
    ['SMS-CAR-430', 12, 'spam'],
  ] as const)(
    'by %s pauses the run before more harm, until a person resumes it',
    async (code, count, reason) => {
      const members = [{ phones: phones(60) }, { phones: phones(2, 101) }];
      const run = await freezeRun(ledger, { members });
      const failing = await busyProvider(run);
      const statuses = {
        queued: 0,
        sent: 0,
        delivered: 20,
        deliveryFailed: count,
        sendingFailed: 0,
        cost: 0n,
      };
      const readStatuses = () => Promise.resolve({ ...statuses, errors: [{ code, count }] });
      const end = await drive(run, CRON, { ...failing, readStatuses });
      expect(end.why).toBe('alarm');
      expect((await ledger.findRun(run.name))?.alarm?.reason).toBe(reason);
      expect(world.taken).toHaveLength(1);
      await ledger.unpause(run.id, { at: clock.now() + 1, who: 'ann@desk' });
      clock.advance(DAY);
      expect((await drive(run, CRON)).why).toBe('finished');
      expect(world.taken).toHaveLength(2);
    },
  );

  it('in the reply to a submit pauses the run before the next one', async () => {
    const members = [{ phones: phones(9) }, { phones: phones(2, 101) }];
    const run = await freezeRun(ledger, { members });
    const provider = openFaultyProvider(world, clock, { posts: [], reads: [], lateMs: 0 });
    const createBatch: Provider['createBatch'] = async (offer) => {
      const answer = await provider.createBatch(offer);
      if (answer.kind !== 'reply') return answer;
      const rejected = answer.rejected.map((one) => ({ ...one, errorCode: 'SMS-RC-503' }));
      return { ...answer, rejected };
    };
    expect((await drive(run, CRON, { createBatch })).why).toBe('alarm');
    expect((await ledger.findRun(run.name))?.alarm?.reason).toBe('sender');
    expect(world.taken.map(({ rejected }) => rejected.length)).toEqual([1]);
  });
});

/** Turns the second submit away for two minutes: meanwhile the first batch drains. */
async function busyProvider(run: Run): Promise<Partial<Provider>> {
  const provider = openFaultyProvider(world, clock, { posts: [], reads: [], lateMs: 0 });
  let offers = 0;
  await Promise.resolve(run);
  return {
    createBatch: async (offer) => {
      offers += 1;
      if (offers === 1) return provider.createBatch(offer);
      await offer.commit();
      clock.advance(60_000);
      return { kind: 'not-sent', reason: 'ECONNREFUSED' };
    },
  };
}

function optOut(to: string) {
  return { to, from: null, status: 'OptOut', source: 'Recipient', at: null } as const;
}

function drive(
  run: Run,
  mode: Mode,
  calls: Partial<Provider> = {},
  listen: (event: RunEvent) => void = () => undefined,
): Promise<RunEnd> {
  const provider = openFaultyProvider(world, clock, { posts: [], reads: [], lateMs: 0 });
  const emit = (event: RunEvent): void => {
    events.push(event);
    listen(event);
  };
  const signal = new AbortController().signal;
  return driveRun({ ledger, provider: { ...provider, ...calls }, clock, emit, signal }, run.name, mode);
}
