import type { BatchRecord, ReportLedger } from '../core/ledger.ts';
import type { Run } from '../core/run.ts';

/** The numbers of those batches of a run, in order. */
export async function listBatches(
  ledger: ReportLedger,
  run: Run,
  isMeant: (batch: BatchRecord) => boolean,
): Promise<readonly number[]> {
  const numbers: number[] = [];
  for await (const batch of ledger.batchRecords(run.id)) {
    if (isMeant(batch)) numbers.push(batch.number);
  }
  return numbers;
}

/** Not submitted, or certainly not taken: what a pause holds back and a cancel gives up. */
export function isWaiting({ state }: BatchRecord): boolean {
  return state === 'planned' || state === 'refused';
}

/** Whether a batch is in doubt: one that is being submitted, with nobody submitting, is too. */
export function isDoubtful({ state }: BatchRecord): boolean {
  return state === 'in_doubt' || state === 'submitting';
}
