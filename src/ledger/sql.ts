import { DefectError, LedgerError } from '../core/error.ts';
import type { SqliteDatabase, SqliteStatement, SqlValue } from './driver.ts';

/** A connection with prepared statements kept, and errors told in the ledger's words. */
export interface Sql {
  /** Returns how many rows changed. */
  run(sql: string, ...values: SqlValue[]): number;
  /** Runs an INSERT and returns its row id. */
  insert(sql: string, ...values: SqlValue[]): number;
  /** The row type is the caller's word for the columns that its own SQL selects. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller names the row it selects
  get<T>(sql: string, ...values: SqlValue[]): T | null;
  all<T>(sql: string, ...values: SqlValue[]): T[];
  /** All or nothing: BEGIN IMMEDIATE … COMMIT, rolled back when `work` throws. */
  transaction<T>(work: () => T): T;
  statement(sql: string): SqliteStatement;
  exec(sql: string): void;
  close(): void;
}

export function openSql(database: SqliteDatabase): Sql {
  const statements = new Map<string, SqliteStatement>();
  const statement = (sql: string): SqliteStatement => {
    let found = statements.get(sql);
    if (found === undefined) {
      found = database.prepare(sql);
      statements.set(sql, found);
    }
    return found;
  };
  return {
    statement,
    run: (sql, ...values) => guard(() => Number(statement(sql).run(...values).changes)),
    insert: (sql, ...values) => guard(() => Number(statement(sql).run(...values).lastInsertRowid)),
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as in the interface
    get: <T>(sql: string, ...values: SqlValue[]) =>
      guard(() => (statement(sql).get(...values) ?? null) as T | null),
    all: <T>(sql: string, ...values: SqlValue[]) => guard(() => statement(sql).all(...values) as T[]),
    transaction: (work) => guard(() => inTransaction(database, work)),
    exec: (sql) => {
      guard(() => {
        database.exec(sql);
      });
    },
    close: () => {
      statements.clear();
      database.close();
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

const SQLITE_BUSY = 5;
const SQLITE_IOERR = 10;
const SQLITE_CORRUPT = 11;
const SQLITE_FULL = 13;
const SQLITE_CANTOPEN = 14;
const SQLITE_CONSTRAINT = 19;
const SQLITE_NOTADB = 26;

/** Result codes: sqlite.org/rescode.html; the low byte is the primary code. */
export function toLedgerError(error: unknown): unknown {
  const code = readCode(error);
  if (code === null) return error;
  const message = (error as Error).message;
  switch (code & 0xff) {
    case SQLITE_BUSY:
      return new LedgerError('locked', `the ledger is busy: ${message}`, { cause: error });
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return new LedgerError('damaged', `the ledger is damaged: ${message}`, { cause: error });
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

function readCode(error: unknown): number | null {
  if (!(error instanceof Error) || error instanceof LedgerError || !('errcode' in error)) return null;
  return typeof error.errcode === 'number' ? error.errcode : null;
}
