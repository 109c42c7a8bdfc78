import { TAKEN_STATES } from '../core/batch.ts';
import { isFinal } from '../core/message.ts';
import type { Run } from '../core/run.ts';
import { listBatches, type TrackPorts } from '../track/list-batches.ts';
import { verifyBatch } from './verify.ts';
import { lookAtBatch } from '../track/look.ts';

/**
 * Reads a finished run once more: batches that still have messages without an end or a price. Late receipts and
 * corrected prices come in this way; so do twins of batches that were offered again.
 *
 * @returns how many messages were new or changed.
 * @throws ProviderError; what was read until then is kept.
 */
export async function refreshRun(ports: TrackPorts, run: Run): Promise<number> {
  let changed = 0;
  for (const batch of await ports.ledger.resentBatches(run.id)) await verifyBatch(ports, run, batch);
  for await (const batch of ports.ledger.batchRecords(run.id)) {
    const { batchId } = batch;
    if (batchId === null || !TAKEN_STATES.includes(batch.state)) continue;
    const isOpen = batch.tallies.some((tally) => tally.unpriced > 0 || !isFinal(tally.status, null, 0, 0));
    const messages = batch.tallies.reduce((sum, tally) => sum + tally.count, 0);
    const isComplete = !isOpen && messages >= batch.accepted && batch.providerCost !== null;
    if (isComplete && (batch.state !== 'duplicated' || batch.settledAt !== null)) continue;
    const tracked = {
      ...batch,
      batchId,
      remoteStatus: null,
      processed: null,
      isFound: false,
      batchIds: batch.batchIds,
      lookedAt: null,
      glancedAt: null,
      idleLooks: 0,
    };
    await listBatches(ports, run, batch.from, [tracked]);
    changed += (await lookAtBatch(ports, run, tracked)).changed;
  }
  return changed;
}
