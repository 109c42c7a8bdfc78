import type { BatchRecord, MessageTally, RecipientRecord, ReportLedger } from '../core/ledger.ts';
import type { Run } from '../core/run.ts';
import { countRecord, newRunCount } from './count.ts';
import type { RunCount } from './count.ts';
import { toStanding } from './standing.ts';
import type { Standing, StandingBatch } from './standing.ts';

/** The run's batches by number, in their order, each with its tallies as one: all of them are held at once. */
export async function readBatches(ledger: ReportLedger, run: Run): Promise<ReadonlyMap<number, BatchRecord>> {
  const batches = new Map<number, BatchRecord>();
  for await (const batch of ledger.batchRecords(run.id)) {
    batches.set(batch.number, { ...batch, tallies: sumTallies(batch.tallies) });
  }
  return batches;
}

/** One tally of any status, for what sums alone are asked of; none of none. */
function sumTallies([first, ...others]: readonly MessageTally[]): readonly MessageTally[] {
  if (first === undefined || others.length === 0) return first === undefined ? [] : [first];
  const sum = { ...first, status: '', errorCode: null, oldestUpdate: null, newestUpdate: null };
  for (const { count, cost, unpriced, costless, segments } of others) {
    sum.count += count;
    sum.cost += cost;
    sum.unpriced += unpriced;
    sum.costless += costless;
    sum.segments += segments;
  }
  return [sum];
}

/** Counts the run's recipients, one at a time. `isByBatch`: as `newRunCount` takes it. */
export async function readCount(
  ledger: ReportLedger,
  run: Run,
  batches: ReadonlyMap<number, BatchRecord>,
  options: { readonly isByBatch?: boolean } = {},
): Promise<RunCount> {
  const count = newRunCount(options);
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
