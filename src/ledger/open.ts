import { chmodSync, existsSync, mkdirSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { LedgerError } from '../core/error.ts';
import type { Clock } from '../core/clock.ts';
import type { Holder, Ledger, ReportLedger } from '../core/ledger.ts';
import { openDatabase, type SqliteOptions } from './driver.ts';
import { doubtLedger } from './doubt-ledger.ts';
import { holdLock, type Lock } from './lock.ts';
import { planLedger } from './plan-ledger.ts';
import { reportLedger } from './report-ledger.ts';
import { runLedger } from './run-ledger.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';
import { openSql, toLedgerError, type Sql } from './sql.ts';
import { trackLedger } from './track-ledger.ts';

const DATABASE = 'ledger.db';
/** Says that a ledger was made here. A directory, because this room opens no files. */
const MADE = 'ledger.made';
const BUSY_TIMEOUT_MS = 10_000;

/**
 * Opens the ledger of a workspace for writing: creates it where there is none, takes the workspace's lock and a new
 * epoch.
 *
 * @param directory the workspace's `.campaign/`; made with mode 0700, the files in it 0600.
 * @throws LedgerError `locked` with who holds it, `damaged`, `foreign`, `newer`, `disk`.
 */
export function openLedger(directory: string, command: string, clock: Clock): Ledger {
  return withPrivateFiles(() => {
    makeStateDirectory(directory);
    const lock = holdLock(directory, () => describeHolder(directory));
    try {
      assertNotLost(directory);
      return openChecked(join(directory, DATABASE), {}, (sql, path) => {
        setUp(sql, path);
        migrate(sql);
        mkdirSync(join(directory, MADE), { recursive: true });
        return buildLedger(sql, takeEpoch(sql, command, clock), lock);
      });
    } catch (error) {
      lock.release();
      throw error;
    }
  });
}

/** A ledger that was here and is gone or empty may not be taken for a new one: it would send everything again. */
function assertNotLost(directory: string): void {
  const path = join(directory, DATABASE);
  if (!existsSync(join(directory, MADE))) return;
  if (existsSync(path) && statSync(path).size > 0) return;
  throw new LedgerError(
    'damaged',
    `the ledger ${path} is gone or empty: restore it from a backup. Only if nothing was ever sent from here, ` +
      `remove ${directory} to start afresh`,
  );
}

/** Opens the ledger for reading, beside whoever is writing it. Null where there is none yet. */
export function openLedgerForReading(
  directory: string,
): (ReportLedger & { readonly close: () => Promise<void> }) | null {
  const path = join(directory, DATABASE);
  if (!existsSync(path)) return null;
  return openChecked(path, { readOnly: true }, (sql) => {
    // One snapshot for the life of this connection: sums and rows of a report are of the same moment.
    sql.exec('BEGIN');
    return {
      ...reportLedger(sql),
      close: () =>
        Promise.resolve().then(() => {
          // A driver that keeps statements beyond close() would keep the snapshot too, and the WAL would only grow.
          sql.exec('COMMIT');
          sql.close();
        }),
    };
  });
}

function buildLedger(sql: Sql, epoch: number, lock: Lock): Ledger {
  return {
    epoch,
    ...reportLedger(sql),
    ...planLedger(sql, epoch),
    ...runLedger(sql, epoch),
    ...doubtLedger(sql, epoch),
    ...trackLedger(sql, epoch),
    close: () => {
      sql.close();
      lock.release();
      return Promise.resolve();
    },
  };
}

/** Who opened the ledger last: while the lock is held, that is who holds it. */
function describeHolder(directory: string): Holder | null {
  const path = join(directory, DATABASE);
  if (!existsSync(path)) return null;
  const sql = openSql(openDatabase(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS }));
  try {
    return sql.get<Holder>(
      'SELECT pid, host, command, started_at AS since FROM epoch ORDER BY number DESC LIMIT 1',
    );
  } catch {
    return null;
  } finally {
    sql.close();
  }
}

function makeStateDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    chmodSync(directory, 0o700);
  } catch (error) {
    throw new LedgerError(
      'disk',
      `the state directory ${directory} can't be made: ${(error as Error).message}`,
    );
  }
}

// SQLite makes its files with the process's umask; nothing but SQLite may open them, or the locks are lost
// (sqlite.org/howtocorrupt.html, section 2.2).
function withPrivateFiles<T>(work: () => T): T {
  const before = process.umask(0o077);
  try {
    return work();
  } finally {
    process.umask(before);
  }
}

/** Opens a database file, checks that it is ours, and hands it on; closes it again when any of that fails. */
function openChecked<T>(path: string, options: SqliteOptions, use: (sql: Sql, path: string) => T): T {
  const sql = openSql(guardOpen(() => openDatabase(path, { timeout: BUSY_TIMEOUT_MS, ...options })));
  try {
    checkVersion(sql);
    return use(sql, path);
  } catch (error) {
    sql.close();
    throw error;
  }
}

function setUp(sql: Sql, path: string): void {
  chmodSync(path, 0o600);
  // FULL must be said: some builds answer FULL when asked and never sync (test/fault/durability.test.ts traces it).
  sql.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -32768`);
  const mode = sql.get<{ journal_mode: string }>('PRAGMA journal_mode');
  if (mode?.journal_mode !== 'wal') {
    throw new LedgerError(
      'disk',
      `the file system of ${path} does not allow WAL: move the workspace to a local disk`,
    );
  }
}

/** Refuses what isn't ours before anything is written to it. */
function checkVersion(sql: Sql): void {
  const application = sql.get<{ application_id: number }>('PRAGMA application_id')?.application_id ?? 0;
  const version = readVersion(sql);
  const tables = sql.get<{ n: number }>('SELECT count(*) AS n FROM sqlite_master')?.n ?? 0;
  if (application !== APPLICATION_ID && (tables > 0 || version > 0 || application !== 0)) {
    throw new LedgerError(
      'foreign',
      'the file ledger.db is not a ledger of this program: restore it or move it away',
    );
  }
  if (version > MIGRATIONS.length) {
    throw new LedgerError(
      'newer',
      `the ledger has schema version ${version}, this program knows up to ${MIGRATIONS.length}: upgrade the program`,
    );
  }
}

function readVersion(sql: Sql): number {
  return sql.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
}

function migrate(sql: Sql): void {
  const version = readVersion(sql);
  MIGRATIONS.slice(version).forEach((migration, index) => {
    sql.transaction(() => {
      sql.exec(migration);
      sql.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version + index + 1}`);
    });
  });
}

function takeEpoch(sql: Sql, command: string, clock: Clock): number {
  return sql.insert(
    'INSERT INTO epoch (pid, host, command, started_at) VALUES (?, ?, ?, ?)',
    process.pid,
    hostname(),
    command,
    clock.now(),
  );
}

function guardOpen<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toLedgerError(error);
  }
}
