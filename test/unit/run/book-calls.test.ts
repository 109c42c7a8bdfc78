import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSimulatedProvider } from '../../../bench/simulated-provider.mjs';
import type { Ledger } from '../../../src/core/ledger.ts';
import type { Provider } from '../../../src/core/provider.ts';
import type { Run } from '../../../src/core/run.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { buildSummary } from '../../../src/report/summary.ts';
import { writeReports } from '../../../src/report/write.ts';
import { driveRun } from '../../../src/run/loop.ts';
import { refreshRun } from '../../../src/run/refresh.ts';
import { openFakeClock, type FakeClock } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { Death } from '../../fakes/mortal.ts';
import { useDirectories } from '../../fakes/workspace.ts';

const newDirectory = useDirectories();
let directory: string;
let clock: FakeClock;
let ledger: Ledger;
let run: Run;

beforeEach(async () => {
  directory = newDirectory();
  clock = openFakeClock();
  ledger = openLedger(directory, 'campaign run', clock);
  run = await freezeRun(ledger, { members: [1, 11, 21].map((first) => ({ phones: phones(9, first) })) });
});

afterEach(() => ledger.close());

/** A provider, and what was really called. */
function openProvider(): { readonly provider: Provider; readonly made: ReadonlyMap<string, number> } {
  const { provider, calls } = openSimulatedProvider({
    ...{ now: () => clock.now(), advance: (ms) => clock.advance(ms) },
    ...{ perMinute: 60, pageSize: 1000, callMs: 100 },
  });
  let told = new Map<string, number>();
  const takeCalls = () => {
    const since = [...calls].map(([name, count]): [string, number] => [name, count - (told.get(name) ?? 0)]);
    told = new Map(calls);
    return new Map(since.filter(([, count]) => count > 0));
  };
  return { provider: { ...provider, takeCalls }, made: calls };
}

function drive(provider: Provider) {
  const { signal } = new AbortController();
  const ports = { ledger, provider, clock, signal, emit: () => undefined };
  return driveRun(ports, run.name, { isSubmitting: true, isWaiting: true });
}

const sum = (calls: ReadonlyMap<string, number>): number => [...calls.values()].reduce((a, b) => a + b, 0);

describe('the calls of a run', () => {
  it('are all in its summary, by endpoint', async () => {
    const { provider, made } = openProvider();
    await drive(provider);
    const { apiCalls } = await buildSummary(ledger, run);
    expect(apiCalls).toEqual(Object.fromEntries(made));
    expect(apiCalls?.['POST /a2p-sms/batches']).toBe(3);
  });

  it('add up over a death and a new start; only those of the action it died in are lost', async () => {
    const first = openProvider();
    const dying: Provider = {
      ...first.provider,
      listBatches: async (query) => {
        await first.provider.listBatches(query);
        throw new Death();
      },
    };
    await expect(drive(dying)).rejects.toThrow(Death);
    await ledger.close();
    ledger = openLedger(directory, 'campaign resume', clock);
    const before = await ledger.countCalls(run.id);
    expect(sum(before ?? new Map())).toBeGreaterThan(0);
    expect(sum(before ?? new Map())).toBe(sum(first.made) - 1);
    // What the dead process had not booked went with it.
    first.provider.takeCalls();
    await drive(first.provider);
    const after = await ledger.countCalls(run.id);
    expect(sum(after ?? new Map())).toBe(sum(first.made) - 1);
  });

  it('leave the reports as they are, byte for byte, also after a later look, whose calls are not the run’s', async () => {
    const { provider, made } = openProvider();
    await drive(provider);
    const write = async (): Promise<string> => {
      const current = (await ledger.findRun(run.name)) ?? run;
      await writeReports(ledger, current, join(directory, 'reports'));
      return readFileSync(join(directory, 'reports', 'summary.json'), 'utf8');
    };
    const text = await write();
    expect(await write()).toBe(text);
    const before = sum(made);
    await refreshRun({ ledger, provider, clock }, run);
    expect(sum(made)).toBeGreaterThan(before);
    await drive(provider);
    expect(await write()).toBe(text);
  });
});
