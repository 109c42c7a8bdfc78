import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ControlLedger, Ledger } from '../../../src/core/ledger.ts';
import type { Provider } from '../../../src/core/provider.ts';
import type { Run, TrackingSettings } from '../../../src/core/run.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { openLedgerForControl } from '../../../src/ledger/open-control.ts';
import type { RunEvent } from '../../../src/run/events.ts';
import { driveRun, type RunEnd } from '../../../src/run/loop.ts';
import type { Mode } from '../../../src/run/view.ts';
import { DAY, HOUR, MINUTE, openFakeClock, SECOND, type FakeClock } from '../../fakes/clock.ts';
import { CRAMPED_DISK } from '../../fakes/disk.ts';
import { openFaultyProvider, type Faults } from '../../fakes/faulty-provider.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { TRACKING } from '../../fakes/records.ts';
import { useDirectories } from '../../fakes/workspace.ts';
import { openFakeWorld, type FakeWorld } from '../../fakes/world.ts';

const newDirectory = useDirectories();
const SUBMIT = { isSubmitting: true, isWaiting: true };
/** A moment after the batch was offered again. */
const JUST_TOO_LATE = TRACKING.inDoubtGraceMs + 5 * SECOND;
const ANN = { at: 0, who: 'ann@desk' };
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
  ledger = openLedger(directory, 'campaign run', clock, { disk: CRAMPED_DISK });
  run = await freeze({ inDoubt: 'resend' });
});

afterEach(() => ledger.close());

describe('the policy to resend', () => {
  it('offers a batch again that was looked for in vain until its grace was over, and finishes', async () => {
    expect(await drive({ posts: ['reset-before'] })).toBe('finished');
    expect(world.taken.map((batch) => batch.messages.length)).toEqual([2, 2]);
    const looks = (await notesOf(1)).filter((kind) => kind === 'not-found').length;
    expect(looks).toBeGreaterThanOrEqual(5);
    const again = world.taken.find((batch) => batch.messages[0]?.to === '+14155550001');
    expect(again?.takenAt).toBeGreaterThanOrEqual(run.plannedAt + TRACKING.inDoubtGraceMs);
    expect(kinds('verified')).toHaveLength(1);
  });

  it('waits for ten times the worst lag that was seen', async () => {
    world = openFakeWorld(clock, { batchLagMs: 20 * MINUTE, messageLagMs: 20 * MINUTE, pageSize: 100 });
    await drive({ posts: ['reset-after', 'reset-before'] });
    const again = world.taken.find((batch) => batch.messages[0]?.to === '+14155550011');
    expect((again?.takenAt ?? 0) - run.plannedAt).toBeGreaterThan(10 * 20 * MINUTE);
  });

  it('tells of a batch that was taken after all, reads both to their end, and sends nothing more', async () => {
    run = await freeze({ inDoubt: 'resend' }, 3);
    expect(await drive({ posts: ['taken-late'], lateMs: JUST_TOO_LATE })).toBe('duplicated');
    expect(await ledger.batchesIn(run.id, 'duplicated')).toMatchObject([
      { number: 1, settledAt: expect.any(Number) as number },
    ]);
    const made = world.taken.length;
    clock.advance(DAY);
    expect(await drive()).toBe('duplicated');
    expect(world.taken).toHaveLength(made);
  });

  it('does not end in silence when the first offer is taken minutes after the second', async () => {
    expect(await drive({ posts: ['taken-late'], lateMs: 40 * MINUTE })).toBe('duplicated');
  });

  it('looks for twins of every batch that was offered again, also when one is known', async () => {
    expect(await drive({ posts: ['taken-late', 'taken-late'], lateMs: JUST_TOO_LATE })).toBe('duplicated');
    expect(await ledger.countStates(run.id)).toMatchObject({ duplicated: 2 });
  });

  it('tries again when no token was to be had for the second offer', async () => {
    expect(await drive({ posts: ['reset-before', 'none', 'no-token'] })).toBe('finished');
    expect(world.taken).toHaveLength(2);
  });

  it.each(['not-connected', '429', '401'] as const)(
    'keeps a batch in doubt whose second offer was answered by %s, and looks again before the third',
    async (post) => {
      expect(await drive({ posts: ['reset-before', 'none', post] })).toBe('finished');
      const notes = await notesOf(1);
      const again = notes.indexOf('presumed-absent');
      const then = ['presumed-absent', 'not-taken', 'not-found', 'presumed-absent', 'accepted'];
      expect(notes.slice(again, again + 5)).toEqual(then);
      expect(world.taken).toHaveLength(2);
    },
  );

  it('does not offer again in a start that only tracks', async () => {
    await drive({ posts: ['reset-before'] }, { isSubmitting: true, isWaiting: false });
    expect(await drive({}, { isSubmitting: false, isWaiting: true })).toBe('submitted');
    expect(world.taken).toHaveLength(1);
    expect(await drive()).toBe('finished');
  });

  it('leaves a batch whose grace runs to a later start where it does not wait', async () => {
    expect(await drive({ posts: ['reset-before'] }, { isSubmitting: true, isWaiting: false })).toBe('grace');
    expect(clock.now() - run.plannedAt).toBeLessThan(10 * MINUTE);
  });
});

