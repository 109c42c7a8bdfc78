import { NO_LIMITS, type RunLimits, type SenderLimits } from '../core/limits.ts';

interface StoredLimits {
  readonly maxCost: string | null;
  readonly maxMessages: number | null;
  readonly maxSpamPercent: number;
  readonly queueAheadMs: number | null;
  readonly senders: readonly SenderLimits[];
}

/** Limits as a column holds them: JSON, money as its decimal digits. */
export function formatLimits({ maxCost, ...limits }: RunLimits): string {
  const stored: StoredLimits = { maxCost: maxCost === null ? null : String(maxCost), ...limits };
  return JSON.stringify(stored);
}

/** A run of an older version has none. */
export function parseLimits(text: string | null): RunLimits {
  if (text === null) return NO_LIMITS;
  const stored = JSON.parse(text) as StoredLimits;
  const { maxCost, ...limits } = stored;
  return { maxCost: maxCost === null ? null : BigInt(maxCost), ...limits };
}
