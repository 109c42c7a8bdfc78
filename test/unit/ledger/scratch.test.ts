import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLedger } from '../../../src/ledger/open.ts';
import { openScratchLedger } from '../../../src/ledger/scratch.ts';
import { systemClock } from '../../../src/cli/clock.ts';

let parent: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'scratch-'));
});

afterEach(async () => {
  await rm(parent, { recursive: true, force: true });
});

describe('a scratch ledger', () => {
  it('is gone when it is closed', async () => {
    const scratch = await openScratchLedger(parent, 'campaign plan', systemClock);
    expect(await readdir(parent)).toHaveLength(1);
    await scratch.close();
    expect(await readdir(parent)).toEqual([]);
  });

  it('removes what a killed process left, and nothing of a living one', async () => {
    const living = await openScratchLedger(parent, 'campaign plan', systemClock);
    const dead = openLedger(join(parent, 'plan-dead'), 'campaign plan', systemClock);
    await dead.close();
    const [kept] = (await readdir(parent)).filter((name) => name !== 'plan-dead');

    // Not by the directory's time: what SQLite closes late would set it anew.
    const later = { ...systemClock, now: () => systemClock.now() + 120_000 };
    const next = await openScratchLedger(parent, 'campaign plan', later);

    expect(await readdir(parent)).toHaveLength(2);
    expect(await readdir(parent)).toContain(kept);
    await next.close();
    await living.close();
  });

  it('leaves what is not a scratch ledger alone', async () => {
    const ledger = openLedger(parent, 'campaign run', systemClock);
    const scratch = await openScratchLedger(parent, 'campaign plan', systemClock);
    await scratch.close();
    await ledger.close();
    expect(await readdir(parent)).toContain('ledger.db');
  });

  it('leaves a directory alone that another process has just made and not locked yet', async () => {
    await mkdir(join(parent, 'plan-young'));
    const scratch = await openScratchLedger(parent, 'campaign plan', systemClock);
    await scratch.close();
    expect(await readdir(parent)).toEqual(['plan-young']);
  });
});
