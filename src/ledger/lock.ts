import { join } from 'node:path';
import { LedgerError } from '../core/error.ts';
import type { Holder } from '../core/journal.ts';
import { openSql } from './sql.ts';

export interface Lock {
  release(): void;
}

/**
 * One process a workspace: an EXCLUSIVE transaction on `lock.db`, held for the life of the process. The kernel drops it
 * when the process dies, however it dies: there is no PID to be stale. Nothing may ever open that file with `fs`:
 * closing any descriptor of it would drop the lock (POSIX fcntl).
 *
 * @throws LedgerError `locked`, naming the holder.
 */
export function holdLock(directory: string, findHolder: () => Holder | null): Lock {
  const sql = openSql(join(directory, 'lock.db'), { timeout: 0 });
  try {
    sql.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    sql.close();
    if (error instanceof LedgerError && error.failure === 'locked') {
      throw new LedgerError('locked', `the workspace is in use${formatHolder(findHolder())}`, {
        cause: error,
      });
    }
    throw error;
  }
  return { release: () => sql.close() };
}

function formatHolder(holder: Holder | null): string {
  if (holder === null) return ' by another process';
  const since = new Date(holder.since).toISOString();
  return ` by \`${holder.command}\` (process ${holder.pid} on ${holder.host}, since ${since})`;
}
