import { describe, expect, it } from 'vitest';
import { LedgerError } from '../../../src/core/error.ts';
import type { SqliteDatabase } from '../../../src/ledger/driver.ts';
import { openDatabase } from '../../../src/ledger/driver.ts';
import { isDiskFull, overDatabase, type Sql } from '../../../src/ledger/sql.ts';

/** Extended result codes, from sqlite.org/rescode.html. */
const FULL = 13;
const IOERR_FSYNC = 1034;
const IOERR_READ = 266;
const IOERR_SHMSIZE = 4874;
const CORRUPT_VTAB = 267;
const NOTADB = 26;
const BUSY = 5;

const WRITES: readonly [name: string, write: (sql: Sql) => unknown][] = [
  ['run', (sql) => sql.run('INSERT INTO t VALUES (1)')],
  ['insert', (sql) => sql.insert('INSERT INTO t VALUES (1)')],
  ['transaction', (sql) => sql.transaction(() => sql.run('INSERT INTO t VALUES (1)'))],
  ['statement', (sql) => sql.statement('INSERT INTO t VALUES (1)').run()],
  [
    'exec',
    (sql) => {
      sql.exec('INSERT INTO t VALUES (1)');
    },
  ],
];

describe('a ledger after an error that leaves the disk unknown', () => {
  for (const [what, code, failure] of [
    ['a failed fsync', IOERR_FSYNC, 'disk'],
    ['a failed read', IOERR_READ, 'disk'],
    ['damage', CORRUPT_VTAB, 'damaged'],
    ['a file that is no database', NOTADB, 'damaged'],
  ] as const) {
    it.each(WRITES)(`${what} refuses every later write: %s`, (_, write) => {
      const { sql, fail, count } = open();
      fail(code);
      expect(failureOf(() => sql.exec('COMMIT-ish')).failure).toBe(failure);
      const refused = failureOf(() => write(sql));
      expect(refused.failure).toBe(failure);
      expect(refused.message).toMatch(
        /^nothing more is written to the ledger after an earlier error: .*spoilt/,
      );
      expect(count()).toBe(0);
    });
  }

  it('still reads', () => {
    const { sql, fail } = open();
    fail(IOERR_FSYNC);
    failureOf(() => sql.exec('COMMIT-ish'));
    expect(sql.get('SELECT count(*) AS n FROM t')).toEqual({ n: 0 });
  });

  it('is in that state too when a read failed, or the commit of a transaction', () => {
    for (const spoil of [
      (sql: Sql) => sql.get('SELECT 1'),
      (sql: Sql) => sql.all('SELECT 1'),
      (sql: Sql) => sql.transaction(() => 1),
    ]) {
      const { sql, fail } = open();
      fail(IOERR_FSYNC);
      failureOf(() => spoil(sql));
      expect(failureOf(() => sql.run('INSERT INTO t VALUES (1)')).message).toMatch(/^nothing more/);
    }
  });
});

describe('a ledger after an error that rolled everything back', () => {
  it.each([
    ['a full disk', FULL, 'disk', true],
    ['no room for the index of the log', IOERR_SHMSIZE, 'disk', true],
    ['another writer', BUSY, 'locked', false],
  ])('%s: goes on', (_, code, failure, isFull) => {
    const { sql, fail, count } = open();
    fail(code);
    const error = failureOf(() => sql.exec('COMMIT-ish'));
    expect(error.failure).toBe(failure);
    expect(isDiskFull(error)).toBe(isFull);
    for (const [, write] of WRITES) write(sql);
    expect(count()).toBe(WRITES.length);
  });
});

describe('isDiskFull', () => {
  it('is not said of a failed fsync, whatever its cause: what is on the disk is not known', () => {
    const { sql, fail } = open();
    fail(IOERR_FSYNC);
    expect(isDiskFull(failureOf(() => sql.exec('COMMIT-ish')))).toBe(false);
    expect(isDiskFull(new LedgerError('disk', 'no cause'))).toBe(false);
    expect(isDiskFull(new Error('another'))).toBe(false);
  });

  it('is said of what SQLite itself throws when it is full', () => {
    const sql = overDatabase(openDatabase(':memory:'));
    sql.exec('CREATE TABLE big (x); PRAGMA max_page_count = 3');
    const error = failureOf(() => sql.run('INSERT INTO big VALUES (zeroblob(1000000))'));
    sql.close();
    expect(error.failure).toBe('disk');
    expect(isDiskFull(error)).toBe(true);
  });
});

/** A real database whose next call can be made to fail as SQLite does. */
function open() {
  const database = openDatabase(':memory:');
  database.exec('CREATE TABLE t (x)');
  let next: number | null = null;
  const failing = <T>(work: () => T): T => {
    if (next === null) return work();
    const error = Object.assign(new Error('it is spoilt'), { errcode: next });
    next = null;
    throw error;
  };
  const faulty: SqliteDatabase = {
    exec: (text) => failing(() => database.exec(text)),
    prepare: (text) => failing(() => database.prepare(text)),
    close: () => database.close(),
  };
  return {
    sql: overDatabase(faulty),
    fail: (code: number) => void (next = code),
    count: () => (database.prepare('SELECT count(*) AS n FROM t').get() as { n: number }).n,
  };
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
