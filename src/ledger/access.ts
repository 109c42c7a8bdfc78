// eslint-disable-next-line no-restricted-imports -- access(2) asks by path and opens nothing
import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, LedgerError } from '../core/error.ts';

/** Files that a start must be able to write, where they are there. */
const FILES = ['lock.db', 'ledger.db', 'ledger.db-wal', 'ledger.db-shm'];
/** What a person must change before the same command can work. Anything else (no room, a fault) may pass by itself. */
const DENIALS = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST', 'ENOENT', 'ELOOP', 'ENAMETOOLONG']);

/**
 * Asks the system whether the state can be written, without opening any file of it: SQLite says `unable to open` for
 * every cause alike.
 *
 * @throws InputError with the path, the cause and whose it is.
 */
export function assertWritable(directory: string): void {
  ask(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  for (const path of FILES.map((name) => join(directory, name))) {
    if (existsSync(path)) ask(path, constants.R_OK | constants.W_OK);
  }
}

/**
 * Whether a file is there for someone who only reads.
 *
 * @throws InputError where that can't be told, or the file not be read.
 */
export function isReadable(file: string): boolean {
  const isThere = withPath(file, () => statSync(file, { throwIfNoEntry: false }) !== undefined);
  if (isThere) ask(file, constants.R_OK);
  return isThere;
}

function ask(path: string, mode: number): void {
  withPath(path, () => {
    accessSync(path, mode);
  });
}

/** Does something to the state directory or a file in it, and tells a refusal of the system in words. */
export function withPath<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toPathError(path, error);
  }
}

function toPathError(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return error;
  if (!DENIALS.has(error.code)) {
    return new LedgerError('disk', `${path} can not be used: ${error.message}`, { cause: error });
  }
  // `EACCES: permission denied, access '/…'`: the path is told already.
  const [cause = error.code] = error.message.split(',');
  return new InputError([
    {
      where: path,
      found: `the state can not be used (${cause})${formatOwner(path)}`,
      remedy: 'Correct the permissions, run this as its owner, or name another workspace with --workspace.',
    },
  ]);
}

function formatOwner(path: string): string {
  const self = process.getuid?.();
  try {
    const owner = statSync(path).uid;
    return self === undefined || owner === self
      ? ''
      : `: it belongs to user ${owner}, and this is user ${self}`;
  } catch {
    return '';
  }
}
