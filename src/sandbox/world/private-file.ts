import { closeSync, openSync } from 'node:fs';

/**
 * Makes an empty file of mode 0600 before SQLite opens it; SQLite's companion files then take over its mode. A file
 * that exists is not touched: opening and closing it here would drop the locks that this process has on it.
 */
export function createPrivateFile(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
