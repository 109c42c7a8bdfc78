import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LedgerError } from '../../../src/core/error.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { Provider } from '../../../src/core/provider.ts';
import type { Run } from '../../../src/core/run.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import type { RunEvent } from '../../../src/run/events.ts';
import { driveRun, type RunEnd } from '../../../src/run/loop.ts';
import type { Mode } from '../../../src/run/view.ts';
import { HOUR, MINUTE, openFakeClock, SECOND, T0, type FakeClock } from '../../fakes/clock.ts';
import { openFaultyProvider, type PostFault } from '../../fakes/faulty-provider.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { OTHER_SENDER, SENDER, TRACKING } from '../../fakes/records.ts';
import { useDirectories } from '../../fakes/workspace.ts';
import { openFakeWorld, type FakeWorld } from '../../fakes/world.ts';

const newDirectory = useDirectories();
const SUBMIT = { isSubmitting: true, isWaiting: true };
/** What a call of the faulty provider takes. */
const CALL_MS = 100;
const TRACK = { isSubmitting: false, isWaiting: true };
let directory: string;
let clock: FakeClock;
let world: FakeWorld;
let ledger: Ledger;
let run: Run;
let events: RunEvent[];

beforeEach(async () => {
  directory = newDirectory();
  clock = openFakeClock();
  events = [];
  world = openFakeWorld(clock, { batchLagMs: 0, messageLagMs: 0, pageSize: 100 });
  ledger = openLedger(directory, 'campaign run', clock);
  run = await freezeRun(ledger, { members: [{ phones: phones(2) }, { phones: phones(2, 11) }] });
});

afterEach(() => ledger.close());

