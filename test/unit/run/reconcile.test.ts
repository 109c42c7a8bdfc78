import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InputError, ProviderError } from '../../../src/core/error.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { Run } from '../../../src/core/run.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { openLedgerForControl } from '../../../src/ledger/open-control.ts';
import type { RunEvent } from '../../../src/run/events.ts';
import { driveRun } from '../../../src/run/loop.ts';
import { reconcileRun, type Wish } from '../../../src/run/reconcile.ts';
import { HOUR, MINUTE, openFakeClock, T0, type FakeClock } from '../../fakes/clock.ts';
import { CRAMPED_DISK } from '../../fakes/disk.ts';
import { openFaultyProvider, type Faults } from '../../fakes/faulty-provider.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { useDirectories } from '../../fakes/workspace.ts';
import { openFakeWorld, type FakeWorld } from '../../fakes/world.ts';

const newDirectory = useDirectories();
let directory: string;
let clock: FakeClock;
let world: FakeWorld;
let ledger: Ledger;
let run: Run;
let events: RunEvent[];

/** A run of one batch of two. */
beforeEach(async () => {
  directory = newDirectory();
  clock = openFakeClock();
  events = [];
  world = openFakeWorld(clock, { batchLagMs: 0, messageLagMs: 0, pageSize: 100 });
  ledger = openLedger(directory, 'campaign run', clock, { disk: CRAMPED_DISK });
  run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
});

afterEach(() => ledger.close());

describe('a look at what is in doubt', () => {
  it('settles what is there by now, whatever a person thinks of it', async () => {
    await drive({ posts: ['taken-late'], lateMs: 2 * HOUR });
    clock.advance(3 * HOUR);
    expect(await reconcile([{ kind: 'resend', batch: 1 }])).toEqual([]);
    expect(await ledger.countStates(run.id)).toMatchObject({ accepted: 1, in_doubt: 0 });
    expect(await decisions()).toEqual([]);
  });

  it('is counted, and offers nothing', async () => {
    await drive({ posts: ['reset-before'] });
    const [before] = await ledger.doubtfulBatches(run.id);
    await reconcile([]);
    const [after] = await ledger.doubtfulBatches(run.id);
    expect(after?.cleanLooks).toBe((before?.cleanLooks ?? 0) + 1);
    expect(world.taken).toEqual([]);
  });

  it('takes what a dead process was submitting for in doubt first', async () => {
    await ledger.offer(run.id, 1, { at: T0, bodySha256: 'c', isResend: false });
    await ledger.close();
    ledger = openLedger(directory, 'campaign reconcile', clock, { disk: CRAMPED_DISK });
    await reconcile([{ kind: 'assume-sent', batch: 1 }]);
    expect(await ledger.countStates(run.id)).toMatchObject({ abandoned: 1 });
  });
});

