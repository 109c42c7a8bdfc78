import { describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../../src/core/clock.ts';
import { openGate, type Gate } from '../../../src/ringcentral/gate.ts';
import type { Allowance } from '../../../src/ringcentral/rate-headers.ts';
import type { RateRecord, RateState } from '../../../src/ringcentral/rate-record.ts';
import { openVirtualClock } from './virtual-clock.ts';

/** Small real waits: Bottleneck keeps its own time, which is real here. */
const ALLOWANCE: Allowance = { limit: 200, windowMs: 1000 };
const HOUR = 3_600_000;
const SEED = 7;

/** What a file would keep, without one. */
function openMemory(): RateRecord & { state: RateState | null; news: RateState | null } {
  return {
    state: null,
    news: null,
    readNews() {
      const { news } = this;
      this.news = null;
      return news;
    },
    write(state) {
      this.state = state;
    },
  };
}

function openAt(clock: Clock, record: RateRecord = openMemory(), allowance = ALLOWANCE) {
  const silences: number[] = [];
  return { gate: openGate({ clock, record, allowance, onSilence: (at) => silences.push(at) }), silences };
}

async function start(gate: Gate, clock: Clock, calls: number): Promise<number[]> {
  const starts: number[] = [];
  await Promise.all(
    Array.from({ length: calls }, () => gate.enter().then(() => starts.push(clock.monotonic()))),
  );
  return starts;
}

/** Park and Miller's generator: the same lateness in every run. */
function openLateness(seed: number, mostMs: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state / 2_147_483_647) * mostMs;
  };
}

const toGaps = (starts: readonly number[]) => starts.slice(1).map((at, index) => at - (starts[index] ?? 0));

describe('the pace', () => {
  it(`never exceeds the limit in a window, and uses 95 % of it with timers up to 1 ms late (seed ${SEED})`, async () => {
    const clock = openVirtualClock(openLateness(SEED, 1));
    const { gate } = openAt(clock, openMemory(), { limit: 25, windowMs: 1000 });
    const starts = await start(gate, clock, 50);
    const spanMs = (starts.at(-1) ?? 0) - (starts[0] ?? 0);
    expect(Math.min(...starts.slice(25).map((at, index) => at - (starts[index] ?? 0)))).toBeGreaterThan(1000);
    expect(Math.min(...toGaps(starts))).toBeGreaterThanOrEqual(36);
    expect((49 * 40) / spanMs).toBeGreaterThanOrEqual(0.95);
  });

  it('makes up for one late timer without a burst', async () => {
    const late = [0, 0, 4, 0, 0, 0, 0];
    const clock = openVirtualClock(() => late.shift() ?? 0);
    const { gate } = openAt(clock);
    const gaps = toGaps(await start(gate, clock, 8));
    expect(Math.max(...gaps)).toBeGreaterThanOrEqual(9);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(4.5);
  });

  it('is kept across a restart', async () => {
    const clock = openVirtualClock();
    const record = openMemory();
    await start(openAt(clock, record).gate, clock, 1);
    const diedAt = clock.monotonic();
    const [startedAt = 0] = await start(
      openAt(clock, { ...openMemory(), news: record.state } as RateRecord).gate,
      clock,
      1,
    );
    expect(startedAt - diedAt).toBeGreaterThanOrEqual(5);
  });

  it('follows the limit when the headers change, up and down', async () => {
    const clock = openVirtualClock();
    const { gate } = openAt(clock);
    const learn = (limit: number) =>
      gate.observe(200, { 'x-rate-limit-limit': String(limit), 'x-rate-limit-window': '1' }, clock.now());
    learn(500);
    expect(Math.max(...toGaps(await start(gate, clock, 10)))).toBeLessThan(2.2 + 1);
    learn(50);
    expect(Math.min(...toGaps(await start(gate, clock, 3)))).toBeGreaterThanOrEqual(18);
  });

  it('heeds the calls of another process', async () => {
    const clock = openVirtualClock();
    const record = openMemory();
    const { gate } = openAt(clock, record);
    await start(gate, clock, 1);
    clock.pass(HOUR);
    record.news = {
      ...ALLOWANCE,
      writtenAt: clock.now(),
      monotonicAt: clock.monotonic(),
      silentForMs: 9000,
      startAgesMs: [1000],
    };
    const askedAt = clock.monotonic();
    const [startedAt = 0] = await start(gate, clock, 1);
    expect(startedAt - askedAt).toBeGreaterThanOrEqual(9000);
  });
});

describe('an allowance that no process can use up', () => {
  it('is written down once, and again with a silence and what was called until then', async () => {
    const clock = openVirtualClock();
    const memory = openMemory();
    const write = vi.spyOn(memory, 'write');
    const { gate } = openAt(clock, memory, { limit: 1001, windowMs: 1000 });
    await start(gate, clock, 50);
    expect(write).toHaveBeenCalledTimes(1);
    gate.observe(200, { 'x-rate-limit-limit': '1001', 'x-rate-limit-window': '1' }, clock.now());
    expect(write).toHaveBeenCalledTimes(1);
    gate.observe(429, { 'retry-after': '30' }, clock.now());
    expect(memory.state).toMatchObject({ limit: 1001, silentForMs: 30_500 });
    expect(memory.state?.startAgesMs).toHaveLength(50);
  });
});

