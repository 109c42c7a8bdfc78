import type { MessageTally, TrackedBatch } from '../core/ledger.ts';
import type { StatusCounts } from '../core/provider.ts';

/** The API's largest page: a batch within it is read at the price of the question. */
const PAGE = 1000;
/** Prices come a while after the receipts: so soon, a first look can't tell whether all of them are there. */
const PRICED_AFTER_MS = 4 * 60_000;
/** Before that receipts come anyway: what is final so far can wait for the rest. */
const DRY_AFTER_MS = 10 * 60_000;
/** So few receipts since the look before say that what comes now comes one by one. */
const DRY_SHARE = 0.01;
/** So much that the ledger doesn't know is worth its pages while receipts still come. */
const NEWS_SHARE = 0.05;

/** Messages that `statuses` calls final. */
export function countFinal({ delivered, deliveryFailed, sendingFailed }: StatusCounts): number {
  return delivered + deliveryFailed + sendingFailed;
}

/**
 * Whether the pages of a batch are to be read now. They are read about once: when all of its messages are final and no
 * price comes any more, or when hardly any receipt does, so that nobody waits for hours for what is known; after that,
 * when enough has changed, or when nothing does any more and the ledger still lacks something.
 *
 * @param known what the ledger has of the batch.
 */
export function isWorthReading(
  batch: Pick<TrackedBatch, 'accepted' | 'finalSeen' | 'costSeen' | 'throughAt'>,
  counts: StatusCounts,
  known: readonly MessageTally[],
  now: number,
): boolean {
  if (isKnown(counts, known, batch.accepted)) return false;
  if (batch.accepted <= PAGE) return true;
  const final = countFinal(counts);
  const ageMs = batch.throughAt === null ? Infinity : now - batch.throughAt;
  if (final >= batch.accepted) {
    return batch.costSeen === counts.cost || (batch.costSeen === null && ageMs >= PRICED_AFTER_MS);
  }
  if (batch.finalSeen === null || ageMs < DRY_AFTER_MS) return false;
  const change = Math.abs(final - batch.finalSeen);
  const news = final - sum(known.filter(({ status }) => FINAL.has(status)));
  const isNewsEnough = known.length === 0 || news >= NEWS_SHARE * batch.accepted;
  return change === 0 || (isNewsEnough && change < DRY_SHARE * batch.accepted);
}

/** Whether the provider's counts and cost are what the ledger has, so that reading pages would bring nothing. */
export function isKnown(counts: StatusCounts, tallies: readonly MessageTally[], accepted: number): boolean {
  const count = (status: string): number => sum(tallies.filter((tally) => tally.status === status));
  const cost = tallies.reduce((total, tally) => total + tally.cost, 0n);
  return (
    sum(tallies) >= accepted &&
    count('Queued') === counts.queued &&
    count('Sent') === counts.sent &&
    count('Delivered') === counts.delivered &&
    count('DeliveryFailed') === counts.deliveryFailed &&
    count('SendingFailed') === counts.sendingFailed &&
    cost === counts.cost
  );
}

const FINAL: ReadonlySet<string> = new Set(['Delivered', 'DeliveryFailed', 'SendingFailed']);

function sum(tallies: readonly MessageTally[]): number {
  return tallies.reduce((total, tally) => total + tally.count, 0);
}
