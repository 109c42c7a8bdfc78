import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Reads a small JSON file of the state directory; null when it is absent or no JSON: its content can be learned again. */
export function readStateFile(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * Replaces a small JSON file, readable by its owner only, in one step: a kill at any moment leaves the old or the new
 * one. It is not synced: it must survive the process, not the power. A failure is let go: these files only spare
 * calls, and a full disk is reported by the ledger, which must not be overtaken by them.
 */
export function writeStateFile(path: string, value: unknown): void {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(draft, `${JSON.stringify(value)}\n`, { mode: 0o600 });
    renameSync(draft, path);
  } catch {
    rmSync(draft, { force: true });
  }
}

export function removeStateFile(path: string): void {
  rmSync(path, { force: true });
}