describe('a person’s wish', () => {
  it('is carried out, with who and when in the journal', async () => {
    await drive({ posts: ['reset-before'] });
    const wishes: Wish[] = [{ kind: 'resend', batch: 1 }];
    expect(await reconcile(wishes)).toEqual(wishes);
    expect(await decisions()).toMatchObject([{ who: 'ann@desk', kind: 'decided-resend', batch: 1 }]);
    expect((await decisions())[0]?.at).toBe(clock.now());
  });

  it('to offer a batch again is done by the next start, after one more look', async () => {
    await drive({ posts: ['reset-before'] });
    await reconcile([{ kind: 'resend', batch: 1 }]);
    expect((await drive()).why).toBe('finished');
    expect(world.taken).toHaveLength(1);
    const kinds = (await ledger.journal(run.id)).map((entry) => entry.kind);
    expect(kinds.slice(kinds.indexOf('decided-resend'), -1)).toEqual([
      ...['decided-resend', 'not-found', 'presumed-absent', 'accepted', 'settled', 'no-twin'],
    ]);
  });

  it('to offer it again is no more once the batch shows itself', async () => {
    await drive({ posts: ['taken-late'], lateMs: 2 * HOUR });
    await reconcile([{ kind: 'resend', batch: 1 }]);
    clock.advance(3 * HOUR);
    expect((await drive()).why).toBe('finished');
    expect(world.taken).toHaveLength(1);
  });

  it('to offer it again is refused when the look just now saw some of its people texted', async () => {
    world = openFakeWorld(clock, { batchLagMs: 9 * HOUR, messageLagMs: 2 * HOUR, pageSize: 100 });
    run = await another({ members: [{ phones: phones(4) }] });
    await drive({ posts: ['reset-after'] });
    // The first of four messages is listed, and the batch is not.
    clock.advance((world.taken[0]?.takenAt ?? 0) + 2 * HOUR - MINUTE - clock.now());
    await expect(reconcile([{ kind: 'resend', batch: 1 }])).rejects.toThrow(/texted after all, as b1/);
    expect(await ledger.doubtfulBatches(run.id)).toMatchObject([{ resendAt: null, hasDiffered: true }]);
  });

  it('to assume it sent ends the doubt, also when the provider can not be asked', async () => {
    await drive({ posts: ['reset-before'] });
    await reconcile([{ kind: 'assume-sent', batch: 1 }], { reads: [true] });
    expect(events.filter((event) => event.kind === 'failed')).toHaveLength(1);
    expect((await drive()).why).toBe('finished');
    expect(await ledger.countStates(run.id)).toMatchObject({ abandoned: 1 });
    expect(world.taken).toEqual([]);
  });

  it.each<Wish>([
    { kind: 'resend', batch: 1 },
    { kind: 'adopt', batch: 1, batchId: 'b1' },
  ])('to $kind needs a look: nothing is decided while the provider does not answer', async (wish) => {
    await drive({ posts: ['reset-before'] });
    await expect(reconcile([wish], { reads: [true] })).rejects.toThrow(ProviderError);
    expect(await decisions()).toEqual([]);
  });

  it('to adopt names a batch that holds its people, which is then followed to its end', async () => {
    await differing();
    expect((await drive()).why).toBe('in-doubt');
    await reconcile([{ kind: 'adopt', batch: 1, batchId: 'b1' }]);
    expect(await decisions()).toMatchObject([{ who: 'ann@desk', kind: 'decided-adopt', detail: 'b1' }]);
    expect((await drive()).why).toBe('finished');
    expect(await ledger.isOwned('b1')).toBe(true);
  });
});

