import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Holder } from '../core/journal.ts';
import { assertWritable, withPath } from './access.ts';
import { localDisk, type Disk } from './disk.ts';
import { checkFileSystem } from './file-system.ts';
import { inspectAside, startInspector, type StartInspector } from './inspect-aside.ts';
import { holdLock } from './lock.ts';
import { assertNotLost } from './made.ts';
import { BUSY_TIMEOUT_MS, makePrivate } from './set-up.ts';
import { openSql, type Sql } from './sql.ts';

export const DATABASE = 'ledger.db';

/** Where the ledger is. */
export interface Ground {
  readonly directory: string;
  /** The database file. */
  readonly path: string;
  readonly disk: Disk;
}

export interface ClaimOptions {
  /** Told what a person should know and nothing stops for. */
  readonly warn?: (text: string) => void;
  readonly disk?: Disk;
  /** Starts the thread that looks at a large ledger; null: there is none. */
  readonly startInspector?: StartInspector | null;
  /** A ledger that is smaller is looked at by this thread, once it is opened. */
  readonly bytesAlone?: number;
}

/** About 40 ms of looking: as long as a thread takes to start. */
const BYTES_ALONE = 8 * 1024 * 1024;

/** A workspace whose ledger only this process may open for writing. No file of the ledger is changed by it. */
export interface Claim {
  readonly ground: Ground;
  /** Made before the look at the file and used after: as long as it was not used, closing it changes no file. */
  readonly sql: Sql;
  /** Resolves once a second thread has found the ledger sound; null: nobody looks at it. */
  readonly inspection: Promise<void> | null;
  /** Waits for the look, then lets go of the workspace. Nothing is done the second time. */
  readonly release: () => Promise<void>;
  /** The same, where nobody looks. */
  readonly drop: () => void;
}

/**
 * Takes the workspace's lock, and starts the look at a ledger that is large enough for a thread of its own.
 *
 * @param directory the workspace's `.campaign/`; made with mode 0700 where it isn't there.
 * @throws LedgerError `locked` with who holds it, `damaged` where the ledger is gone, `disk`.
 * @throws InputError when the directory is on a network file system, or this user may not write there.
 */
export function claimLedger(directory: string, options: ClaimOptions = {}): Claim {
  const { warn = () => undefined, disk = localDisk } = options;
  return withPrivateFiles(() => {
    makeStateDirectory(directory);
    checkFileSystem(directory, disk, warn);
    assertWritable(directory);
    const lock = holdLock(directory, () => readHolder(directory));
    try {
      const ground = { directory, path: join(directory, DATABASE), disk };
      const sql = openUnused(ground);
      const drop = (): void => {
        sql.close();
        lock.release();
      };
      const inspection = beginInspection(ground, options);
      const release = async (): Promise<void> => {
        await inspection?.catch(() => undefined);
        drop();
      };
      return { ground, sql, inspection, release, drop };
    } catch (error) {
      lock.release();
      throw error;
    }
  });
}

/**
 * Opens the ledger for writing without doing anything with it.
 *
 * @throws LedgerError `damaged` where it is gone though one was made here.
 */
export function openUnused({ directory, path }: Pick<Ground, 'directory' | 'path'>): Sql {
  assertNotLost(directory, path);
  return openSql(path, { timeout: BUSY_TIMEOUT_MS });
}

function beginInspection(
  { directory, path }: Ground,
  { startInspector: start = startInspector, bytesAlone = BYTES_ALONE }: ClaimOptions,
): Promise<void> | null {
  const bytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (start === null || bytes < bytesAlone) return null;
  const inspection = inspectAside(start, { directory, path });
  // Whoever opens the ledger hears of it; until then nobody may be there who waits.
  inspection.catch(() => undefined);
  return inspection;
}

/** Who opened the ledger last: while the lock is held, that is who holds it. */
export function readHolder(directory: string): Holder | null {
  const path = join(directory, DATABASE);
  if (!existsSync(path)) return null;
  const sql = openSql(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    return sql.get<Holder>(
      'SELECT pid, host, command, started_at AS since FROM epoch ORDER BY number DESC LIMIT 1',
    );
  } catch {
    return null;
  } finally {
    sql.close();
  }
}

function makeStateDirectory(directory: string): void {
  withPath(directory, () => {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  });
  makePrivate(directory, 0o700);
}

/**
 * SQLite makes its files with the process's umask; nothing but SQLite may open them, or the locks are lost
 * (sqlite.org/howtocorrupt.html, section 2.2).
 */
export function withPrivateFiles<T>(work: () => T): T {
  const before = process.umask(0o077);
  try {
    return work();
  } finally {
    process.umask(before);
  }
}
