import { hostname } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../core/clock.ts';
import type { HistoryLedger } from '../core/history.ts';
import type { Ledger, ReportLedger } from '../core/ledger.ts';
import type { PurgeReader } from '../core/purge.ts';
import type { ReplyLedger } from '../core/reply.ts';
import type { StatementReader } from '../core/statement.ts';
import type { WatchLedger } from '../core/watch.ts';
import { isReadable } from './access.ts';
import {
  claimLedger,
  DATABASE,
  openUnused,
  readHolder,
  withPrivateFiles,
  type Claim,
  type ClaimOptions,
} from './claim.ts';
import { openClearance } from './clearance.ts';
import { callLedger } from './call-ledger.ts';
import { doubtLedger } from './doubt-ledger.ts';
import type { SqliteOptions } from './driver.ts';
import { guardSubmits } from './guard-submits.ts';
import { openKeyHolder } from './hash-key.ts';
import { checkVersion, inspect, readVersion } from './inspect.ts';
import { holdLock } from './lock.ts';
import { isUnborn, openMark } from './made.ts';
import { historyLedger } from './contacts.ts';
import { inTurn } from './in-turn.ts';
import { offerGuard } from './offer-guard.ts';
import { optOutEditor } from './opt-out-ledger.ts';
import { pacingLedger } from './pacing-ledger.ts';
import { startWorker, type StartThread } from './draft-thread.ts';
import type { Drafting } from './draft-rows.ts';
import { planLedger } from './plan-ledger.ts';
import { purgeLedger } from './purge-ledger.ts';
import { purgeReader } from './purge-survey.ts';
import { replyLedger } from './reply-ledger.ts';
import { reportLedger } from './report-ledger.ts';
import { runLedger } from './run-ledger.ts';
import { APPLICATION_ID, MIGRATIONS } from './schema.ts';
import { BUSY_TIMEOUT_MS, setUp } from './set-up.ts';
import { openSql, type Sql } from './sql.ts';
import { runSpan } from './statement-ledger.ts';
import { trackLedger } from './track-ledger.ts';
import { watchLedger } from './watch-ledger.ts';
import { openWrite } from './write.ts';

export interface OpenOptions extends ClaimOptions {
  /** Starts the second thread that a long plan is written by; null: there is none. */
  readonly startThread?: StartThread | null;
  /** Rows that are written by this thread before the second is worth its start. */
  readonly rowsAlone?: number;
}

/** About 40 ms of writing: as long as a thread takes to start. */
const ROWS_ALONE = 10_000;

/**
 * Opens the ledger of a workspace for writing: creates it where there is none, takes the workspace's lock and a new
 * epoch. Until it is sure that the ledger is sound and ours, no file of it is changed.
 *
 * @param directory the workspace's `.campaign/`; made with mode 0700, the files in it 0600.
 * @throws LedgerError `locked` with who holds it, `damaged`, `foreign`, `newer`, `disk`.
 * @throws InputError when the directory is on a network file system, or this user may not write there.
 */
export function openLedger(
  directory: string,
  command: string,
  clock: Clock,
  options: OpenOptions = {},
): Ledger {
  const claim = claimLedger(directory, { ...options, startInspector: null });
  try {
    return openInspected(claim, command, clock, options);
  } catch (error) {
    claim.drop();
    throw error;
  }
}

/**
 * Opens the ledger of a workspace that this process has claimed, as soon as it is sure that it is sound.
 *
 * @throws LedgerError `damaged`, `foreign`, `newer`, `disk`: then the claim is let go.
 */
export async function openClaimed(claim: Claim, command: string, clock: Clock): Promise<Ledger> {
  try {
    await claim.inspection;
    return openInspected(claim, command, clock, {});
  } catch (error) {
    await claim.release();
    throw error;
  }
}

function openInspected(claim: Claim, command: string, clock: Clock, options: OpenOptions): Ledger {
  const { startThread = startWorker, rowsAlone = ROWS_ALONE } = options;
  const { ground, sql } = claim;
  return withPrivateFiles(() => {
    if (claim.inspection === null) inspect(ground.directory, ground.path);
    bringUp(sql, ground.path);
    const epoch = takeEpoch(sql, command, clock);
    const drafting = { startThread, rowsAlone, seat: { path: ground.path, epoch } };
    return buildLedger(sql, drafting, claim);
  });
}

