// eslint-disable-next-line no-restricted-imports -- the ballast is an ordinary file: SQLite has no lock on it
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { LedgerError } from '../core/error.ts';
import type { Disk } from './disk.ts';

const MIB = 1024 * 1024;
/**
 * The answer to the largest batch (10,000 rejections: 3 MB, twice while the log is copied into the ledger), the log's
 * usual 4 MB and the reports of the end fit several times over, beside another program that fills the disk meanwhile.
 */
export const LEAST_FREE_BYTES = 64 * MIB;
/** Enough for the answer to the largest batch and the log around it. */
export const BALLAST_BYTES = 8 * MIB;
const BALLAST = 'ballast';

/**
 * Whether there is room to keep what a submit will bring. Asked before each one: what was submitted can't be taken
 * back when its answer finds no room.
 *
 * @throws LedgerError `disk` with the path, what is free and what to do.
 */
export function assertRoom(directory: string, disk: Disk): void {
  const free = disk.freeBytes(directory);
  if (free >= LEAST_FREE_BYTES) return;
  throw new LedgerError(
    'disk',
    `only ${toMib(free)} MiB (${free} bytes) are free in ${directory}, and a submit needs ${toMib(LEAST_FREE_BYTES)} MiB ` +
      'to keep its answer: nothing more was submitted. Make room, then run the same command again',
  );
}

function toMib(bytes: number): string {
  return String(Math.floor((bytes * 10) / MIB) / 10);
}

/**
 * Sets room aside that the answer to a submit can have when the disk fills up meanwhile. Really filled, and with bytes
 * that no file system packs. Does nothing where it is there already, or where it would eat the room that a submit needs.
 */
export function makeBallast(directory: string, disk: Disk): void {
  const path = join(directory, BALLAST);
  if (statSync(path, { throwIfNoEntry: false })?.size === BALLAST_BYTES) return;
  try {
    rmSync(path, { force: true });
    if (disk.freeBytes(directory) >= LEAST_FREE_BYTES + BALLAST_BYTES) fill(path);
  } catch {
    // Without ballast the check above still holds, and an answer that finds no room is looked for at the next start.
    releaseBallast(directory);
  }
}

function fill(path: string): void {
  const descriptor = openSync(path, 'w', 0o600);
  try {
    for (let size = 0; size < BALLAST_BYTES; size += MIB) writeSync(descriptor, randomBytes(MIB));
  } finally {
    closeSync(descriptor);
  }
}

/** Gives the room back. Never throws: whether it helped, the next commit tells. */
export function releaseBallast(directory: string): void {
  try {
    rmSync(join(directory, BALLAST), { force: true });
  } catch {
    // A disk that refuses even this refuses the commit as well, and that is told.
  }
}
