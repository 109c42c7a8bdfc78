import { describe, expect, it } from 'vitest';
import { openGate } from '../../../src/ringcentral/gate.ts';
import type { Allowance } from '../../../src/ringcentral/rate-headers.ts';
import type { RateRecord } from '../../../src/ringcentral/rate-record.ts';
import { fakeTime, openRecords, type FakedTime } from './faked-time.ts';

const HOUR = 3_600_000;
const USUAL: Allowance = { limit: 50, windowMs: 60_000 };

/** A gate with a caller who never stops. */
function openBusy(time: FakedTime, record: RateRecord, allowance = USUAL) {
  const starts: number[] = [];
  const silences: number[] = [];
  const gate = openGate({ clock: time, record, allowance, onSilence: (untilAt) => silences.push(untilAt) });
  const call = async (): Promise<void> => {
    for (;;) {
      await gate.enter();
      starts.push(time.monotonic());
    }
  };
  call().catch(() => undefined);
  const learn = (limit: number, windowS: number): void => {
    const headers = { 'x-rate-limit-limit': String(limit), 'x-rate-limit-window': String(windowS) };
    gate.observe(200, headers, time.now());
  };
  return { gate, starts, silences, learn };
}

const within = (starts: readonly number[], from: number, ms: number) =>
  starts.filter((at) => at >= from && at < from + ms).length;

describe('a limit that changes', () => {
  it('down: the calls that were made under the old one count, so nothing starts until they leave the window', async () => {
    const time = fakeTime();
    const { starts, learn } = openBusy(time, openRecords()());
    await time.pass(120_000);
    const loweredAt = time.monotonic();
    learn(20, 60);
    await time.pass(200_000);
    const next = starts.find((at) => at >= loweredAt) ?? 0;
    expect(within(starts, next - 60_000 + 1, 60_000)).toBe(20);
    // 19 of the old calls, 1.2 s apart, may still be in the window.
    expect(next - loweredAt).toBeGreaterThan(35_000);
    expect(next - loweredAt).toBeLessThan(40_000);
  });

  it.each([
    ['in the same process', false],
    ['in the next process', true],
  ])('down and the calls count, %s', async (_where, isRestarted) => {
    const time = fakeTime();
    const openRecord = openRecords();
    const first = openBusy(time, openRecord());
    await time.pass(120_000);
    first.learn(5, 60);
    const loweredAt = time.monotonic();
    if (isRestarted) first.gate.close();
    const { starts } = isRestarted ? openBusy(time, openRecord()) : first;
    await time.pass(100_000);
    expect((starts.find((at) => at >= loweredAt) ?? 0) - loweredAt).toBeGreaterThan(50_000);
  });

  it('up: a caller who already waits goes on at once', async () => {
    const time = fakeTime();
    const { starts, learn } = openBusy(time, openRecords()(), { limit: 1, windowMs: 600_000 });
    await time.pass(10_000);
    learn(50, 60);
    await time.pass(5000);
    expect(starts.length).toBeGreaterThanOrEqual(4);
  });

  it('up: also after a restart, when the wait is for the calls of an earlier process', async () => {
    const time = fakeTime();
    const openRecord = openRecords();
    const slow = { limit: 1, windowMs: 600_000 };
    const first = openBusy(time, openRecord(), slow);
    await time.pass(10_000);
    first.gate.close();
    const { starts, learn } = openBusy(time, openRecord(), slow);
    await time.pass(1000);
    learn(50, 60);
    await time.pass(5000);
    expect(starts.length).toBeGreaterThanOrEqual(4);
  });

  it('in its window: a longer one is kept from the first moment', async () => {
    const time = fakeTime();
    const { starts, learn } = openBusy(time, openRecords()());
    await time.pass(60_000);
    learn(50, 600);
    await time.pass(540_000);
    expect(starts.length).toBeLessThanOrEqual(51);
  });

  it('or is not named at all stays as it was', async () => {
    const time = fakeTime();
    const { gate, starts } = openBusy(time, openRecords()());
    for (let second = 0; second < 60; second += 1) {
      gate.observe(200, { 'x-rate-limit-group': 'light' }, time.now());
      await time.pass(1000);
    }
    expect(starts.length).toBeGreaterThanOrEqual(48);
    expect(starts.length).toBeLessThanOrEqual(50);
  });
});

