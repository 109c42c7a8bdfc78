import { LATE_RECEIPT_MS, type Outcome } from '../outcome.ts';
import { type Settings, toWorldMicros } from './settings.ts';

/** The batch's estimate comes this long after its queue has drained. */
const BATCH_COST_DELAY_MS = 30_000;

/** Later than every instant that the world can be looked at. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** When a message gets its last status and its cost, in microseconds; null for one that it never gets. */
export function scheduleMessage(
  settings: Settings,
  outcome: Outcome,
  sentAt: number,
): { readonly finalAt: number | null; readonly costAt: number | null } {
  const { receiptDelayMs } = outcome;
  const costDelayMs = outcome.costDelayMs === null ? null : chooseDelay(settings, outcome.costDelayMs);
  const isLate = receiptDelayMs === null || receiptDelayMs > LATE_RECEIPT_MS;
  const billedAt = isLate ? sentAt : sentAt + toWorldMicros(settings, receiptDelayMs);
  return {
    finalAt: receiptDelayMs === null ? null : sentAt + toWorldMicros(settings, receiptDelayMs),
    costAt: costDelayMs === null ? null : billedAt + toWorldMicros(settings, costDelayMs),
  };
}

/** When a batch whose queue drains at `completedAt` gets its cost. */
export function scheduleBatchCost(settings: Settings, completedAt: number): number {
  const delayMs = chooseDelay(settings, BATCH_COST_DELAY_MS);
  return delayMs === null ? NEVER : completedAt + toWorldMicros(settings, delayMs);
}

function chooseDelay({ costDelay }: Settings, usualMs: number): number | null {
  if (costDelay === 'drawn') return usualMs;
  return costDelay === 'never' ? null : costDelay;
}
