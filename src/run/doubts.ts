import type { DoubtfulBatch } from '../core/doubt.ts';
import type { ReportLedger } from '../core/ledger.ts';
import type { Run } from '../core/run.ts';
import { graceFor, isPresumedAbsent } from '../submit/doubt-schedule.ts';

/** A batch in doubt as a person has to see it. */
export interface Doubt {
  readonly batch: DoubtfulBatch;
  /** When its grace ends (epoch milliseconds): before, it may still appear. */
  readonly graceEndsAt: number;
  /** It was looked for in vain, often and long enough. */
  readonly isPresumedAbsent: boolean;
}

/** The batches in doubt of a run, judged as the run itself judges them. */
export async function readDoubts(ledger: ReportLedger, run: Run): Promise<readonly Doubt[]> {
  const batches = await ledger.doubtfulBatches(run.id);
  if (batches.length === 0) return [];
  const graceMs = graceFor(run.tracking.inDoubtGraceMs, await ledger.worstLagMs(run.world));
  return batches.map((batch) => ({
    batch,
    graceEndsAt: batch.doubtedAt + graceMs,
    isPresumedAbsent: isPresumedAbsent(batch, graceMs),
  }));
}