describe('a restart', () => {
  it.each([
    ['as it was', 0],
    ['set on by a day', 24 * HOUR],
  ])('costs one distance at most, with the wall clock %s', async (_how, byMs) => {
    const time = fakeTime();
    const openRecord = openRecords();
    const first = openBusy(time, openRecord());
    await time.pass(90_000);
    first.gate.close();
    time.setWall(byMs);
    const second = openBusy(time, openRecord());
    const openedAt = time.monotonic();
    await time.pass(60_000);
    const starts = [...first.starts, ...second.starts];
    expect((second.starts[0] ?? 0) - openedAt).toBeLessThanOrEqual(1240);
    expect((second.starts[0] ?? 0) - (first.starts.at(-1) ?? 0)).toBeGreaterThanOrEqual(1200);
    expect(within(starts, openedAt - 30_000, 60_000)).toBeLessThanOrEqual(50);
  });

  it('with the wall clock set back costs a window at most', async () => {
    const time = fakeTime();
    const openRecord = openRecords();
    openBusy(time, openRecord()).gate.close();
    await time.pass(5000);
    time.setWall(-24 * HOUR);
    const { starts } = openBusy(time, openRecord());
    await time.pass(61_000);
    expect(starts.length).toBeGreaterThanOrEqual(1);
  });

  it('of the machine, whose monotonic clock begins anew, forgets no penalty', async () => {
    const time = fakeTime();
    const openRecord = openRecords();
    const { gate } = openBusy(time, openRecord());
    await time.pass(100_000);
    gate.observe(429, { 'retry-after': '60' }, time.now());
    gate.close();
    const rebooted: FakedTime = { ...time, monotonic: () => time.monotonic() - 100_000 };
    await time.pass(30_000);
    const { starts } = openBusy(rebooted, openRecord());
    await time.pass(29_000);
    expect(starts).toEqual([]);
    await time.pass(4000);
    expect(starts.length).toBeGreaterThan(0);
  });
});

describe('a silence is told', () => {
  it('once when it begins, and again when it is prolonged', async () => {
    const time = fakeTime();
    const { gate, silences } = openBusy(time, openRecords()());
    const beganAt = time.now();
    gate.observe(429, { 'retry-after': '60' }, time.now());
    await time.pass(10_000);
    gate.observe(429, { 'retry-after': '1' }, time.now());
    expect(silences.map((at) => at - beganAt)).toEqual([60_500]);
    gate.observe(429, { 'retry-after': '60' }, time.now());
    expect(silences.map((at) => at - beganAt)).toEqual([60_500, 70_500]);
  });

  it('to a caller who meets what another process was told', async () => {
    const time = fakeTime();
    const openRecord = openRecords();
    const other = openBusy(time, openRecord());
    const here = openBusy(time, openRecord());
    await time.pass(5000);
    other.gate.observe(429, {}, time.now());
    const untilAt = time.now() + 30_500;
    await time.pass(20_000);
    expect(here.silences).toHaveLength(1);
    expect(Math.abs((here.silences[0] ?? 0) - untilAt)).toBeLessThan(5);
  });
});

describe('two processes of one account', () => {
  it('share the allowance', async () => {
    const time = fakeTime();
    const openRecord = openRecords();
    const processes = [openBusy(time, openRecord()), openBusy(time, openRecord())];
    await time.pass(180_000);
    const starts = processes.flatMap(({ starts }) => starts).sort((a, b) => a - b);
    for (const from of starts) expect(within(starts, from, 60_000)).toBeLessThanOrEqual(50);
    expect(within(starts, 60_000, 120_000)).toBeGreaterThanOrEqual(95);
  });
});
