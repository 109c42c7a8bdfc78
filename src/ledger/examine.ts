import { join } from 'node:path';
import type { Holder } from '../core/journal.ts';
import { isReadable } from './access.ts';
import { DATABASE, readHolder } from './claim.ts';
import { localDisk, type Disk } from './disk.ts';
import { checkFileSystem } from './file-system.ts';
import { assertKey } from './hash-key.ts';
import { checkPages, readVersion } from './inspect.ts';
import { assertNotLost, assertNotOlder, isUnborn } from './made.ts';
import { openChecked } from './open.ts';
import { LEAST_FREE_BYTES } from './room.ts';
import { MIGRATIONS } from './schema.ts';
import { openSql } from './sql.ts';

/** What a directory has under it. */
export interface DiskRoom {
  readonly directory: string;
  readonly freeBytes: number;
  /** What a submit asks for. */
  readonly leastBytes: number;
}

/**
 * Looks at the room and the file system under the state, and at the room for reports. Both directories must be there.
 *
 * @returns with `doubt`, what a person should know of the file system; null when there is nothing.
 * @throws InputError on a network file system, where no ledger is safe.
 */
export function examineDisk(state: string, reports: string, disk: Disk = localDisk) {
  let doubt: string | null = null;
  checkFileSystem(state, disk, (text) => (doubt = text.replace(/^warning: /, '')));
  const roomIn = (directory: string): DiskRoom => ({
    directory,
    freeBytes: disk.freeBytes(directory),
    leastBytes: LEAST_FREE_BYTES,
  });
  return { doubt: doubt as string | null, state: roomIn(state), reports: roomIn(reports) };
}

/**
 * Looks whether the ledger is ours, of a version that we know, whole, and not lost or replaced by an older copy. Beside
 * whoever is writing it: on a connection that only reads, and without the workspace's lock.
 *
 * @returns who opened it last; null where there is none yet.
 * @throws LedgerError `damaged`, `foreign`, `newer`, `disk`; InputError where it may not be read.
 */
export function examineLedger(directory: string): Holder | null {
  const path = join(directory, DATABASE);
  assertNotLost(directory, path);
  if (!isReadable(path) || isUnborn(directory, path)) return null;
  openChecked(path, { readOnly: true }, (sql) => {
    checkPages(sql, path);
    assertNotOlder(sql, directory);
    if (readVersion(sql) === MIGRATIONS.length) assertKey(sql, directory);
    sql.close();
  });
  return readHolder(directory);
}

/**
 * The version of the SQLite that ledgers are opened with.
 *
 * @throws LedgerError when it is one that damages ledgers.
 */
export function readSqliteVersion(): string {
  const sql = openSql(':memory:', {});
  try {
    return sql.get<{ version: string }>('SELECT sqlite_version() AS version')?.version ?? 'unknown';
  } finally {
    sql.close();
  }
}
