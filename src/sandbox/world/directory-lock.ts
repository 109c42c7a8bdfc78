import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { createPrivateFile } from './private-file.ts';

/**
 * Holds `directory` for this process: an exclusive transaction on a database of its own, so that the kernel lets go
 * of it when the process dies in any way. Gives the function that lets go. Throws when another sandbox holds it.
 */
export function lockDirectory(directory: string): () => void {
  const path = join(directory, 'lock.db');
  createPrivateFile(path);
  const db = new DatabaseSync(path);
  try {
    // Only exec here: a prepared statement would keep the lock beyond close(), until it is collected as garbage.
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if (!String(error).includes('locked')) throw error;
    throw new Error(`another sandbox is running on ${directory}: stop it, or choose another directory`, {
      cause: error,
    });
  }
  return () => {
    db.close();
  };
}
