import type { Batch, BatchState } from '../core/batch.ts';
import type { DoubtfulBatch, RunLedger, TrackedBatch } from '../core/ledger.ts';
import type { Run } from '../core/run.ts';
import { LOOKS_BEFORE_HOLD } from '../submit/doubt-schedule.ts';
import { DefectError } from '../core/error.ts';
import type { Health } from './health.ts';

/** What a start may do. */
export interface Mode {
  /** `track` submits nothing. */
  readonly isSubmitting: boolean;
  /** `--no-wait`: leave when there is nothing left to submit. */
  readonly isWaiting: boolean;
}

/** All that the next action is decided from. */
export interface RunView {
  readonly run: Run;
  readonly mode: Mode;
  readonly health: Health;
  readonly states: Readonly<Record<BatchState, number>>;
  /** The next batch to offer, whose sender is free: a first doubt pauses it until it was looked for, a second stops it. */
  readonly next: Batch | null;
  readonly tracked: readonly TrackedBatch[];
  readonly doubts: readonly DoubtfulBatch[];
  /** When each sender's batches were last listed (epoch milliseconds). */
  readonly listedAt: ReadonlyMap<string, number>;
}

/** Reads the view from the ledger. */
export async function readView(
  ledger: RunLedger,
  runName: string,
  mode: Mode,
  health: Health,
): Promise<RunView> {
  const run = await ledger.findRun(runName);
  if (run === null) throw new DefectError(`there is no run ${runName}`);
  const states = await ledger.countStates(run.id);
  return {
    run,
    mode,
    health,
    states,
    next: states.planned > 0 ? await ledger.nextPlanned(run.id, LOOKS_BEFORE_HOLD) : null,
    tracked: await ledger.trackedBatches(run.id),
    doubts: states.in_doubt > 0 ? await ledger.doubtfulBatches(run.id) : [],
    listedAt: await readListedAt(ledger, run),
  };
}

async function readListedAt(ledger: RunLedger, run: Run): Promise<Map<string, number>> {
  const listedAt = new Map<string, number>();
  for (const from of run.senders) {
    const at = await ledger.lastListedAt(run.id, from);
    if (at !== null) listedAt.set(from, at);
  }
  return listedAt;
}