describe('driving a run', () => {
  it('submits, follows and finishes it', async () => {
    expect(await drive()).toEqual({ why: 'finished', problem: null, hold: null });
    expect(world.taken.map((batch) => batch.messages.length)).toEqual([2, 2]);
    expect(await ledger.countStates(run.id)).toMatchObject({ settled: 2 });
    expect(kinds('submitted', 'looked', 'stopped').at(-1)).toBe('stopped');
  });

  it('again makes no call', async () => {
    await drive();
    const silent = await drive({}, SUBMIT, { createBatch: unexpected, listBatches: unexpected });
    expect(silent.why).toBe('finished');
    expect(world.taken.length).toBe(2);
  });

  it('tells why it waits, and until when', async () => {
    await drive();
    const waits = events.filter((event) => event.kind === 'waiting');
    expect(waits.length).toBeGreaterThan(0);
    expect(waits.every((wait) => wait.why === 'messages' && wait.untilAt > T0)).toBe(true);
  });

  it('puts a batch back that was never sent, and offers it again after a pause', async () => {
    await drive({ posts: ['not-connected'] });
    expect(world.taken.length).toBe(2);
    const waits = events.filter((event) => event.kind === 'waiting');
    expect(waits[0]).toMatchObject({
      why: 'provider-unreachable',
      untilAt: T0 + 2 * CALL_MS + 2 * SECOND,
    });
  });

  it('looks for a batch whose answer was lost instead of offering it again', async () => {
    expect((await drive({ posts: ['reset-after'] })).why).toBe('finished');
    expect(world.taken.length).toBe(2);
    expect(kinds('searched')).toEqual(['searched']);
  });

  it('holds a batch that is not found until its grace is over; its sender goes on after three looks', async () => {
    expect((await drive({ posts: ['reset-before'] })).why).toBe('in-doubt');
    const [doubt] = await ledger.doubtfulBatches(run.id);
    expect(doubt?.cleanLooks).toBe(kinds('searched').length);
    expect(doubt?.lookedAt).toBeGreaterThanOrEqual((doubt?.doubtedAt ?? 0) + TRACKING.inDoubtGraceMs);
    expect(await ledger.countStates(run.id)).toMatchObject({ in_doubt: 1, settled: 1 });
    const [other] = world.taken.map((batch) => batch.takenAt - T0);
    expect(other).toBeGreaterThanOrEqual(30 * SECOND);
    expect(other).toBeLessThan(MINUTE);
  });

  it('stops a sender at its second doubt', async () => {
    await ledger.finish(run.id, T0);
    const members = [1, 2, 3].map((first) => ({ phones: phones(1, first) }));
    run = await freezeRun(ledger, { members, name: 'spring-2' });
    expect((await drive({ posts: ['reset-before', '503-before'] })).why).toBe('in-doubt');
    expect(await ledger.countStates(run.id)).toMatchObject({ in_doubt: 2, planned: 1 });
    expect(world.taken).toEqual([]);
  });

  it('goes on with another sender meanwhile', async () => {
    await ledger.finish(run.id, T0);
    const members = [
      { phones: phones(1) },
      { phones: phones(1, 2) },
      { from: OTHER_SENDER, phones: phones(1, 3) },
    ];
    run = await freezeRun(ledger, { members, name: 'spring-2' });
    expect((await drive({ posts: ['reset-before'] })).why).toBe('in-doubt');
    expect(world.taken.map((batch) => batch.from)).toEqual([OTHER_SENDER, SENDER]);
  });

  it('takes batches that a killed start was submitting for in doubt, and says so', async () => {
    await ledger.offer(run.id, 1, { at: T0, bodySha256: 'x', isResend: false });
    await ledger.close();
    ledger = openLedger(directory, 'campaign run', clock);
    expect((await drive()).why).toBe('in-doubt');
    expect(kinds('orphaned')).toEqual(['orphaned']);
  });

  it('stops at a refusal with the provider’s words, and offers the batch again at the next start', async () => {
    expect(await drive({ posts: ['400'] })).toMatchObject({ why: 'refused', problem: 'HTTP 400' });
    expect(await ledger.countStates(run.id)).toMatchObject({ refused: 1, planned: 1 });
    expect((await drive()).why).toBe('finished');
    expect(kinds('reopened')).toEqual(['reopened']);
  });

  it('that submits nothing leaves refused and planned batches alone', async () => {
    await drive({ posts: ['400'] });
    expect((await drive({}, TRACK)).why).toBe('submitted');
    expect(await ledger.countStates(run.id)).toMatchObject({ refused: 1, planned: 1 });
  });

  it('that submits nothing does not finish a run whose only open business was refused', async () => {
    await ledger.finish(run.id, T0);
    run = await freezeRun(ledger, { members: [{ phones: phones(1) }], name: 'spring-2' });
    await drive({ posts: ['400'] });
    expect(await drive({}, TRACK)).toMatchObject({ why: 'refused', problem: 'HTTP 400' });
    expect((await drive()).why).toBe('finished');
    expect(world.taken.length).toBe(1);
  });

  it('leaves after the last submit when it is not to wait', async () => {
    expect((await drive({}, { isSubmitting: true, isWaiting: false })).why).toBe('submitted');
    expect(clock.now() - T0).toBeLessThan(10 * SECOND);
  });

  it('gives up for now after fifteen minutes without an answer', async () => {
    const dead: Provider['createBatch'] = async ({ commit }) => {
      await commit();
      return { kind: 'not-sent', reason: 'ECONNREFUSED' };
    };
    const end = await drive({}, SUBMIT, { createBatch: dead });
    expect(end).toMatchObject({ why: 'provider-unreachable', problem: 'ECONNREFUSED' });
    expect(clock.now() - T0).toBeGreaterThanOrEqual(15 * MINUTE);
    expect(clock.now() - T0).toBeLessThan(17 * MINUTE);
  });

  it('survives reads that fail, and tells of them', async () => {
    expect((await drive({ reads: [true, false, true, true] })).why).toBe('finished');
    expect(kinds('failed').length).toBe(3);
  });

  it('ends between two actions when it is interrupted, with the answer of the last one kept', async () => {
    const abort = new AbortController();
    const end = await drive({}, SUBMIT, {}, abort, (event) => {
      if (event.kind === 'submitted') abort.abort();
    });
    expect(end.why).toBe('interrupted');
    expect(await ledger.countStates(run.id)).toMatchObject({ accepted: 1, planned: 1 });
  });

  it('passes a failing ledger on: the process must end', async () => {
    const full = new LedgerError('disk', 'full');
    ledger = { ...ledger, recordOutcome: () => Promise.reject(full) };
    await expect(drive()).rejects.toBe(full);
    expect(await ledger.countStates(run.id)).toMatchObject({ submitting: 1, planned: 1 });
  });

  it('follows the others to their end beside a refused batch, then stops without closing the run', async () => {
    expect(await drive({ posts: ['none', '400'] })).toMatchObject({ why: 'refused', problem: 'HTTP 400' });
    expect(await ledger.countStates(run.id)).toMatchObject({ settled: 1, refused: 1 });
    expect((await drive()).why).toBe('finished');
    expect(world.taken.length).toBe(2);
  });

  it('leaves a run that is over as it is, refused batches too', async () => {
    await drive({ posts: ['none', '400'] });
    await ledger.finish(run.id, clock.now());
    expect((await drive()).why).toBe('finished');
    expect(await ledger.countStates(run.id)).toMatchObject({ settled: 1, refused: 1 });
  });

  it('looks again at each start for a batch that an earlier one did not find', async () => {
    const late = openFakeWorld(clock, { batchLagMs: HOUR, messageLagMs: HOUR, pageSize: 100 });
    world = late;
    await ledger.finish(run.id, T0);
    run = await freezeRun(ledger, { members: [{ phones: phones(2) }], name: 'spring-2' });
    expect((await drive({ posts: ['reset-after'] })).why).toBe('in-doubt');
    clock.advance(HOUR);
    expect((await drive()).why).toBe('finished');
    expect(late.taken.length).toBe(1);
  });
});

function drive(
  faults: { readonly posts?: readonly PostFault[]; readonly reads?: readonly boolean[] } = {},
  mode: Mode = SUBMIT,
  calls: Partial<Provider> = {},
  abort = new AbortController(),
  listen: (event: RunEvent) => void = () => undefined,
): Promise<RunEnd> {
  const provider = openFaultyProvider(world, clock, { posts: [], reads: [], lateMs: 0, ...faults });
  const emit = (event: RunEvent): void => {
    events.push(event);
    listen(event);
  };
  return driveRun(
    { ledger, provider: { ...provider, ...calls }, clock, emit, signal: abort.signal },
    run.name,
    mode,
  );
}

function kinds(...wanted: readonly RunEvent['kind'][]): RunEvent['kind'][] {
  return events.map((event) => event.kind).filter((kind) => wanted.includes(kind));
}

function unexpected(): Promise<never> {
  return Promise.reject(new Error('nobody expected a call'));
}
