import type { Batch } from '../core/batch.ts';
import type { Run } from '../core/run.ts';
import { findBatch, type Finding } from '../submit/find-batch.ts';
import type { SubmitPorts } from '../submit/submit-batch.ts';

/** What looking for a twin brought. */
export interface Verified {
  readonly batch: Batch;
  readonly finding: Finding;
}

/**
 * Looks for a twin of a batch that was offered again: its first offer may have been taken after all, later than anyone
 * waited for. A twin makes the batch `duplicated`: its people and its costs are then counted as they are.
 *
 * @throws ProviderError
 */
export async function verifyBatch(ports: SubmitPorts, run: Run, batch: Batch): Promise<Verified> {
  const { ledger, clock } = ports;
  const finding = await findBatch(ports, run, batch);
  const at = clock.now();
  if (finding.kind === 'absent') await ledger.recordNoTwin(run.id, batch.number, at);
  else {
    const ids = finding.kind === 'found' ? [finding.batch.id] : finding.batchIds;
    await ledger.markDuplicated(run.id, batch.number, ids, at);
  }
  return { batch, finding };
}
