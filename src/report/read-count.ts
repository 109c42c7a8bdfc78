import type { BatchRecord, RecipientRecord, ReportLedger } from '../core/ledger.ts';
import type { Run } from '../core/run.ts';
import { countRecord, newRunCount } from './count.ts';
import type { RunCount } from './count.ts';
import { toStanding } from './standing.ts';
import type { Standing, StandingBatch } from './standing.ts';

/** The run's batches by number, in their order. */
export async function readBatches(ledger: ReportLedger, run: Run): Promise<ReadonlyMap<number, BatchRecord>> {
  const batches = new Map<number, BatchRecord>();
  for await (const batch of ledger.batchRecords(run.id)) batches.set(batch.number, batch);
  return batches;
}

/** Counts the run's recipients, one at a time. */
export async function readCount(
  ledger: ReportLedger,
  run: Run,
  batches: ReadonlyMap<number, BatchRecord>,
): Promise<RunCount> {
  const count = newRunCount();
  for await (const record of ledger.recipientRecords(run.id)) {
    countRecord(count, record, findStanding(record, batches));
  }
  return count;
}

/** A recipient's standing in its batch. */
export function findStanding(record: RecipientRecord, batches: ReadonlyMap<number, BatchRecord>): Standing {
  return toStanding(record, batches.get(record.batch) ?? NO_BATCH);
}

// A record whose batch is missing is judged by its own words alone; the controls tell that a batch is missing.
const NO_BATCH: StandingBatch = { doubtedAt: null, settledAt: null };