describe('silence', () => {
  it.each<[string, Record<string, string>, number]>([
    ['seconds', { 'retry-after': '60' }, 60_000],
    [
      'a date, against the clock of the server',
      { 'retry-after': 'Fri, 20 Nov 2026 12:01:30 GMT', date: 'Fri, 20 Nov 2026 12:00:00 GMT' },
      90_000,
    ],
    ['nothing', {}, 30_000],
    ['nonsense', { 'retry-after': 'soon' }, 30_000],
  ])('lasts as long as %s asks, for all who wait', async (_what, headers, penaltyMs) => {
    const clock = openVirtualClock();
    const { gate, silences } = openAt(clock);
    const askedAt = clock.monotonic();
    const untilAt = clock.now() + penaltyMs;
    gate.observe(429, headers, clock.now());
    expect(gate.isSilent()).toBe(true);
    expect(silences[0]).toBe(gate.silentUntil());
    expect(gate.silentUntil()).toBeGreaterThanOrEqual(untilAt);
    const starts = await start(gate, clock, 3);
    expect(Math.min(...starts) - askedAt).toBeGreaterThanOrEqual(penaltyMs);
    expect(Math.min(...starts) - askedAt).toBeLessThan(penaltyMs + 1000);
    expect(gate.silentUntil()).toBeNull();
  });

  it('starts anew with a 429 inside it, and is not cut short by a milder one', async () => {
    const clock = openVirtualClock();
    const { gate } = openAt(clock);
    gate.observe(429, { 'retry-after': '60' }, clock.now());
    clock.pass(50_000);
    gate.observe(429, { 'retry-after': '60' }, clock.now());
    gate.observe(429, { 'retry-after': '1' }, clock.now());
    const askedAt = clock.monotonic();
    const [startedAt = 0] = await start(gate, clock, 1);
    expect(startedAt - askedAt).toBeGreaterThanOrEqual(60_000);
  });

  it('holds a caller who was already waiting for a slot', async () => {
    const clock = openVirtualClock();
    const { gate } = openAt(clock);
    const waiting = start(gate, clock, 3);
    gate.observe(429, { 'retry-after': '60' }, clock.now());
    const askedAt = clock.monotonic();
    expect(Math.min(...(await waiting)) - askedAt).toBeGreaterThanOrEqual(60_000);
  });

  it.each([
    ['as it was', 0],
    ['set on by an hour', HOUR],
    ['set back by an hour', -HOUR],
  ])('lasts its time in a process whose wall clock is %s', async (_how, byMs) => {
    const clock = openVirtualClock();
    const { gate } = openAt(clock);
    gate.observe(429, { 'retry-after': '60' }, clock.now());
    const askedAt = clock.monotonic();
    clock.setWall(byMs);
    const [startedAt = 0] = await start(gate, clock, 1);
    expect(startedAt - askedAt).toBeGreaterThanOrEqual(60_000);
    expect(startedAt - askedAt).toBeLessThan(61_000);
  });

  it('survives the process, but not for longer when the wall clock was set back meanwhile', async () => {
    const clock = openVirtualClock();
    const record = openMemory();
    const { gate } = openAt(clock, record);
    await start(gate, clock, 1);
    gate.observe(429, { 'retry-after': '60' }, clock.now());
    for (const [byMs, atLeast] of [
      [0, 60_000],
      [-HOUR, 60_000],
    ] as const) {
      const next = openVirtualClock();
      next.setWall(clock.now() - next.now() + byMs);
      const reopened = openAt(next, { ...openMemory(), news: record.state } as RateRecord).gate;
      const askedAt = next.monotonic();
      const [startedAt = 0] = await start(reopened, next, 1);
      expect(startedAt - askedAt).toBeGreaterThanOrEqual(atLeast);
      expect(startedAt - askedAt).toBeLessThan(61_000);
    }
  });
});

describe('a clock that jumps', () => {
  it.each([-HOUR, HOUR])('by %i ms neither stalls the gate nor lets a burst through', async (byMs) => {
    const realNow = Date.now.bind(Date);
    let shiftMs = 0;
    const spy = vi.spyOn(Date, 'now').mockImplementation(() => realNow() + shiftMs);
    const readings: number[] = [];
    const starts: number[] = [];
    const clock: Clock = {
      now: () => Date.now(),
      monotonic() {
        readings.push(performance.now());
        return readings.at(-1) ?? 0;
      },
      sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    };
    // What the gate itself read: once for the start, once for the record of it. A reading of the test's own would
    // measure the machine's moods as well.
    const record: RateRecord = { readNews: () => null, write: () => starts.push(readings.at(-2) ?? 0) };
    const { gate } = openAt(clock, record);
    await start(gate, clock, 5);
    shiftMs = byMs;
    await start(gate, clock, 5);
    spy.mockRestore();
    const gaps = toGaps(starts);
    expect(gaps).toHaveLength(9);
    // Less a rounding of floating-point sums; the other bound is far from any stall of the machine, not from an hour.
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(4.499);
    expect(Math.max(...gaps)).toBeLessThan(HOUR / 60);
  });
});

describe('a gate that is closed', () => {
  it('turns away those who wait and those who come', async () => {
    const clock: Clock = {
      now: () => Date.now(),
      monotonic: () => performance.now(),
      sleep: (_ms, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
    };
    const { gate } = openAt(clock);
    gate.observe(429, { 'retry-after': '60' }, clock.now());
    const waiting = [gate.enter(), gate.enter()].map((turn) => expect(turn).rejects.toThrow('closed'));
    gate.close();
    await Promise.all(waiting);
    await expect(gate.enter()).rejects.toThrow('closed');
  });
});
