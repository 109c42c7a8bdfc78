import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LedgerError } from '../../../src/core/error.ts';
import type { Ledger, OfferOutcome, OfferRecord } from '../../../src/core/ledger.ts';
import { localDisk, type Disk } from '../../../src/ledger/disk.ts';
import { guardSubmits } from '../../../src/ledger/guard-submits.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { BALLAST_BYTES, LEAST_FREE_BYTES } from '../../../src/ledger/room.ts';
import { openFakeClock, T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { aRemoteBatch } from '../../fakes/records.ts';
import { useDirectories } from '../../fakes/workspace.ts';

const newDirectory = useDirectories();

const FULL = 13;
const IOERR_FSYNC = 1034;
const OFFER = { at: T0, bodySha256: 'c'.repeat(64), isResend: false };
const RECORD: OfferRecord = { at: T0, status: 201, errorCode: null, requestId: null };
const ACCEPTED: OfferOutcome = { to: 'accepted', batch: aRemoteBatch({ id: 'b-77' }), rejected: [] };

describe('an offer', () => {
  it.each([
    ['one byte too few', 'refused', LEAST_FREE_BYTES - 1],
    ['just enough', 'made', LEAST_FREE_BYTES],
  ])('with %s free is %s', async (_, fate, free) => {
    const isMade = fate === 'made';
    const directory = newDirectory();
    const { ledger, run } = await planned(directory, () => free);
    const offer = ledger.offer(run.id, 1, OFFER);
    await (isMade ? offer : expect(offer).rejects.toMatchObject({ failure: 'disk' }));
    expect(await ledger.countStates(run.id)).toMatchObject(isMade ? { submitting: 1 } : { planned: 1 });
    await ledger.close();
  });

  it('without room says where, how much is free, and what to do', async () => {
    const directory = newDirectory();
    const { ledger, run } = await planned(directory, () => 5_000_000);
    const refused = expect(ledger.offer(run.id, 1, OFFER)).rejects;
    await refused.toThrow(
      `only 4.7 MiB (5000000 bytes) are free in ${directory}, and a submit needs 64 MiB to keep its answer: ` +
        'nothing more was submitted. Make room, then run the same command again',
    );
    await ledger.close();
  });

  it('is made again by the same process when there is room again', async () => {
    let free = 0;
    const { ledger, run } = await planned(newDirectory(), () => free);
    await expect(ledger.offer(run.id, 1, OFFER)).rejects.toThrow(LedgerError);
    free = LEAST_FREE_BYTES;
    await ledger.offer(run.id, 1, OFFER);
    expect(await ledger.countStates(run.id)).toMatchObject({ submitting: 1 });
    await ledger.close();
  });

  it.each([
    [
      'replaced',
      (file: string) => {
        renameSync(file, `${file}.moved`);
        writeFileSync(file, '');
      },
    ],
    ['removed', (file: string) => rmSync(file)],
  ])('is refused when the ledger was %s under it', async (_, change) => {
    const directory = newDirectory();
    const { ledger, run } = await planned(directory);
    change(join(directory, 'ledger.db'));
    await expect(ledger.offer(run.id, 1, OFFER)).rejects.toMatchObject({
      failure: 'damaged',
      message: expect.stringContaining('was removed or replaced while it was in use') as string,
    });
    expect(await ledger.countStates(run.id)).toMatchObject({ planned: 1, submitting: 0 });
    await ledger.close();
  });
});

describe('the ballast', () => {
  it('is there from the first offer on, and takes all its room on the disk', async () => {
    const directory = newDirectory();
    const { ledger, run } = await planned(directory);
    expect(sizeOf(directory)).toBe(0);
    await ledger.offer(run.id, 1, OFFER);
    await ledger.close();
    const { size, blocks, mode } = statSync(join(directory, 'ballast'));
    expect(size).toBe(BALLAST_BYTES);
    expect(blocks * 512).toBeGreaterThanOrEqual(BALLAST_BYTES);
    expect(mode & 0o777).toBe(0o600);
  });

  it('is made whole again when a killed process left a part of it', async () => {
    const directory = newDirectory();
    const { ledger, run } = await planned(directory);
    writeFileSync(join(directory, 'ballast'), 'a part');
    await ledger.offer(run.id, 1, OFFER);
    await ledger.close();
    expect(sizeOf(directory)).toBe(BALLAST_BYTES);
  });

  it('does not eat the room that an offer needs', async () => {
    const directory = newDirectory();
    const { ledger, run } = await planned(directory, () => LEAST_FREE_BYTES + BALLAST_BYTES - 1);
    await ledger.offer(run.id, 1, OFFER);
    await ledger.close();
    expect(sizeOf(directory)).toBe(0);
  });

  it('that can not be made keeps nobody from offering', async () => {
    const directory = newDirectory();
    const { ledger, run } = await planned(directory);
    mkdirSync(join(directory, 'ballast'));
    await ledger.offer(run.id, 1, OFFER);
    expect(await ledger.countStates(run.id)).toMatchObject({ submitting: 1 });
    await ledger.close();
  });
});

describe('an answer that finds', () => {
  it('the disk full is kept in the room of the ballast, and then the process stops', async () => {
    const { answer, commits, directory } = failing([FULL]);
    await expect(answer(ACCEPTED)).rejects.toMatchObject({
      failure: 'disk',
      message: expect.stringMatching(/^the disk is full\. The answer to batch 3 was kept/) as string,
    });
    expect(commits).toEqual(['failed', 'kept']);
    expect(sizeOf(directory)).toBe(0);
  });

  it('no room even so names the provider’s batch, and that it will be looked for', async () => {
    const { answer, commits } = failing([FULL, FULL]);
    await expect(answer(ACCEPTED)).rejects.toMatchObject({
      failure: 'disk',
      message: expect.stringContaining(
        'RingCentral took batch 3 as b-77, and that could not be noted: the next start looks for it',
      ) as string,
    });
    expect(commits).toEqual(['failed', 'failed']);
  });

  it('a failing fsync is not committed again, and named the same way', async () => {
    const { answer, commits, directory } = failing([IOERR_FSYNC]);
    await expect(answer(ACCEPTED)).rejects.toMatchObject({
      failure: 'disk',
      message: expect.stringContaining('RingCentral took batch 3 as b-77') as string,
    });
    expect(commits).toEqual(['failed']);
    expect(sizeOf(directory)).toBe(BALLAST_BYTES);
  });

  it('no room and brought no id says whose answer it was', async () => {
    const { answer } = failing([FULL, FULL]);
    await expect(answer({ to: 'refused', reason: 'HTTP 400' })).rejects.toThrow(
      'what RingCentral said of batch 3 could not be noted: the next start looks for it',
    );
  });

  it('nothing wrong touches nothing', async () => {
    const { answer, commits, directory } = failing([]);
    await answer(ACCEPTED);
    expect(commits).toEqual(['kept']);
    expect(sizeOf(directory)).toBe(BALLAST_BYTES);
  });
});

async function planned(directory: string, freeBytes: Disk['freeBytes'] = localDisk.freeBytes) {
  const disk = { ...localDisk, freeBytes };
  const ledger: Ledger = openLedger(directory, 'campaign run', openFakeClock(), { disk });
  const run = await freezeRun(ledger, { members: [{ phones: phones(1) }] });
  return { ledger, run };
}

/** An answer to batch 3 whose commits fail with these codes in turn, beside a ballast. */
function failing(codes: readonly number[]) {
  const directory = newDirectory();
  writeFileSync(join(directory, 'ballast'), Buffer.alloc(BALLAST_BYTES));
  const commits: string[] = [];
  const left = [...codes];
  const submits = {
    offer: () => Promise.reject(new Error('nothing is offered here')),
    recordOutcome: () => {
      const code = left.shift();
      commits.push(code === undefined ? 'kept' : 'failed');
      if (code === undefined) return Promise.resolve();
      const cause = Object.assign(new Error('spoilt'), { errcode: code });
      return Promise.reject(new LedgerError('disk', 'the disk refused the ledger: spoilt', { cause }));
    },
  };
  const ground = { directory, path: join(directory, 'ledger.db'), disk: localDisk };
  const guarded = guardSubmits(submits, { advance: () => undefined }, ground);
  const answer = (outcome: OfferOutcome): Promise<void> => guarded.recordOutcome(1, 3, outcome, RECORD);
  return { answer, commits, directory };
}

function sizeOf(directory: string): number {
  return statSync(join(directory, 'ballast'), { throwIfNoEntry: false })?.size ?? 0;
}
