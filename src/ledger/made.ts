/* eslint-disable no-restricted-imports -- the mark is an ordinary file: SQLite has no lock on it */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
/* eslint-enable no-restricted-imports */
import { dirname, join } from 'node:path';
import { LedgerError } from '../core/error.ts';
import { openSql, type Sql } from './sql.ts';

/** Says that a ledger was made here, and how far it had come: kept beside it, so that a lost or older one is noticed. */
const MADE = 'ledger.made';
const MARK = 'mark';
const BUSY_TIMEOUT_MS = 10_000;

interface Mark {
  readonly epochs: number;
  readonly offers: number;
}

/**
 * A ledger that was here and is gone or empty may not be taken for a new one: it would send everything again. Nor may
 * SQLite make a new one beside the log of a lost one, which it would throw away.
 *
 * @throws LedgerError `damaged`.
 */
export function assertNotLost(directory: string, path: string): void {
  if (sizeOf(path) > 0) return;
  const isLogLeft = sizeOf(`${path}-wal`) > 0;
  if (!isLogLeft && !existsSync(join(directory, MADE))) return;
  throw new LedgerError(
    'damaged',
    `the ledger ${path} is gone or empty${isLogLeft ? ', and its log ledger.db-wal was left' : ''}: restore it from ` +
      `a backup. Only if nothing was ever sent from here, remove ${directory} to start afresh`,
  );
}

/**
 * Whether the making of the first ledger was cut off: nothing was ever planned in it, and the next start that writes
 * makes it anew. Only its maker may open it until then: it has a journal to roll back.
 */
export function isUnborn(directory: string, path: string): boolean {
  if (existsSync(join(directory, MADE))) return false;
  if (sizeOf(path) === 0 || sizeOf(`${path}-journal`) > 0) return true;
  const sql = openSql(path, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
  try {
    return isBlank(sql);
  } finally {
    sql.close();
  }
}

// Our mark and the schema come in one transaction. Somebody else's database is told as what it is.
function isBlank(sql: Sql): boolean {
  const version = sql.get<{ user_version: number }>('PRAGMA user_version')?.user_version ?? 0;
  const application = sql.get<{ application_id: number }>('PRAGMA application_id')?.application_id ?? 0;
  const tables = sql.get<{ n: number }>('SELECT count(*) AS n FROM sqlite_master')?.n ?? 0;
  return version === 0 && application === 0 && tables === 0;
}

/**
 * A ledger that knows fewer submits than were made from here is an older copy: it would submit them again.
 *
 * @throws LedgerError `damaged`.
 */
export function assertNotOlder(sql: Sql, directory: string): void {
  const mark = readMark(directory);
  if (mark === null) return;
  const { epochs, offers } = countMark(sql);
  if (epochs >= mark.epochs && offers >= mark.offers) return;
  throw new LedgerError(
    'damaged',
    `the ledger in ${directory} is an older copy: ${mark.epochs} starts and ${mark.offers} submits were made from ` +
      `here, and it knows ${epochs} and ${offers}. What it doesn't know would be sent again, so nothing is sent. Put ` +
      'the newer one back. Only if it is lost, and you know who was texted since: remove ' +
      `${join(directory, MADE)}, then run the same command again`,
  );
}

/** Keeps the mark beside a ledger that is written. */
export interface MarkKeeper {
  /** Notes how far the ledger has come, after one more offer was committed. */
  readonly advance: () => void;
}

/**
 * Notes how far the ledger has come, after that is committed, and goes on to do so: offers are counted once, and then
 * only by this process, which has the lock. Not synced, and never a reason to stop: a mark that lags behind notices less,
 * and it can't be ahead.
 */
export function openMark(sql: Sql, directory: string): MarkKeeper {
  const { epochs, offers: before } = countMark(sql);
  const path = join(directory, MADE, MARK);
  let offers = before;
  makeMark(path, { epochs, offers });
  return {
    advance: () => {
      offers += 1;
      overwriteMark(path, { epochs, offers });
    },
  };
}

function makeMark(path: string, mark: Mark): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(`${path}.new`, formatMark(mark), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch {
    // The ledger itself is safe.
  }
}

/**
 * In place, at every offer: a file system syncs a file that replaces another one, which takes longer than the offer. Both
 * numbers only grow, so a new text covers the old one whole.
 */
function overwriteMark(path: string, mark: Mark): void {
  try {
    const descriptor = openSync(path, 'r+');
    try {
      writeSync(descriptor, formatMark(mark), 0);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    makeMark(path, mark);
  }
}

function formatMark({ epochs, offers }: Mark): string {
  return `${epochs} ${offers}\n`;
}

function countMark(sql: Sql): Mark {
  const row = sql.get<Mark>(
    'SELECT (SELECT coalesce(max(number), 0) FROM epoch) AS epochs, (SELECT count(*) FROM offer) AS offers',
  );
  return row ?? { epochs: 0, offers: 0 };
}

/** Null where there is none, or none that can be read. */
function readMark(directory: string): Mark | null {
  const path = join(directory, MADE, MARK);
  if (!existsSync(path)) return null;
  const [, epochs, offers] = /^(\d+) (\d+)\n$/.exec(readFileSync(path, 'utf8')) ?? [];
  return epochs === undefined || offers === undefined
    ? null
    : { epochs: Number(epochs), offers: Number(offers) };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
