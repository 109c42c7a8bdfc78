import type { Batch, BatchState } from '../core/batch.ts';
import type { DoubtfulBatch, ResentBatch } from '../core/doubt.ts';
import type { RunLedger, TrackedBatch } from '../core/ledger.ts';
import type { Run } from '../core/run.ts';
import { graceFor, LOOKS_BEFORE_OTHERS, type DoubtTerms } from '../submit/doubt-schedule.ts';
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
  readonly terms: DoubtTerms;
  /** Taken batches that were offered again after a doubt: each start looks for a twin before it ends. */
  readonly resent: readonly ResentBatch[];
  /** When each sender's batches were last listed (epoch milliseconds). */
  readonly listedAt: ReadonlyMap<string, number>;
}

/** Whether a batch may be offered in this start: not while tracking only, nor when a person stopped the run. */
export function maySubmit({ mode, run, states }: Pick<RunView, 'mode' | 'run' | 'states'>): boolean {
  return mode.isSubmitting && run.state === 'open' && run.pausedAt === null && states.duplicated === 0;
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
    next: states.planned > 0 ? await ledger.nextPlanned(run.id, LOOKS_BEFORE_OTHERS) : null,
    tracked: await ledger.trackedBatches(run.id),
    doubts: states.in_doubt > 0 ? await ledger.doubtfulBatches(run.id) : [],
    terms: {
      graceMs:
        health.setOnMs +
        graceFor(run.tracking.inDoubtGraceMs, states.in_doubt > 0 ? await ledger.worstLagMs(run.world) : 0),
      startedAt: health.startedAt,
    },
    resent: await ledger.resentBatches(run.id),
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
