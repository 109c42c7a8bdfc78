import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '../../src/core/ledger.ts';
import { NO_LIMITS, type RunLimits } from '../../src/core/limits.ts';
import type { Run } from '../../src/core/run.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { draftPlan } from '../../src/plan/draft-plan.ts';
import { OPEN_SCREEN } from '../../src/plan/screen.ts';
import type { WindowSettings } from '../../src/plan/window/pick-window.ts';
import { createAssignRules } from '../../src/run/assign-rules.ts';
import { driveRun } from '../../src/run/loop.ts';
import type { Mode } from '../../src/run/view.ts';
import { DAY, MINUTE, openFakeClock, type FakeClock } from '../fakes/clock.ts';
import { openFaultyProvider } from '../fakes/faulty-provider.ts';
import { toColumns, toFrozenRun } from '../fakes/frozen-run.ts';
import { OTHER_SENDER, SENDER, TRACKING } from '../fakes/records.ts';
import { openFakeWorld, type FakeWorld } from '../fakes/world.ts';

/** Local hours as a person would check them: by weekday from Sunday, `null` for none. */
type Hours = readonly ([number, number] | null)[];

const every = (from: number, to: number): Hours => Array.from({ length: 7 }, () => [from, to]);
const FEDERAL = every(8, 21);

/** It has no evening hour that all zones share. */
const NOWHERE = 999;

/** Places in every zone of the country, with what the law says there, told independently of the product's tables. */
const PLACES: readonly { readonly code: number; readonly zones: readonly string[]; readonly hours: Hours }[] =
  [
    { code: 212, zones: ['America/New_York'], hours: FEDERAL },
    { code: 305, zones: ['America/New_York'], hours: every(8, 20) },
    { code: 850, zones: ['America/New_York', 'America/Chicago'], hours: every(8, 20) },
    { code: 312, zones: ['America/Chicago'], hours: FEDERAL },
    {
      code: 713,
      zones: ['America/Chicago'],
      hours: [[12, 21], ...FEDERAL.slice(1).map((): [number, number] => [9, 21])],
    },
    { code: 605, zones: ['America/Chicago', 'America/Denver'], hours: FEDERAL },
    { code: 303, zones: ['America/Denver'], hours: FEDERAL },
    { code: 602, zones: ['America/Phoenix'], hours: FEDERAL },
    { code: 415, zones: ['America/Los_Angeles'], hours: FEDERAL },
    { code: 206, zones: ['America/Los_Angeles'], hours: every(8, 20) },
    { code: 907, zones: ['America/Anchorage', 'America/Adak'], hours: FEDERAL },
    { code: 808, zones: ['Pacific/Honolulu'], hours: FEDERAL },
    { code: 787, zones: ['America/Puerto_Rico'], hours: FEDERAL },
    { code: 671, zones: ['Pacific/Guam'], hours: FEDERAL },
    { code: 670, zones: ['Pacific/Saipan'], hours: FEDERAL },
    { code: 684, zones: ['Pacific/Pago_Pago'], hours: FEDERAL },
    // An area code that nobody has: it may be anywhere.
    {
      code: 999,
      zones: [
        'America/New_York',
        'America/Chicago',
        'America/Phoenix',
        'America/Los_Angeles',
        'Pacific/Honolulu',
        'America/Puerto_Rico',
      ],
      hours: FEDERAL,
    },
  ];
const EACH = 120;
const PER_MINUTE = 4;
/** A pool of two: each has a queue and a rate of its own. */
const SENDERS = [SENDER, OTHER_SENDER];
const NOTHING_YET = {
  ...{ queued: 0, sent: 0, delivered: 0, deliveryFailed: 0, sendingFailed: 0, cost: 0n, errors: [] },
};

let directory: string;
let clock: FakeClock;
let world: FakeWorld;
let ledger: Ledger;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'campaign-week-'));
});

