import type { Clock } from '../core/clock.ts';
import type { RunLedger, TrackedBatch } from '../core/ledger.ts';
import type { Provider, RemoteBatch } from '../core/provider.ts';
import type { Run } from '../core/run.ts';
import { windowAround } from './window.ts';
import { readPages } from '../core/pages.ts';

export interface TrackPorts {
  readonly ledger: RunLedger;
  readonly provider: Provider;
  readonly clock: Clock;
}

/**
 * Lists a sender's batches at the provider and records what it says of ours: one query for all that are open.
 *
 * @returns how many of our batches changed.
 */
export async function listBatches(
  ports: TrackPorts,
  run: Run,
  from: string,
  open: readonly TrackedBatch[],
): Promise<number> {
  const { ledger, provider, clock } = ports;
  const missing = new Set(open.map((batch) => batch.batchId));
  const window = windowAround(
    open.map((batch) => batch.firstOfferedAt),
    clock.now(),
  );
  const found: RemoteBatch[] = [];
  for await (const page of readPages((pageToken) =>
    provider.listBatches({ from, ...window, ...pageToken }),
  )) {
    for (const batch of page) if (missing.delete(batch.id)) found.push(batch);
    if (missing.size === 0) break;
  }
  return ledger.recordRemoteBatches(run.id, from, { batches: found, missing: [...missing], at: clock.now() });
}
