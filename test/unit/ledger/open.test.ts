import { randomBytes } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError, LedgerError } from '../../../src/core/error.ts';
import type { Ledger } from '../../../src/core/ledger.ts';
import { openDatabase } from '../../../src/ledger/driver.ts';
import { openLedger, openLedgerForReading } from '../../../src/ledger/open.ts';
import { openFakeClock, T0 } from '../../fakes/clock.ts';
import { freezeRun, phones } from '../../fakes/frozen-run.ts';
import { useDirectories } from '../../fakes/workspace.ts';

const newDirectory = useDirectories();

describe('opening a ledger', () => {
  it('makes its directory 0700 and every file in it 0600, whatever the umask', async () => {
    const before = process.umask(0);
    const directory = join(newDirectory(), 'a', '.campaign');
    const ledger = open(directory);
    await freezeRun(ledger, { members: [{ phones: phones(1) }] });
    const names = readdirSync(directory);
    const modes = names.map((name) => `${name}: ${modeOf(join(directory, name))}`);
    expect(process.umask(before)).toBe(0);
    await ledger.close();
    expect(modeOf(directory)).toBe('700');
    expect(names).toEqual(expect.arrayContaining(['ledger.db', 'ledger.db-shm', 'ledger.db-wal', 'lock.db']));
    const loose = modes.filter((line) => !line.endsWith(': 600') && line !== 'ledger.made: 700');
    expect(loose).toEqual([]);
  });

  it('closes again what others could read', async () => {
    const directory = newDirectory();
    await open(directory).close();
    chmodSync(directory, 0o755);
    chmodSync(join(directory, 'ledger.db'), 0o644);
    await open(directory).close();
    expect([modeOf(directory), modeOf(join(directory, 'ledger.db'))]).toEqual(['700', '600']);
  });

  it('twice names who has it, with process, host and since when', async () => {
    const directory = newDirectory();
    const first = openLedger(directory, 'campaign run may.csv', openFakeClock());
    const failure = failureOf(() => open(directory));
    await first.close();
    expect(failure.failure).toBe('locked');
    expect(failure.message).toContain('`campaign run may.csv`');
    expect(failure.message).toContain(`process ${process.pid}`);
    expect(failure.message).toContain(new Date(T0).toISOString());
    await open(directory).close();
  });

  it('that fails gives the lock back', () => {
    const directory = newDirectory();
    writeFileSync(join(directory, 'ledger.db'), randomBytes(4096));
    expect(failureOf(() => open(directory)).failure).toBe('damaged');
    expect(failureOf(() => open(directory)).failure).toBe('damaged');
  });

  it.each([
    ['where a file is in the way', (directory: string) => join(directory, 'file')],
    ['below a file', (directory: string) => join(directory, 'file', '.campaign')],
  ])('%s says so: running it again would not help', (_, place) => {
    const directory = newDirectory();
    writeFileSync(join(directory, 'file'), '');
    const refused = () => open(place(directory));
    expect(refused).toThrow(InputError);
    expect(refused).toThrow(/file.*: the state can not be used \(E\w+: [^,]+\)\. Correct the permissions/);
  });

  it('for reading makes nothing where there is none', () => {
    const directory = newDirectory();
    expect(openLedgerForReading(directory)).toBeNull();
    expect(readdirSync(directory)).toEqual([]);
  });
});