describe('the policy to hold', () => {
  it('does not wait for weeks because a start came days after a miss', async () => {
    world = openFakeWorld(clock, { batchLagMs: 20_000, messageLagMs: 0, pageSize: 100 });
    run = await freeze({ inDoubt: 'hold' });
    const abort = new AbortController();
    await drive({ posts: ['none', '503-before'] }, SUBMIT, {}, abort, (event) => {
      if (event.kind === 'searched') abort.abort();
    });
    clock.advance(3 * DAY);
    const before = clock.now();
    expect(await drive()).toBe('in-doubt');
    expect(clock.now() - before).toBeLessThan(2 * HOUR);
  });
});

describe('a person’s word from beside', () => {
  it('pauses a run in the middle of a submit’s pacing: nothing is sent, tracking goes on', async () => {
    const end = await drive({}, SUBMIT, pausingAt(2));
    expect(end).toBe('paused');
    expect(kinds('withdrawn')).toHaveLength(1);
    expect(world.taken).toHaveLength(1);
    expect(await ledger.countStates(run.id)).toMatchObject({ settled: 1, planned: 1 });
    await ledger.unpause(run.id, ANN);
    expect(await drive()).toBe('finished');
  });

  it('pauses a resend as well, and leaves the doubt as it was', async () => {
    await drive({ posts: ['reset-before'] }, SUBMIT, pausingAt(3));
    expect(await ledger.countStates(run.id)).toMatchObject({ in_doubt: 1, settled: 1 });
    expect(await drive()).toBe('paused');
    expect(world.taken).toHaveLength(1);
  });

  it('cancels a run: the rest is abandoned, what was submitted is followed to its end', async () => {
    const end = await drive(
      {},
      SUBMIT,
      meddlingAt(2, (control) => control.cancel(run.id, ANN)),
    );
    expect(end).toBe('cancelled');
    expect(world.taken).toHaveLength(1);
    expect(await ledger.countStates(run.id)).toMatchObject({ settled: 1, abandoned: 1 });
    const over = await ledger.findRun(run.name);
    expect(over).toMatchObject({ state: 'cancelled', finishedAt: expect.any(Number) as number });
  });
});

describe('the account of a run', () => {
  it('is the one of its first start; another’s credentials are refused before anything is asked', async () => {
    run = await freeze({ inDoubt: 'hold' });
    await drive({ posts: ['reset-before'] });
    events = [];
    const refused = await drive({}, SUBMIT, { readIdentity: () => Promise.resolve(identityOf('somebody')) });
    expect(refused).toBe('refused');
    expect((await ledger.findRun(run.name))?.account).toBe('unknown');
    expect(kinds('searched')).toEqual([]);
  });

  it('may change as long as nothing was offered', async () => {
    const unsigned = { ...identityOf('ann'), ownerId: 'ann' };
    const track = { isSubmitting: false, isWaiting: true };
    await drive({}, track, { readIdentity: () => Promise.resolve(unsigned) });
    expect(await drive({}, SUBMIT, { readIdentity: () => Promise.resolve(identityOf('bob')) })).toBe(
      'finished',
    );
    expect((await ledger.findRun(run.name))?.account).toBe('bob');
  });
});

async function freeze(tracking: Partial<TrackingSettings>, batches = 2): Promise<Run> {
  const open = await ledger.listRuns({ state: 'open' });
  for (const one of open) await ledger.finish(one.id, clock.now());
  const members = Array.from({ length: batches }, (_, index) => ({ phones: phones(2, index * 10 + 1) }));
  const name = `spring-${open.length + batches}`;
  return freezeRun(ledger, { members, tracking: { ...TRACKING, ...tracking }, name });
}

async function drive(
  faults: Partial<Faults> = {},
  mode: Mode = SUBMIT,
  calls: Partial<Provider> = {},
  abort = new AbortController(),
  listen: (event: RunEvent) => void = () => undefined,
): Promise<RunEnd['why']> {
  const faulty = openFaultyProvider(world, clock, { posts: [], reads: [], lateMs: 0, ...faults });
  const { createBatch, ...others } = calls;
  const provider: Provider = {
    ...faulty,
    ...others,
    createBatch: async (offer) => {
      await createBatch?.(offer);
      return faulty.createBatch(offer);
    },
  };
  const emit = (event: RunEvent): void => {
    events.push(event);
    listen(event);
  };
  return (await driveRun({ ledger, provider, clock, emit, signal: abort.signal }, run.name, mode)).why;
}

/** Somebody acts while the n-th submit waits for its turn. */
function meddlingAt(count: number, act: (control: ControlLedger) => Promise<unknown>): Partial<Provider> {
  let calls = 0;
  return {
    createBatch: async () => {
      calls += 1;
      const control = calls === count ? openLedgerForControl(directory) : null;
      if (control !== null) await act(control);
      await control?.close();
      return { kind: 'not-sent', reason: 'nobody reads this' };
    },
  };
}

function pausingAt(count: number): Partial<Provider> {
  return meddlingAt(count, (control) => control.pause(run.id, ANN));
}

function identityOf(ownerId: string) {
  return { server: 'https://x', ownerId, scopes: [], tokenExpiresAt: 0 };
}

function kinds(wanted: RunEvent['kind']): RunEvent[] {
  return events.filter((event) => event.kind === wanted);
}

async function notesOf(batch: number): Promise<string[]> {
  return (await ledger.journal(run.id)).filter((entry) => entry.batch === batch).map((entry) => entry.kind);
}
