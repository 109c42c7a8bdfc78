import type { Run } from '../../core/run.ts';
import { buildSummary, type RunSummary } from '../../report/summary.ts';
import { openLedgerForReading } from '../compose.ts';
import { findRun } from '../find-run.ts';
import { findWorkspace } from '../settings/workspace.ts';

/** A run of a workspace. Instants are UTC ISO 8601. */
export interface RunEntry {
  readonly run: string;
  readonly campaign: string;
  readonly state: Run['state'];
  readonly isPaused: boolean;
  readonly recipients: number;
  readonly batches: number;
  readonly plannedAt: string;
}

/**
 * The runs of a workspace, oldest first. Only reads, so it may be called beside a campaign that is running.
 *
 * @param workspace its directory
 * @throws InputError where that is none, LedgerError where its ledger can't be used
 */
export async function listRuns(workspace: string): Promise<readonly RunEntry[]> {
  const ledger = await openLedgerForReading({ workspace: findWorkspace(workspace, {}, process.cwd()) });
  try {
    return ledger === null ? [] : (await ledger.listRuns()).map(toEntry);
  } finally {
    await ledger?.close();
  }
}

function toEntry({ name, campaign, state, pausedAt, recipients, batches, plannedAt }: Run): RunEntry {
  const planned = new Date(plannedAt).toISOString();
  return { run: name, campaign, state, isPaused: pausedAt !== null, recipients, batches, plannedAt: planned };
}

/**
 * A run in figures, as `summary.json` has them, of this moment. Only reads, as `listRuns` does.
 *
 * @param run its name, the beginning of it, or the campaign's name (then the latest)
 * @throws InputError where there is no such run, LedgerError where the ledger can't be used
 */
export async function readRun(workspace: string, run: string): Promise<RunSummary> {
  const ledger = await openLedgerForReading({ workspace: findWorkspace(workspace, {}, process.cwd()) });
  try {
    const found = await findRun(ledger, run);
    if (ledger === null) throw new TypeError('a run was found without a ledger');
    return await buildSummary(ledger, found);
  } finally {
    await ledger?.close();
  }
}
