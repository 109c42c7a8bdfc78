import type { MessageTally } from '../core/ledger.ts';
import { isFinal } from '../core/message.ts';

/** How long a final message may lack its price before it counts as one that has none; `--settle-after` may be shorter. */
const PRICE_GRACE_MS = 60 * 60 * 1000;

/**
 * Whether a batch is at its end: every accepted message is there, is final and has its price. A message that never
 * left (`SendingFailed`) may have none; others are given an hour.
 */
export function isBatchSettled(
  tallies: readonly MessageTally[],
  accepted: number,
  now: number,
  settleAfterMs: number,
): boolean {
  const messages = tallies.reduce((sum, tally) => sum + tally.count, 0);
  return messages >= accepted && tallies.every((tally) => isTallySettled(tally, now, settleAfterMs));
}

function isTallySettled(tally: MessageTally, now: number, settleAfterMs: number): boolean {
  if (!isFinal(tally.status, tally.newestUpdate, now, settleAfterMs)) return false;
  const graceMs = Math.min(PRICE_GRACE_MS, settleAfterMs);
  const isPriceDue = tally.newestUpdate === null || now - tally.newestUpdate >= graceMs;
  return tally.unpriced === 0 || tally.status === 'SendingFailed' || isPriceDue;
}
