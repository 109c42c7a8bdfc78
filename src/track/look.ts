import type { MessageTally, TrackedBatch } from '../core/ledger.ts';
import type { Nanos } from '../core/money.ts';
import type { Run } from '../core/run.ts';
import type { TrackPorts } from './list-batches.ts';
import { readPages } from '../core/pages.ts';
import { toErrorCounts } from './error-counts.ts';
import { isBatchSettled } from './settled.ts';
import { windowAround } from './window.ts';
import { countFinal, isKnown, isWorthReading } from './worth-reading.ts';

/** What a look at one batch's messages brought. */
export interface Look {
  readonly changed: number;
  readonly isSettled: boolean;
}

/**
 * Looks at a batch's messages: `statuses` first, and the pages only when it says something that the ledger doesn't
 * know and that is worth them. Each page is one transaction. Settles the batch when every message is final.
 *
 * @param isLast nothing is asked after this: the pages are read whatever they bring.
 */
export async function lookAtBatch(
  ports: TrackPorts,
  run: Run,
  batch: TrackedBatch,
  isLast: boolean,
): Promise<Look> {
  if (batch.state === 'duplicated') return lookAtTwins(ports, run, batch);
  const { ledger, provider, clock } = ports;
  const window = windowAround([batch.firstOfferedAt], clock.now());
  const counts = await provider.readStatuses({ batchId: batch.batchId, ...window });
  const known = await ledger.tallyMessages(run.id, batch.number);
  const askedAt = clock.now();
  const mayEndNow = isBatchSettled(known, batch.accepted, askedAt, run.tracking.settleAfterMs);
  const isNews = !isKnown(counts, known, batch.accepted);
  const isRead = isNews && (isLast || mayEndNow || isWorthReading(batch, counts, known, askedAt));
  const changed = isRead ? await readMessages(ports, run, batch, batch.batchId) : 0;
  const now = clock.now();
  const tallies = changed === 0 ? known : await ledger.tallyMessages(run.id, batch.number);
  const isMissing = batch.accepted > 0 && tallies.length === 0;
  const finalSeen = countFinal(counts);
  // What was left unread is not missing, and its errors are counted all the same: an alarm may hang on them.
  const unread = isNews && !isRead ? { isMissing: null, errors: toErrorCounts(counts) } : { isMissing };
  const look = { at: now, isIdle: changed === 0, finalSeen, costSeen: counts.cost, ...unread };
  await ledger.recordLook(run.id, batch.number, look);
  const accepted = batch.accepted - (await countLostRejections(ports, run, batch, tallies));
  // Every message being final says more than the batch's own word. One that was found again is known by that word only.
  const mayEnd = batch.state === 'completed' || !batch.isFound;
  const isSettled = mayEnd && isBatchSettled(tallies, accepted, now, run.tracking.settleAfterMs);
  if (isSettled) {
    // Prices may have come in between the counts and the pages: what differs is told only of one moment.
    const isOld = !isKnown(counts, tallies, batch.accepted);
    const { cost } = isOld ? await provider.readStatuses({ batchId: batch.batchId, ...window }) : counts;
    await ledger.recordStatusesCost(run.id, batch.number, cost);
  }
  if (isSettled && batch.settledAt === null) await ledger.settle(run.id, batch.number, now, 'final');
  return { changed, isSettled };
}

/**
 * Looks at a batch that the provider has more than once: all messages of all of them, and what each of them costs.
 * There is no telling from `statuses` what changed, and it is rare enough to read everything.
 */
async function lookAtTwins(ports: TrackPorts, run: Run, batch: TrackedBatch): Promise<Look> {
  const { ledger, provider, clock } = ports;
  let changed = 0;
  let size = 0;
  let cost: Nanos | null = 0n;
  for (const id of batch.batchIds) {
    const remote = await provider.readBatch(id);
    size += remote.size ?? batch.accepted;
    cost = cost === null || remote.cost === null ? null : cost + remote.cost;
    changed += await readMessages(ports, run, batch, id);
  }
  const now = clock.now();
  await ledger.recordLook(run.id, batch.number, { at: now, isIdle: changed === 0, isMissing: false });
  await ledger.recordProviderCost(run.id, batch.number, cost);
  const tallies = await ledger.tallyMessages(run.id, batch.number);
  const isSettled = isBatchSettled(tallies, size, now, run.tracking.settleAfterMs);
  if (isSettled && batch.settledAt === null) await ledger.settle(run.id, batch.number, now, 'final');
  return { changed, isSettled };
}

async function readMessages(
  ports: TrackPorts,
  run: Run,
  batch: TrackedBatch,
  batchId: string,
): Promise<number> {
  const { ledger, provider, clock } = ports;
  const query = { batchId, ...windowAround([batch.firstOfferedAt], clock.now()) };
  let changed = 0;
  for await (const page of readPages((token) => provider.listMessages({ ...query, ...token }))) {
    changed += await ledger.recordMessages(run.id, batch.number, page);
  }
  return changed;
}

/**
 * A batch that was found again has no list of rejections. Once the provider has processed as many messages as it shows,
 * the recipients without one were rejected.
 */
async function countLostRejections(
  { ledger, clock }: TrackPorts,
  run: Run,
  batch: TrackedBatch,
  tallies: readonly MessageTally[],
): Promise<number> {
  const messages = tallies.reduce((sum, tally) => sum + tally.count, 0);
  if (!batch.isFound || batch.state !== 'completed' || messages !== batch.processed) return 0;
  if (messages >= batch.accepted) return 0;
  return ledger.recordLostRejections(run.id, batch.number, clock.now());
}
