import type { TrackedBatch } from '../core/ledger.ts';
import type { Run } from '../core/run.ts';
import type { TrackPorts } from './list-batches.ts';
import { toErrorCounts } from './error-counts.ts';
import { windowAround } from './window.ts';

/**
 * Glances at what came of a batch's messages so far, in one call and without its pages: while others are submitted, a
 * sender that is refused or taken for spam must be seen.
 *
 * @throws ProviderError
 */
export async function glanceAtBatch(ports: TrackPorts, run: Run, batch: TrackedBatch): Promise<void> {
  const { ledger, provider, clock } = ports;
  const window = windowAround([batch.firstOfferedAt], clock.now());
  const counts = await provider.readStatuses({ batchId: batch.batchId, ...window });
  await ledger.recordErrorCounts(run.id, batch.number, toErrorCounts(counts), clock.now());
}
