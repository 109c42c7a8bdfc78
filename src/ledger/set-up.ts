import { chmodSync, statSync } from 'node:fs';
import { LedgerError } from '../core/error.ts';
import { withPath } from './access.ts';
import type { Sql } from './sql.ts';

/** How long a connection waits for another one's transaction. */
export const BUSY_TIMEOUT_MS = 10_000;

/** What a connection keeps of the file. Sorting a run's numbers takes as much again for a moment, the rest is on the disk. */
const CACHE_KIB = 8 * 1024;

/** Every connection that writes is set up like this. */
export function setUp(sql: Sql, path: string, cacheKib = CACHE_KIB): void {
  makePrivate(path, 0o600);
  // FULL must be said: some builds answer FULL when asked and never sync (test/fault/durability.test.ts traces it).
  sql.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
    PRAGMA trusted_schema = OFF; PRAGMA temp_store = FILE; PRAGMA cache_size = -${cacheKib}`);
  const mode = sql.get<{ journal_mode: string }>('PRAGMA journal_mode');
  if (mode?.journal_mode !== 'wal') {
    throw new LedgerError(
      'disk',
      `the file system of ${path} does not allow WAL: move the workspace to a local disk`,
    );
  }
}

// Not asked of the system where it is so already: only the owner may.
export function makePrivate(path: string, mode: number): void {
  withPath(path, () => {
    if ((statSync(path).mode & 0o777) !== mode) chmodSync(path, mode);
  });
}