describe('a file that is not our ledger is refused, and stays as it is byte for byte', () => {
  it.each([
    ['random bytes', 'damaged', () => randomBytes(20_000)],
    ['a text', 'damaged', () => Buffer.from('phone,name\n+14155550001,Ann\n'.repeat(200))],
    ['a ledger with a torn first page', 'damaged', () => tear((bytes) => bytes.subarray(0, 3000))],
    ['a ledger cut in half', 'damaged', () => tear((bytes) => bytes.subarray(0, bytes.length / 2))],
    ['a ledger short of its last page', 'damaged', () => tear((bytes) => bytes.subarray(0, -4096))],
    ['a ledger whose header was overwritten', 'damaged', () => tear((bytes) => bytes.fill(7, 0, 64))],
    ['a database of another program', 'foreign', () => databaseWith('CREATE TABLE song (title TEXT)')],
    [
      'an empty database of another program',
      'foreign',
      () => databaseWith('PRAGMA application_id = 7; VACUUM'),
    ],
    [
      'a database with a version but no name',
      'foreign',
      () => databaseWith('PRAGMA user_version = 1; VACUUM'),
    ],
    ['a ledger of a newer program', 'newer', () => ledgerWith('PRAGMA user_version = 99')],
  ])('%s: %s', async (_, expected, make) => {
    const directory = newDirectory();
    const file = join(directory, 'ledger.db');
    writeFileSync(file, await make(), { mode: 0o600 });
    const before = readFileSync(file);

    expect(failureOf(() => open(directory)).failure).toBe(expected);
    expect(failureOf(() => openLedgerForReading(directory)).failure).toBe(expected);

    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('says which version it found and which it knows', async () => {
    const directory = newDirectory();
    writeFileSync(join(directory, 'ledger.db'), await ledgerWith('PRAGMA user_version = 99'));
    expect(failureOf(() => open(directory)).message).toMatch(/version 99.* up to \d+: upgrade/);
  });
});

describe('a ledger that was here and is lost', () => {
  it.each([
    ['removed', (file: string) => rmSync(file)],
    ['cut to nothing', (file: string) => truncateSync(file)],
  ])('is not taken for a new one when it was %s: everything would be sent again', async (_, lose) => {
    const directory = newDirectory();
    await open(directory).close();
    lose(join(directory, 'ledger.db'));
    const failure = failureOf(() => open(directory));
    expect(failure.failure).toBe('damaged');
    expect(failure.message).toMatch(/is gone or empty.*: restore it from a backup/);
  });

  it('was none when a process died before it was made', async () => {
    const directory = newDirectory();
    writeFileSync(join(directory, 'ledger.db'), '');
    await expect(open(directory).close()).resolves.toBeUndefined();
  });
});

describe('closing a ledger', () => {
  it('keeps everything for the next start', async () => {
    const directory = newDirectory();
    const ledger = open(directory);
    const run = await freezeRun(ledger, { members: [{ phones: phones(2) }] });
    await ledger.close();
    const again = open(directory);
    expect(await again.findRun(run.name)).toEqual(run);
    await again.close();
  });

  it('that was opened for reading lets go of its snapshot: the log can be emptied', async () => {
    const directory = newDirectory();
    const writer = open(directory);
    const run = await freezeRun(writer, { members: [{ phones: phones(2) }] });
    const reader = openLedgerForReading(directory);
    await reader?.findRun(run.name);
    await reader?.close();
    await writer.updateTracking(run.id, { ...run.tracking, trackForMs: 1 });
    expect(checkpoint(join(directory, 'ledger.db'))).toMatchObject({ busy: 0 });
    await writer.close();
  });
});

function open(directory: string): Ledger {
  return openLedger(directory, 'campaign run', openFakeClock());
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

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8);
}

/** The bytes of a ledger with a run in it, after nobody has it open any more. */
async function ledgerBytes(change?: string): Promise<Buffer> {
  const directory = join(newDirectory(), '.campaign');
  const ledger = open(directory);
  await freezeRun(ledger, { members: [{ phones: phones(500) }] });
  await ledger.close();
  const file = join(directory, 'ledger.db');
  if (change !== undefined) alter(file, change);
  checkpoint(file);
  return readFileSync(file);
}

/** Moves all of the write-ahead log into the database file. */
function checkpoint(file: string): unknown {
  const database = openDatabase(file);
  const result = database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get();
  database.close();
  return result;
}

async function tear(how: (bytes: Buffer) => Buffer): Promise<Buffer> {
  return how(await ledgerBytes());
}

function ledgerWith(change: string): Promise<Buffer> {
  return ledgerBytes(change);
}

function databaseWith(sql: string): Buffer {
  const file = join(newDirectory(), 'other.db');
  alter(file, sql);
  return readFileSync(file);
}

function alter(file: string, sql: string): void {
  const database = openDatabase(file);
  database.exec(sql);
  database.close();
}
