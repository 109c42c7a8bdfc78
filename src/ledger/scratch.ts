import { statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../core/clock.ts';
import type { Ledger } from '../core/ledger.ts';
import { holdLock } from './lock.ts';
import { openLedger } from './open.ts';

const PREFIX = 'plan-';
const YOUNG_MS = 60_000;

export interface ScratchLedger {
  readonly ledger: Ledger;
  readonly close: () => Promise<void>;
}

/**
 * A ledger of its own for a plan that nothing is sent from, gone when it is closed. What a killed process left of one
 * is removed first: it holds a whole list of recipients.
 */
export async function openScratchLedger(
  parent: string,
  command: string,
  clock: Clock,
): Promise<ScratchLedger> {
  await mkdir(parent, { recursive: true, mode: 0o700 });
  await removeAbandoned(parent, clock);
  const directory = await mkdtemp(join(parent, PREFIX));
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    const ledger = openLedger(directory, command, clock);
    return { ledger, close: () => ledger.close().then(remove) };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Removes the ledgers of plans whose process is gone. */
export async function removeAbandoned(parent: string, clock: Clock): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(PREFIX)) continue;
    const directory = join(parent, name);
    if (isYoung(directory, clock) || isHeld(directory)) continue;
    await rm(directory, { recursive: true, force: true });
  }
}

/** Another process may be between making its directory and locking it. */
function isYoung(directory: string, clock: Clock): boolean {
  const made = statSync(directory, { throwIfNoEntry: false })?.mtimeMs;
  return made === undefined || clock.now() - made < YOUNG_MS;
}

function isHeld(directory: string): boolean {
  try {
    holdLock(directory, () => null).release();
    return false;
  } catch {
    return true;
  }
}