describe('wishes that can not be carried out', () => {
  it.each<[string, Wish, RegExp]>([
    [
      'a batch that is not in doubt',
      { kind: 'resend', batch: 2 },
      /batch 2 of .* is not in doubt.* In doubt: 1/,
    ],
    [
      'an id that the provider does not know',
      { kind: 'adopt', batch: 1, batchId: 'b9' },
      /knows no batch b9/,
    ],
    [
      'somebody else’s batch',
      { kind: 'adopt', batch: 1, batchId: 'b1' },
      /holds 1 messages, none of them to a recipient of batch 1/,
    ],
  ])('name %s, and nothing at all is done', async (_, wish, words) => {
    takeStranger();
    await drive({ posts: ['reset-before'] });
    const wishes: Wish[] = [wish, { kind: 'assume-sent', batch: 1 }];
    await expect(reconcile(wishes)).rejects.toThrow(words);
    await expect(reconcile(wishes)).rejects.toThrow(InputError);
    expect(await decisions()).toEqual([]);
    expect(await ledger.countStates(run.id)).toMatchObject({ in_doubt: 1 });
  });

  it('are told together', async () => {
    await drive({ posts: ['reset-before'] });
    const wishes: Wish[] = [
      { kind: 'resend', batch: 7 },
      { kind: 'assume-sent', batch: 8 },
    ];
    await expect(reconcile(wishes)).rejects.toMatchObject({ problems: [{}, {}] });
  });

  it('are those for a batch of the provider’s that belongs to another of ours', async () => {
    await drive();
    expect(await ledger.countStates(run.id)).toMatchObject({ settled: 1 });
    run = await another({ members: [{ phones: phones(2, 11) }] });
    await drive({ posts: ['reset-before'] });
    const adopting = reconcile([{ kind: 'adopt', batch: 1, batchId: 'b1' }]);
    await expect(adopting).rejects.toThrow(/belongs to another batch of ours/);
  });

  it('are those to send more of a run that was cancelled; what was sent may still be said', async () => {
    await drive({ posts: ['reset-before'] });
    const control = openLedgerForControl(directory);
    await control?.cancel(run.id, { at: clock.now(), who: 'bob@desk' });
    await control?.close();
    run = (await ledger.findRun(run.name)) ?? run;
    await expect(reconcile([{ kind: 'resend', batch: 1 }])).rejects.toThrow(/is cancelled/);
    await reconcile([{ kind: 'assume-sent', batch: 1 }]);
    expect(await ledger.countStates(run.id)).toMatchObject({ abandoned: 1 });
  });

  it('are all wishes of somebody with the credentials of another account', async () => {
    await drive({ posts: ['reset-before'] });
    const reconciling = reconcile([{ kind: 'resend', batch: 1 }], {}, 'somebody else');
    await expect(reconciling).rejects.toThrow(/began with the account/);
    expect(await decisions()).toEqual([]);
  });
});

function drive(faults: Partial<Faults> = {}) {
  const provider = openFaultyProvider(world, clock, { posts: [], reads: [], lateMs: 0, ...faults });
  const ports = { ledger, provider, clock, emit: () => undefined, signal: new AbortController().signal };
  return driveRun(ports, run.name, { isSubmitting: true, isWaiting: true });
}

function reconcile(wishes: readonly Wish[], faults: Partial<Faults> = {}, ownerId: string | null = null) {
  clock.advance(MINUTE);
  const faulty = openFaultyProvider(world, clock, { posts: [], reads: [], lateMs: 0, ...faults });
  const identity = { server: 'https://x', ownerId, scopes: [], tokenExpiresAt: 0 };
  const provider = { ...faulty, readIdentity: () => Promise.resolve(identity) };
  const emit = (event: RunEvent): void => void events.push(event);
  const ports = { ledger, provider, clock, emit, signal: new AbortController().signal };
  return reconcileRun(ports, run, wishes, { who: 'ann@desk' });
}

async function decisions() {
  return (await ledger.journal(run.id)).filter((entry) => entry.kind.startsWith('decided-'));
}

/** The run is closed, and another one begun. */
async function another(sketch: Parameters<typeof freezeRun>[1]): Promise<Run> {
  const { name, id, state } = (await ledger.findRun(run.name)) ?? run;
  if (state === 'open') await ledger.finish(id, clock.now());
  return freezeRun(ledger, { ...sketch, name: `${name}-next` });
}

/** The provider has a batch to other people. */
function takeStranger(): void {
  const messages = [{ to: ['+14155559998'], text: 'Hello' }];
  world.take(new TextEncoder().encode(JSON.stringify({ from: '+16505550100', messages })));
}

/** Our batch is there, and the gateway has changed its text. */
async function differing(): Promise<void> {
  const messages = phones(2).map((phone) => ({ to: [`+${phone}`], text: 'Hello. Reply STOP to end' }));
  await ledger.offer(run.id, 1, { at: clock.now(), bodySha256: 'c', isResend: false });
  world.take(new TextEncoder().encode(JSON.stringify({ from: '+16505550100', messages })));
  const record = { at: clock.now(), status: null, errorCode: null, requestId: null };
  await ledger.recordOutcome(run.id, 1, { to: 'in_doubt', reason: 'no reply' }, record);
}