/** The ledger beside whoever writes it. */
export type ReadingLedger = ReportLedger &
  HistoryLedger &
  PurgeReader &
  StatementReader &
  ReplyLedger &
  WatchLedger & { readonly close: () => Promise<void> };

/** Opens the ledger for reading, beside whoever is writing it. Null where there is none yet. */
export function openLedgerForReading(directory: string): ReadingLedger | null {
  const path = join(directory, DATABASE);
  if (!isReadable(path) || isUnborn(directory, path)) return null;
  upgradeLedger(directory);
  return openChecked(path, { readOnly: true }, (sql) => {
    // One snapshot for the life of this connection: sums and rows of a report are of the same moment.
    sql.exec('BEGIN');
    const keys = openKeyHolder(sql, directory);
    return {
      ...reportLedger(sql, keys),
      ...historyLedger(sql, keys),
      ...purgeReader(sql),
      ...watchLedger(sql, keys),
      ...replyLedger(sql, keys),
      runSpan: (runId) => inTurn(() => runSpan(sql, runId)),
      close: () =>
        Promise.resolve().then(() => {
          // A driver that keeps statements beyond close() would keep the snapshot too, and the WAL would only grow.
          sql.exec('COMMIT');
          sql.close();
        }),
    };
  });
}

/**
 * Brings the ledger of an older version of this program up to date, for those who only read it or have a word on a run.
 *
 * @throws LedgerError `locked` while a process of the older version still drives a run.
 */
export function upgradeLedger(directory: string): void {
  const path = join(directory, DATABASE);
  if (openChecked(path, { readOnly: true }, closeWith(readVersion)) === MIGRATIONS.length) return;
  const lock = holdLock(directory, () => readHolder(directory));
  try {
    const sql = openUnused({ directory, path });
    try {
      inspect(directory, path);
      bringUp(sql, path);
    } finally {
      sql.close();
    }
  } finally {
    lock.release();
  }
}

function closeWith<T>(use: (sql: Sql) => T): (sql: Sql) => T {
  return (sql) => {
    const result = use(sql);
    sql.close();
    return result;
  };
}

/** Opens a database file, checks that it is ours, and hands it on; closes it again when any of that fails. */
export function openChecked<T>(path: string, options: SqliteOptions, use: (sql: Sql, path: string) => T): T {
  const sql = openSql(path, { timeout: BUSY_TIMEOUT_MS, ...options });
  return closingOnError(sql, () => {
    checkVersion(sql);
    return use(sql, path);
  });
}

/** Of a ledger that is sound: sets the connection up, and brings the schema up to date. */
function bringUp(sql: Sql, path: string): void {
  setUp(sql, path);
  migrate(sql);
}

function buildLedger(sql: Sql, drafting: Drafting, { ground, drop }: Claim): Ledger {
  const { epoch } = drafting.seat;
  const plans = planLedger(sql, drafting);
  const mark = openMark(sql, ground.directory);
  const keys = openKeyHolder(sql, ground.directory);
  const clearance = openClearance(sql);
  const submits = runLedger(sql, epoch, keys, clearance);
  return {
    epoch,
    ...reportLedger(sql, keys),
    ...plans.ledger,
    ...submits,
    ...guardSubmits(submits, mark, ground),
    ...doubtLedger(sql, epoch),
    ...pacingLedger(sql, epoch),
    ...historyLedger(sql, keys),
    ...purgeLedger(sql, epoch, keys),
    ...offerGuard(sql, epoch, keys, clearance),
    ...optOutEditor(sql, openWrite(sql, epoch)),
    ...trackLedger(sql, epoch),
    ...callLedger(sql, epoch),
    close: async () => {
      await plans.close();
      drop();
    },
  };
}

function closingOnError<T>(sql: Sql, work: () => T): T {
  try {
    return work();
  } catch (error) {
    sql.close();
    throw error;
  }
}

function migrate(sql: Sql): void {
  const version = readVersion(sql);
  MIGRATIONS.slice(version).forEach((migration, index) => {
    sql.transaction(() => {
      sql.exec(migration);
      sql.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version + index + 1}`);
    });
  });
}

function takeEpoch(sql: Sql, command: string, clock: Clock): number {
  return sql.insert(
    'INSERT INTO epoch (pid, host, command, started_at) VALUES (?, ?, ?, ?)',
    process.pid,
    hostname(),
    command,
    clock.now(),
  );
}
