import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type DatabaseSyncInstance } from '@photostructure/sqlite';
import { lockDirectory } from './directory-lock.ts';
import { createPrivateFile } from './private-file.ts';

export type Database = DatabaseSyncInstance;

/** Amounts are millionths of a dollar, instants microseconds since the epoch, numbers E.164 digits without `+`. */
const FIRST_SCHEMA = `
CREATE TABLE world (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE batches (
  ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, own INTEGER NOT NULL, text TEXT, size INTEGER NOT NULL,
  created_at INTEGER NOT NULL, start_at INTEGER NOT NULL, interval INTEGER NOT NULL, completed_at INTEGER NOT NULL,
  cost_at INTEGER NOT NULL, cost INTEGER NOT NULL
) STRICT;
CREATE INDEX batches_own ON batches (own);
CREATE TABLE messages (
  id INTEGER PRIMARY KEY, batch INTEGER REFERENCES batches, is_inbound INTEGER NOT NULL, own INTEGER NOT NULL,
  party INTEGER NOT NULL, text TEXT, created_at INTEGER NOT NULL, sent_at INTEGER NOT NULL, final_at INTEGER,
  final_status TEXT NOT NULL, error_code TEXT, segments INTEGER, cost INTEGER, cost_at INTEGER
) STRICT;
CREATE INDEX messages_batch ON messages (batch);
CREATE INDEX messages_party ON messages (party);
CREATE TABLE opt_outs (
  own INTEGER NOT NULL, party INTEGER NOT NULL, at INTEGER NOT NULL, status TEXT NOT NULL, source TEXT NOT NULL,
  PRIMARY KEY (own, party, at)
) STRICT, WITHOUT ROWID;
CREATE TABLE sessions (
  ordinal INTEGER PRIMARY KEY, id TEXT NOT NULL, access_token TEXT NOT NULL UNIQUE, expires_at INTEGER NOT NULL,
  refresh_token TEXT UNIQUE, refresh_expires_at INTEGER, scope TEXT NOT NULL, endpoint_id TEXT NOT NULL,
  is_revoked INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE rate_hits (rate_group TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE INDEX rate_hits_group ON rate_hits (rate_group, at);
CREATE TABLE penalties (rate_group TEXT PRIMARY KEY, until INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE violations (
  at INTEGER NOT NULL, rate_group TEXT NOT NULL, endpoint TEXT NOT NULL, kind TEXT NOT NULL
) STRICT;
CREATE TABLE calls (
  at INTEGER NOT NULL, endpoint TEXT NOT NULL, outcome TEXT NOT NULL, duration_ms REAL NOT NULL
) STRICT;
CREATE TABLE faults (
  spec TEXT PRIMARY KEY, origin TEXT NOT NULL, seen INTEGER NOT NULL DEFAULT 0, fired INTEGER NOT NULL DEFAULT 0
) STRICT;
`;

/** The A2P numbers that the operator gave the world besides the built-in ones. */
const SENDERS = `
CREATE TABLE senders (ordinal INTEGER PRIMARY KEY, digits INTEGER NOT NULL UNIQUE) STRICT;
`;

/** When a fault was set, by the real clock, for those that last for a time; and the kind of the operator's numbers. */
const FAULT_TIMES = `
ALTER TABLE faults ADD COLUMN set_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE senders ADD COLUMN is_standard INTEGER NOT NULL DEFAULT 0;
`;

/** Whom a consent is about, and the way to a recipient's own; and what kind of number each sender is. */
const COVERAGE = `
ALTER TABLE opt_outs ADD COLUMN coverage TEXT NOT NULL DEFAULT 'PhoneNumber';
CREATE INDEX opt_outs_party ON opt_outs (party);
ALTER TABLE senders ADD COLUMN kind TEXT NOT NULL DEFAULT 'registered';
UPDATE senders SET kind = 'standard' WHERE is_standard = 1;
ALTER TABLE senders DROP COLUMN is_standard;
`;

/** The extension's message store: a message, and what becomes of it at each of its other parties. */
const MESSAGE_STORE = `
CREATE TABLE stored_messages (
  id INTEGER PRIMARY KEY, is_inbound INTEGER NOT NULL, own INTEGER NOT NULL, conversation INTEGER NOT NULL,
  text TEXT NOT NULL, is_read INTEGER NOT NULL, created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
  deleted_at INTEGER, purged_at INTEGER, gone_at INTEGER
) STRICT;
CREATE INDEX stored_messages_conversation ON stored_messages (conversation);
CREATE TABLE stored_parties (
  message INTEGER NOT NULL REFERENCES stored_messages, place INTEGER NOT NULL, party INTEGER NOT NULL,
  sent_at INTEGER NOT NULL, final_at INTEGER, final_status TEXT NOT NULL, error_code TEXT, segments INTEGER,
  PRIMARY KEY (message, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX stored_parties_party ON stored_parties (party);
`;

/** Who made each call. */
const CALLERS = 'ALTER TABLE calls ADD COLUMN user_agent TEXT;';

/** The n-th step leads to schema n; a world of an older schema takes the ones that it lacks. */
const SCHEMA_STEPS = [FIRST_SCHEMA, SENDERS, FAULT_TIMES, COVERAGE, MESSAGE_STORE, CALLERS] as const;

/** An open database and the way to close it. */
interface OpenDatabase {
  readonly db: Database;
  readonly close: () => void;
}

/**
 * Opens the world kept in `directory` (made with mode 0700, its files 0600), or starts one. A kill at any moment
 * loses nothing that was committed: the pages are in the kernel's hands by then, which is why `synchronous` may be
 * off. Throws when another sandbox holds the directory.
 */
export function openDatabase(directory: string): OpenDatabase {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const unlock = lockDirectory(directory);
  const path = join(directory, 'sandbox.db');
  createPrivateFile(path);
  const db = new DatabaseSync(path);
  const close = (): void => {
    db.close();
    unlock();
  };
  try {
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;');
    db.exec('PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;');
    createSchema(db);
  } catch (error) {
    close();
    throw error;
  }
  return { db, close };
}

/** Runs `work` as one transaction. */
export function transact<T>(db: Database, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

function createSchema(db: Database): void {
  const { user_version: version } = db.prepare('PRAGMA user_version').get() as { user_version: number };
  const newest = SCHEMA_STEPS.length;
  if (version > newest) {
    throw new Error(`the sandbox's state has schema ${version}, this program reads ${newest}: delete it`);
  }
  if (version === newest) return;
  transact(db, () => {
    for (const step of SCHEMA_STEPS.slice(version)) db.exec(step);
    db.exec(`PRAGMA user_version = ${newest}`);
  });
}
