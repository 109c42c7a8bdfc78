import { createRequire } from 'node:module';
import { LedgerError } from '../core/error.ts';

/** A value that SQLite stores. */
export type SqlValue = string | number | bigint | null;

/** What we use of the `node:sqlite` interface. */
export interface SqliteStatement {
  run(...values: SqlValue[]): { changes: number | bigint; lastInsertRowid: number | bigint };
  get(...values: SqlValue[]): unknown;
  all(...values: SqlValue[]): unknown[];
  /** From then on a row is an array of its columns' values. */
  setReturnArrays(isWanted: boolean): void;
}

export interface SqliteDatabase {
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

export interface SqliteOptions {
  readonly readOnly?: boolean;
  /** How long to wait for another writer, milliseconds. */
  readonly timeout?: number;
}

interface SqliteModule {
  DatabaseSync: new (path: string, options: SqliteOptions) => SqliteDatabase;
}

/**
 * Opens a database with `node:sqlite` where the runtime ships it as stable with a sound SQLite, and with
 * `@photostructure/sqlite` (the same interface, binaries inside the package) elsewhere.
 */
export function openDatabase(path: string, options: SqliteOptions = {}): SqliteDatabase {
  return new (loadSqlite().DatabaseSync)(path, options);
}

/** SQLite 3.7.0–3.51.2 have the WAL-reset bug (sqlite.org/wal.html#the_wal_reset_bug); 3.52.0 was withdrawn. */
export function isSoundSqlite(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (version === '3.52.0') return false;
  return major > 3 || (major === 3 && (minor > 51 || (minor === 51 && patch >= 3)));
}

const FIRST_STABLE_NODE = 24;
const require = createRequire(import.meta.url);

let loaded: SqliteModule | null = null;

function loadSqlite(): SqliteModule {
  if (loaded === null) {
    loaded = require(hasSoundBuiltin() ? 'node:sqlite' : '@photostructure/sqlite') as SqliteModule;
    assertSound(loaded);
  }
  return loaded;
}

// Asked of a database in memory: a statement that isn't collected yet would keep a file's locks beyond its close().
function assertSound({ DatabaseSync }: SqliteModule): void {
  const database = new DatabaseSync(':memory:', {});
  const { version } = database.prepare('SELECT sqlite_version() AS version').get() as { version: string };
  database.close();
  if (isSoundSqlite(version)) return;
  throw new LedgerError(
    'damaged',
    `SQLite ${version} can corrupt a database in WAL mode; 3.51.3 or later is needed`,
  );
}

// Before Node 24 the built-in module prints an ExperimentalWarning on every start.
function hasSoundBuiltin(): boolean {
  const bundled = process.versions['sqlite'];
  return (
    Number(process.versions.node.split('.')[0]) >= FIRST_STABLE_NODE &&
    bundled !== undefined &&
    isSoundSqlite(bundled)
  );
}
