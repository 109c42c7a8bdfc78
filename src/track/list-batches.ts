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
 * Lists batches at the provider and records what it says of ours: one query for all that are open, of one sender or of
 * several. What the pages show besides is recorded as well: a batch may be settled before it is told what it costs.
 *
 * @returns how many of our batches changed.
 */
export async function listBatches(
  ports: TrackPorts,
  run: Run,
  senders: readonly string[],
  open: readonly TrackedBatch[],
): Promise<number> {
  const { ledger, provider, clock } = ports;
  const missing = new Set(open.map((batch) => batch.batchId));
  const window = windowAround(
    open.map((batch) => batch.firstOfferedAt),
    clock.now(),
  );
  const [from] = senders;
  const query = senders.length === 1 && from !== undefined ? { from, ...window } : window;
  const found: RemoteBatch[] = [];
  for await (const page of readPages((pageToken) => provider.listBatches({ ...query, ...pageToken }))) {
    for (const batch of page) {
      missing.delete(batch.id);
      found.push(batch);
    }
    if (missing.size === 0) break;
  }
  const [at, skewMs] = [clock.now(), provider.clockSkewMs()];
  let changed = 0;
  for (const sender of senders) {
    const own = open.filter((batch) => batch.from === sender && missing.has(batch.batchId));
    const batches = found.filter((batch) => senders.length === 1 || (batch.from ?? sender) === sender);
    const list = { batches, missing: own.map((batch) => batch.batchId), at, skewMs };
    changed += await ledger.recordRemoteBatches(run.id, sender, list);
  }
  return changed;
}
