import { LedgerError } from '../core/error.ts';
import type { Sql } from './sql.ts';

/**
 * Writes the database anew, so that no page of it holds what was taken out, and empties its log. SQLite's own
 * `secure_delete` zeroes what is freed from now on; copies that pages were split from before are gone only so.
 *
 * @throws LedgerError `locked` while somebody reads an older state, which the log must keep; `disk` without room for a
 *   second copy. What is left to do is known to the next call.
 */
export function eraseFiles(sql: Sql): void {
  sql.exec('VACUUM');
  emptyLog(sql);
  if (sql.run('DELETE FROM erasure') > 0) emptyLog(sql);
}

function emptyLog(sql: Sql): void {
  const result = sql.get<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)');
  if (result?.busy === 0) return;
  throw new LedgerError(
    'locked',
    'another process reads the ledger, and its log can not be emptied: the numbers and texts are out of the ledger, and ' +
      'bytes of them are still in ledger.db-wal. Run the same command again when it is done',
  );
}
