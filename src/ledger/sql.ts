import { DefectError, LedgerError } from '../core/error.ts';
import { openDatabase } from './driver.ts';
import type { SqliteDatabase, SqliteOptions, SqliteStatement, SqlValue } from './driver.ts';

/**
 * A connection with prepared statements kept, and errors told in the ledger's words. After an I/O error or damage it
 * writes nothing more: what a failed fsync left on the disk nobody knows, and the next one may claim that all is well
 * (the kernel tells such an error once).
 * Closing it may still move what was committed before that into the file.
 */
export interface Sql {
  /** Returns how many rows changed. */
  run(sql: string, ...values: SqlValue[]): number;
  /** Runs an INSERT and returns its row id. */
  insert(sql: string, ...values: SqlValue[]): number;
  /** The row type is the caller's word for the columns that its own SQL selects. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the row it selects
  get<T>(sql: string, ...values: SqlValue[]): T | null;
  all<T>(sql: string, ...values: SqlValue[]): T[];
  /** As `all`, a row as a tuple of its columns: half the time where rows are many. */
  rows<T extends readonly SqlValue[]>(sql: string, ...values: SqlValue[]): T[];
  /** All or nothing: BEGIN IMMEDIATE … COMMIT, rolled back when `work` throws. */
  transaction<T>(work: () => T): T;
  statement(sql: string): SqliteStatement;
  exec(sql: string): void;
  /** Takes an error that another connection to the same file met for one of this connection. */
  heed(error: LedgerError): void;
  close(): void;
}

/** @throws LedgerError when the file can't be opened. */
export function openSql(path: string, options: SqliteOptions): Sql {
  return overDatabase(guard(() => openDatabase(path, options)));
}

/** Also for tests, which hand in a database that fails. */
export function overDatabase(database: SqliteDatabase): Sql {
  const statements = new Map<string, SqliteStatement>();
  const fuse = openFuse();
  let isOpen = true;
  const prepared = (sql: string): SqliteStatement => {
    let found = statements.get(sql);
    if (found === undefined) {
      found = database.prepare(sql);
      statements.set(sql, found);
    }
    return found;
  };
  const tuples = new Map<string, SqliteStatement>();
  const preparedForTuples = (sql: string): SqliteStatement => {
    let found = tuples.get(sql);
    if (found === undefined) {
      found = database.prepare(sql);
      found.setReturnArrays(true);
      tuples.set(sql, found);
    }
    return found;
  };
  return {
    statement: (sql) => fuse.write(() => prepared(sql)),
    run: (sql, ...values) => fuse.write(() => Number(prepared(sql).run(...values).changes)),
    insert: (sql, ...values) => fuse.write(() => Number(prepared(sql).run(...values).lastInsertRowid)),
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as in the interface
    get: <T>(sql: string, ...values: SqlValue[]) =>
      fuse.read(() => (prepared(sql).get(...values) ?? null) as T | null),
    all: <T>(sql: string, ...values: SqlValue[]) => fuse.read(() => prepared(sql).all(...values) as T[]),
    rows: <T extends readonly SqlValue[]>(sql: string, ...values: SqlValue[]) =>
      fuse.read(() => preparedForTuples(sql).all(...values) as T[]),
    transaction: (work) => fuse.write(() => inTransaction(database, work)),
    exec: (sql) => {
      fuse.write(() => {
        database.exec(sql);
      });
    },
    heed: fuse.heed,
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      statements.clear();
      tuples.clear();
      database.close();
    },
  };
}

interface Fuse {
  read<T>(work: () => T): T;
  write<T>(work: () => T): T;
  readonly heed: (error: LedgerError) => void;
}

/** Lets writes through until the first error that says nothing certain of what is on the disk. */
function openFuse(): Fuse {
  let blown: LedgerError | null = null;
  const heed = (error: LedgerError): void => {
    if (isLasting(error)) blown ??= error;
  };
  const read = <T>(work: () => T): T => {
    try {
      return guard(work);
    } catch (error) {
      if (error instanceof LedgerError) heed(error);
      throw error;
    }
  };
  return {
    read,
    heed,
    write: (work) => {
      if (blown === null) return read(work);
      const message = `nothing more is written to the ledger after an earlier error: ${blown.message}`;
      throw new LedgerError(blown.failure, message, { cause: blown });
    },
  };
}

function inTransaction<T>(database: SqliteDatabase, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

// Some errors (a full disk) have already rolled the transaction back.
function rollBack(database: SqliteDatabase): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // Nothing to roll back: the first error is the one to tell.
  }
}

function guard<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toLedgerError(error);
  }
}

const SQLITE_PERM = 3;
const SQLITE_BUSY = 5;
const SQLITE_READONLY = 8;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_CONSTRAINT = 19;
const SQLITE_NOTADB = 26;
/** The log's index could not grow. */
const SQLITE_IOERR_SHMSIZE = 4874;

/** Whether a write failed for want of room alone: it was rolled back whole, and may be tried again. */
export function isDiskFull(error: unknown): boolean {
  const code = error instanceof LedgerError ? readCode(error.cause) : null;
  return code === SQLITE_IOERR_SHMSIZE || (code !== null && toPrimary(code) === SQLITE_FULL);
}

function isLasting(error: LedgerError): boolean {
  const code = readCode(error.cause);
  if (code === null || isDiskFull(error)) return false;
  return [SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB].includes(toPrimary(code));
}

/** Result codes: sqlite.org/rescode.html. */
function toLedgerError(error: unknown): unknown {
  const code = readCode(error);
  if (code === null) return error;
  const message = (error as Error).message;
  switch (toPrimary(code)) {
    case SQLITE_BUSY:
      return new LedgerError('locked', `the ledger is busy: ${message}`, { cause: error });
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return new LedgerError('damaged', `the ledger is damaged (${message}): restore it from a backup`, {
        cause: error,
      });
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return new LedgerError('disk', `the disk refused the ledger: ${message}`, { cause: error });
    // A rule of the schema was broken (a number twice, a move that isn't allowed): it stands, and the mistake is ours.
    case SQLITE_CONSTRAINT:
      return new DefectError(`the ledger refused a write: ${message}`);
    default:
      return error;
  }
}

function toPrimary(code: number): number {
  return code & 0xff;
}

function readCode(error: unknown): number | null {
  if (!(error instanceof Error) || error instanceof LedgerError || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode : null;
}