afterEach(async () => {
  await ledger.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A week in which the clocks are set on, one in which they are set back, and one in which nothing happens. */
const WEEKS: readonly (readonly [string, number])[] = [
  ['at night in March', Date.UTC(2026, 2, 6, 3)],
  ['at night in November', Date.UTC(2026, 9, 30, 3)],
  ['in June, at night in Guam', Date.UTC(2026, 5, 4, 15)],
];

describe('a campaign to every zone of the country', () => {
  describe.each(WEEKS)('that begins %s', (_, startAt) => {
    it.each<[string, WindowSettings, number, number]>([
      ['the law', law(null), 0, 24],
      ['own hours within the law', law(every(9, 17)), 9, 17],
      ['evenings across midnight', law(Array.from({ length: 7 }, () => [18, 26] as const)), 18, 26],
    ])(
      'lets no phone buzz outside its hours, by %s, and reaches everybody',
      async (_name, window, from, to) => {
        await openAt(startAt);
        const places = PLACES.filter(({ code }) => code !== NOWHERE || from < 18);
        const run = await plan(window, places);
        await sendAll(run);
        expect(new Set(world.taken.map((batch) => batch.from))).toEqual(new Set(SENDERS));
        const buzzes = buzzTimes();
        expect(buzzes.length).toBe(places.length * EACH);
        const late = buzzes.filter(({ phone, at }) => !mayBuzz(phone, at, from, to));
        expect(late.map(({ phone, at }) => `${phone} ${new Date(at).toISOString()}`)).toEqual([]);
      },
    );
  });
});

function law(own: readonly (readonly [number, number])[] | Hours | null): WindowSettings {
  const week = own?.map((span) => (span === null ? null : ([span[0] * 60, span[1] * 60] as const))) ?? null;
  return { kind: 'law', own: week, zone: 'recipient', overrides: {} };
}

async function openAt(startAt: number): Promise<void> {
  clock = openFakeClock(startAt);
  world = openFakeWorld(clock, { batchLagMs: 0, messageLagMs: 0, pageSize: 1000 });
  ledger = openLedger(directory, 'campaign run', clock);
  await Promise.resolve();
}

async function plan(window: WindowSettings, places: typeof PLACES): Promise<Run> {
  const numbers = places.flatMap(({ code }) =>
    // The last digit decides a message's fate and its sender: 0 and 1 are delivered, each from one of the two.
    Array.from({ length: EACH }, (_, index) =>
      Number(`1${code}55${String(index).padStart(4, '0')}${index % 2}`),
    ),
  );
  const limits: RunLimits = {
    ...NO_LIMITS,
    senders: SENDERS.map((from) => ({ from, perMinute: PER_MINUTE, dailyCap: null, capGroup: from })),
  };
  const settings = { batchSize: 15, window, windowSource: '--window', prices: [], limits };
  const draft = await draftPlan(ledger, clock, {
    ...toFrozenRun({ members: [], senders: SENDERS, limits, tracking: { ...TRACKING, trackForMs: DAY } }),
    assign: createAssignRules(settings, clock.now()),
    screen: OPEN_SCREEN,
    phoneIndex: 0,
    selection: {},
    runKey: null,
    chunks: oneChunk(numbers),
  });
  return draft.freeze();
}

async function* oneChunk(numbers: readonly number[]) {
  const recipients = toColumns({ phones: numbers });
  const rows = { recipients, cellsOf: () => [], rejected: [], rows: numbers.length, bytesRead: 1 };
  yield await Promise.resolve(rows);
}

/** First as cron does, every twenty minutes; what is left then from a terminal, which waits for each window. */
async function sendAll(run: Run): Promise<void> {
  const faultless = openFaultyProvider(world, clock, { posts: [], reads: [], lateMs: 0 });
  // Nothing is told of how far a queue has drained: the run has to reckon with it.
  const nothing = () => Promise.resolve({ records: [], nextPageToken: null });
  const readStatuses = () => Promise.resolve(NOTHING_YET);
  const provider = { ...faultless, listBatches: nothing, listMessages: nothing, readStatuses };
  const ports = { ledger, provider, clock, emit: () => undefined, signal: new AbortController().signal };
  const cron: Mode = { isSubmitting: true, isWaiting: false };
  const terminal: Mode = { isSubmitting: true, isWaiting: false, isPatient: true };
  for (let start = 0; start < 100; start += 1) {
    await driveRun(ports, run.name, cron);
    if ((await ledger.countStates(run.id)).planned === 0) return;
    clock.advance(20 * MINUTE);
  }
  await driveRun(ports, run.name, terminal);
}

/** When each phone buzzes: each sender's queue drains in order, at its rate. */
function buzzTimes(): { readonly phone: string; readonly at: number }[] {
  const freeAt = new Map<string, number>();
  return world.taken.flatMap(({ from, offeredAt, messages }) => {
    const startAt = Math.max(freeAt.get(from) ?? 0, offeredAt);
    freeAt.set(from, startAt + (messages.length / PER_MINUTE) * MINUTE);
    return messages.map(({ to }, index) => ({
      phone: to,
      at: startAt + ((index + 1) / PER_MINUTE) * MINUTE,
    }));
  });
}

const walls = new Map<string, Intl.DateTimeFormat>();

/** To make one takes a thousand times as long as to use it. */
function wallOf(zone: string): Intl.DateTimeFormat {
  const wall =
    walls.get(zone) ??
    new Intl.DateTimeFormat('en-US', {
      ...{ timeZone: zone, weekday: 'short', hour: 'numeric', minute: 'numeric', hourCycle: 'h23' },
    });
  walls.set(zone, wall);
  return wall;
}

/** By Intl alone. Own hours may go on past midnight; the law never does. */
function mayBuzz(phone: string, at: number, from: number, to: number): boolean {
  const place = PLACES.find(({ code }) => phone.startsWith(`+1${code}`));
  return (place?.zones ?? []).every((zone) => {
    const local = wallOf(zone).formatToParts(at);
    const part = (type: string): string => local.find((one) => one.type === type)?.value ?? '';
    const hour = Number(part('hour')) + Number(part('minute')) / 60;
    const day = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'].indexOf(part('weekday'));
    const allowed = place?.hours[day] ?? null;
    const isOwn = (hour >= from && hour < to) || hour + 24 < to;
    return allowed !== null && hour >= allowed[0] && hour < allowed[1] && isOwn;
  });
}
