import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { LedgerError } from '../core/error.ts';
import type { Lock } from './lock.ts';
import { openSql } from './sql.ts';

/** What is done by one process at a time: a tick, which takes as long as what it runs, or a change, which waits its turn. */
export type ScheduleTask = 'tick' | 'change';

const FILES = { tick: 'schedule-tick.db', change: 'schedule-change.db' } as const;
const CHANGE_TIMEOUT_MS = 10_000;

/**
 * Holds a task of the schedules for this process, as the workspace's lock is held: the kernel drops it when the process
 * dies. Makes the state directory where there is none.
 *
 * @returns null when another process has it.
 */
export function holdScheduleLock(directory: string, task: ScheduleTask): Lock | null {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, FILES[task]);
  const sql = openSql(path, { timeout: task === 'tick' ? 0 : CHANGE_TIMEOUT_MS });
  try {
    sql.exec('BEGIN EXCLUSIVE');
    chmodSync(path, 0o600);
    return { release: () => sql.close() };
  } catch (error) {
    sql.close();
    if (error instanceof LedgerError && error.failure === 'locked') return null;
    throw error;
  }
}
