import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LedgerError } from '../../../src/core/error.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import { openDatabase } from '../../../src/ledger/driver.ts';
import { openLedger } from '../../../src/ledger/open.ts';
import { openFakeClock, T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { useDirectories } from '../../fakes/workspace.ts';

const newDirectory = useDirectories();

const PAGE = 4096;
const OFFER = { at: T0, bodySha256: 'c'.repeat(64), isResend: false };
/** What holds the ledger's content. The index of the log is made anew from it whenever it is needed. */
const CONTENT = ['ledger.db', 'ledger.db-wal'];

describe('a ledger that is torn inside', () => {
  for (const [how, copy] of [
    ['at rest', restingCopy],
    ['with a log that a killed process left', killedCopy],
  ] as const) {
    it(`is refused ${how}, and every file stays as it is`, async () => {
      const directory = await copy();
      tear(join(directory, 'ledger.db'));
      const before = contentOf(directory);
      const failure = failureOf(() => open(directory));
      expect(failure.failure).toBe('damaged');
      expect(failure.message).toMatch(/ledger\.db is damaged \(.+\): restore it from a backup/s);
      expect(contentOf(directory)).toEqual(before);
      // Whatever a connection does when it is collected, it has not done it by now; the next start sees the same.
      expect(failureOf(() => open(directory)).failure).toBe('damaged');
      expect(contentOf(directory)).toEqual(before);
    });

    it(`opens ${how} when it is whole`, async () => {
      const directory = await copy();
      const ledger = open(directory);
      expect(await ledger.listRuns()).toHaveLength(1);
      await ledger.close();
    });
  }

  it('at rest is looked at without a file being made', async () => {
    const directory = await restingCopy();
    tear(join(directory, 'ledger.db'));
    failureOf(() => open(directory));
    expect(readdirSync(directory).sort()).toEqual(['ledger.db', 'ledger.made', 'lock.db']);
  });
});

describe('a log without its ledger', () => {
  it('is kept, and no new ledger is made over it', async () => {
    const directory = await killedCopy();
    rmSync(join(directory, 'ledger.db'));
    rmSync(join(directory, 'ledger.made'), { recursive: true });
    const before = contentOf(directory);
    const failure = failureOf(() => open(directory));
    expect(failure.failure).toBe('damaged');
    expect(failure.message).toContain('gone or empty, and its log ledger.db-wal was left: restore it');
    expect(contentOf(directory)).toEqual(before);
  });
});

describe('a ledger that was restored from a backup', () => {
  it('from before the last start is refused: what was submitted since would be sent again', async () => {
    const directory = await restingCopy();
    const backup = readFileSync(join(directory, 'ledger.db'));
    await open(directory).close();
    const failure = await restored(directory, backup);
    expect(failure?.failure).toBe('damaged');
    expect(failure?.message).toMatch(/is an older copy: 2 starts and 0 submits .* it knows 1 and 0/);
  });

  it('from before the last submit of the same start is refused as well', async () => {
    const directory = newDirectory();
    const ledger = open(directory);
    const run = await freezeRun(ledger, { members: [{ phones: phones(1) }] });
    const backup = backUp(directory);
    await ledger.offer(run.id, 1, OFFER);
    await ledger.close();
    const failure = await restored(directory, backup);
    expect(failure?.failure).toBe('damaged');
    expect(failure?.message).toMatch(/1 starts and 1 submits .* it knows 1 and 0/);
  });

  it('that knows every start and submit is taken', async () => {
    const directory = newDirectory();
    const ledger = open(directory);
    const run = await freezeRun(ledger, { members: [{ phones: phones(1) }] });
    await ledger.offer(run.id, 1, OFFER);
    const backup = backUp(directory);
    await ledger.close();
    expect(await restored(directory, backup)).toBeNull();
  });

  it('and is older is taken once a person has removed what says so', async () => {
    const directory = await restingCopy();
    const backup = readFileSync(join(directory, 'ledger.db'));
    await open(directory).close();
    expect(await restored(directory, backup)).not.toBeNull();
    rmSync(join(directory, 'ledger.made'), { recursive: true });
    expect(await restored(directory, backup)).toBeNull();
  });

  it('is judged by itself where the mark beside it can not be read', async () => {
    const directory = await restingCopy();
    writeFileSync(join(directory, 'ledger.made', 'mark'), '');
    await expect(open(directory).close()).resolves.toBeUndefined();
  });
});

function open(directory: string): Ledger {
  return openLedger(directory, 'campaign run', openFakeClock());
}

async function filledLedger(): Promise<{ readonly directory: string; readonly ledger: Ledger }> {
  const directory = newDirectory();
  const ledger = open(directory);
  await freezeRun(ledger, { members: [{ phones: phones(3000) }] });
  return { directory, ledger };
}

/** A ledger as a start leaves it that ended well: nothing in the log. */
async function restingCopy(): Promise<string> {
  const { directory, ledger } = await filledLedger();
  await ledger.close();
  checkpoint(directory);
  return copyOf(directory, ['ledger.db']);
}

/** A ledger as a killed process leaves it: the newest commits are in the log alone. */
async function killedCopy(): Promise<string> {
  const { directory, ledger } = await filledLedger();
  checkpoint(directory);
  const [run] = await ledger.listRuns();
  await ledger.offer(run?.id ?? 0, 1, OFFER);
  const copy = copyOf(directory, CONTENT);
  expect(statSync(join(copy, 'ledger.db-wal')).size).toBeGreaterThan(PAGE);
  await ledger.close();
  return copy;
}

function copyOf(directory: string, names: readonly string[]): string {
  const copy = newDirectory();
  for (const name of names) copyFileSync(join(directory, name), join(copy, name));
  mkdirSync(join(copy, 'ledger.made'));
  copyFileSync(join(directory, 'ledger.made', 'mark'), join(copy, 'ledger.made', 'mark'));
  return copy;
}

function checkpoint(directory: string): void {
  const database = openDatabase(join(directory, 'ledger.db'), { timeout: 1000 });
  database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  database.close();
}

/** Overwrites a page in the middle: the file's head, its length and its first tables are as they were. */
function tear(file: string): void {
  const bytes = readFileSync(file);
  const middle = PAGE * Math.floor(bytes.length / PAGE / 2);
  writeFileSync(file, bytes.fill(0x5a, middle, middle + PAGE / 2));
}

function contentOf(directory: string): Record<string, string> {
  const names = readdirSync(directory).filter((name) => CONTENT.includes(name));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(directory, name), 'base64')]));
}

/** The bytes of a copy that SQLite makes while the ledger is in use. */
function backUp(directory: string): Buffer {
  const file = join(newDirectory(), 'backup.db');
  const database = openDatabase(join(directory, 'ledger.db'), { timeout: 1000 });
  database.exec(`VACUUM INTO '${file}'`);
  database.close();
  return readFileSync(file);
}

/** Puts a backup in the ledger's place as docs/ledger.md says, and tells how the next start fails, null: it doesn't. */
async function restored(directory: string, backup: Buffer): Promise<LedgerError | null> {
  for (const name of ['ledger.db', 'ledger.db-wal', 'ledger.db-shm']) {
    rmSync(join(directory, name), { force: true });
  }
  writeFileSync(join(directory, 'ledger.db'), backup, { mode: 0o600 });
  try {
    await open(directory).close();
    return null;
  } catch (error) {
    if (error instanceof LedgerError) return error;
    throw error;
  }
}

function failureOf(work: () => unknown): LedgerError {
  try {
    work();
  } catch (error) {
    if (error instanceof LedgerError) return error;
    throw error;
  }
  throw new Error('it did not fail');
}
