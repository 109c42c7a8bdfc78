import { TAKEN_STATES } from '../core/batch.ts';
import type { BatchRecord, TrackedBatch } from '../core/ledger.ts';
import type { Run } from '../core/run.ts';
import { listBatches, type TrackPorts } from '../track/list-batches.ts';
import { verifyBatch } from './verify.ts';
import { lookAtBatch } from '../track/look.ts';

/**
 * Reads a finished run once more, every batch of it: late receipts, corrected prices, and twins of batches that were
 * offered again. One list, one call for each batch, and pages only where that says something new.
 *
 * @returns how many messages were new or changed.
 * @throws ProviderError; what was read until then is kept.
 */
export async function refreshRun(ports: TrackPorts, run: Run): Promise<number> {
  try {
    return await readAgain(ports, run);
  } finally {
    // Not the run's: its reports may not change where nothing was new.
    ports.provider.takeCalls();
  }
}

async function readAgain(ports: TrackPorts, run: Run): Promise<number> {
  for (const batch of await ports.ledger.resentBatches(run.id)) await verifyBatch(ports, run, batch);
  const taken: TrackedBatch[] = [];
  for await (const batch of ports.ledger.batchRecords(run.id)) {
    const { batchId } = batch;
    if (batchId !== null && TAKEN_STATES.includes(batch.state)) taken.push(toTracked(batch, batchId));
  }
  const senders = run.senders.filter((from) => taken.some((batch) => batch.from === from));
  if (senders.length > 0) await listBatches(ports, run, senders, taken);
  let changed = 0;
  for (const batch of taken) changed += (await lookAtBatch(ports, run, batch, true)).changed;
  return changed;
}

function toTracked(batch: BatchRecord, batchId: string): TrackedBatch {
  return {
    ...batch,
    batchId,
    remoteStatus: null,
    processed: null,
    isFound: false,
    lookedAt: null,
    glancedAt: null,
    idleLooks: 0,
    throughAt: null,
    finalSeen: null,
    costSeen: null,
  };
}
