import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../../src/core/clock.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { DateWindow, Provider } from '../../../src/core/provider.ts';
import type { Run } from '../../../src/core/run.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import type { RunEvent } from '../../../src/run/events.ts';
import { driveRun, type RunEnd } from '../../../src/run/loop.ts';
import { DAY, HOUR, MINUTE, openFakeClock, SECOND, T0, type FakeClock } from '../../fakes/clock.ts';
import { openFaultyProvider, type Faults } from '../../fakes/faulty-provider.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { Death } from '../../fakes/mortal.ts';
import { TRACKING } from '../../fakes/records.ts';
import { useDirectories } from '../../fakes/workspace.ts';
import { openFakeWorld, type FakeWorld } from '../../fakes/world.ts';

const newDirectory = useDirectories();
let directory: string;
let clock: FakeClock;
let world: FakeWorld;
let ledger: Ledger;
let run: Run;
let events: RunEvent[];
/** The server's clock less real time; the program's own may jump, real time doesn't. */
let serverAheadMs: number;

beforeEach(async () => {
  directory = newDirectory();
  clock = openFakeClock();
  serverAheadMs = 0;
  events = [];
  const serverClock: Clock = { ...clock, now: () => T0 + clock.monotonic() + serverAheadMs };
  world = openFakeWorld(serverClock, { batchLagMs: 3 * SECOND, messageLagMs: 3 * SECOND, pageSize: 2 });
  ledger = openLedger(directory, 'campaign run', clock);
  run = await freeze();
});

afterEach(() => ledger.close());

function freeze(tracking = TRACKING): Promise<Run> {
  const members = [1, 11, 21].map((first) => ({ phones: phones(2, first) }));
  return freezeRun(ledger, { members, tracking });
}

type Trouble = Partial<Faults> & {
  /** Told of each event, and may move the clocks. */
  readonly on?: (event: RunEvent) => void;
  readonly wrap?: (provider: Provider) => Provider;
};

async function drive({ on, wrap, ...faults }: Trouble = {}): Promise<RunEnd['why'] | 'died'> {
  const faulty = openFaultyProvider(world, clock, { posts: [], reads: [], lateMs: 0, ...faults });
  const emit = (event: RunEvent): void => {
    events.push(event);
    on?.(event);
  };
  const ports = { ledger, provider: wrap?.(faulty) ?? faulty };
  const { signal } = new AbortController();
  try {
    const mode = { isSubmitting: true, isWaiting: true };
    return (await driveRun({ ...ports, clock, signal, emit }, run.name, mode)).why;
  } catch (error) {
    if (error instanceof Death) return 'died';
    throw error;
  }
}

/** Does something at the n-th event of a kind, once. */
function at(kind: RunEvent['kind'], count: number, act: () => void): (event: RunEvent) => void {
  let seen = 0;
  return (event) => {
    if (event.kind !== kind) return;
    seen += 1;
    if (seen === count) act();
  };
}

function expectEverybodyOnce(): void {
  const texted = world.taken.flatMap((batch) => batch.messages.map(({ to }) => to));
  expect([...texted].sort()).toEqual([...new Set(texted)].sort());
  expect(texted).toHaveLength(6);
}

const JUMPS = [HOUR, -HOUR, DAY, -DAY].map((ms) => ({ ms, name: `${ms / HOUR} h` }));

describe('a wall clock that is set in mid-run', () => {
  for (const { ms, name } of JUMPS) {
    for (const [kind, count] of [
      ['submitted', 1],
      ['looked', 2],
    ] as const) {
      it(`by ${name} after ${count} × ${kind} neither sends twice nor holds the run up`, async () => {
        expect(await drive({ on: at(kind, count, () => clock.jump(ms)) })).toBe('finished');
        expectEverybodyOnce();
        // By real time; without any jump it takes a minute.
        expect(clock.monotonic()).toBeLessThan(10 * MINUTE);
      });
    }

    it(`by ${name} while a lost answer is looked for finds it all the same`, async () => {
      const on = at('submitted', 1, () => clock.jump(ms));
      expect(await drive({ posts: ['reset-after'], on })).toBe('finished');
      expectEverybodyOnce();
    });

    it(`by ${name} while a penalty runs ends in everybody texted once`, async () => {
      const on = at('submitted', 1, () => clock.jump(ms));
      expect(await drive({ posts: ['429'], on })).toBe('finished');
      expectEverybodyOnce();
    });
  }

  it.each(JUMPS)(
    'by $name in doubt ends no grace early: a batch that is taken late is not offered again',
    async ({ ms }) => {
      await ledger.finish(run.id, T0);
      run = await freezeRun(ledger, {
        members: [1, 11, 21].map((first) => ({ phones: phones(2, first) })),
        name: 'spring-2',
        tracking: { ...TRACKING, inDoubt: 'resend', inDoubtGraceMs: 30 * MINUTE },
      });
      const on = at('submitted', 1, () => clock.jump(ms));
      await drive({ posts: ['taken-late'], lateMs: 10 * MINUTE, on });
      clock.advance(HOUR);
      await drive();
      expectEverybodyOnce();
      // Nor does the looking become a storm, which would use up the allowance.
      expect(events.filter(({ kind }) => kind === 'searched').length).toBeLessThan(50);
    },
  );
});

describe('a machine that was suspended', () => {
  it.each([
    ['and its monotonic clock stood still', true],
    ['and both clocks went on', false],
  ])('for eight hours %s goes on where it was', async (_how, isStill) => {
    const suspend = (): void => {
      if (!isStill) return clock.advance(8 * HOUR);
      clock.jump(8 * HOUR);
      serverAheadMs += 8 * HOUR;
    };
    expect(await drive({ posts: ['none', 'reset-after'], on: at('submitted', 2, suspend) })).toBe('finished');
    expectEverybodyOnce();
  });
});

describe('a server whose clock is off from ours', () => {
  it.each([5 * HOUR, -5 * HOUR, -11 * HOUR, 23 * HOUR])('by %i ms is understood', async (ms) => {
    serverAheadMs = ms;
    expect(await drive({ posts: ['none', 'reset-after', '503-after'] })).toBe('finished');
    expectEverybodyOnce();
  });
});

describe('a run that is resumed three days later', () => {
  for (const nth of [1, 2, 3]) {
    it(`finds batch ${nth}, which was taken at the moment of death, and asks with explicit windows`, async () => {
      const windows: DateWindow[] = [];
      expect(await drive({ wrap: (provider) => dyingAfterPost(provider, nth) })).toBe('died');
      const takenAt = world.taken.at(-1)?.takenAt ?? 0;
      await ledger.close();
      clock.advance(3 * DAY);
      ledger = openLedger(directory, 'campaign resume', clock);
      const wrap = (provider: Provider): Provider => ({
        ...provider,
        listBatches: (query) => {
          windows.push(query);
          return provider.listBatches(query);
        },
        listMessages: (query) => {
          windows.push(query);
          return provider.listMessages(query);
        },
      });
      expect(await drive({ wrap })).toBe('finished');
      expectEverybodyOnce();
      expect(windows[0]?.dateFrom).toBeLessThan(takenAt);
      expect(windows[0]?.dateTo).toBeGreaterThan(takenAt + 3 * DAY);
    });
  }
});

/** The n-th batch is taken, and its answer finds nobody any more. */
function dyingAfterPost(provider: Provider, nth: number): Provider {
  let posts = 0;
  return {
    ...provider,
    createBatch: async (offer) => {
      posts += 1;
      const answer = await provider.createBatch(offer);
      if (posts === nth) throw new Death();
      return answer;
    },
  };
}
