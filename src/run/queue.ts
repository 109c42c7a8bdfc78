import type { QueuedBatch } from '../core/pacing.ts';

const MINUTE = 60_000;
/** Queues don't drain to the second, and a phone buzzes a little after its message is sent. */
export const MARGIN_MS = 10 * MINUTE;
const MARGIN_SHARE = 0.1;

/** What of a batch tells how long it drains. */
type Draining = Pick<QueuedBatch, 'submittedAt' | 'messages' | 'processed' | 'listedAt'>;

/** How long so many messages take to drain. */
export function drainMs(messages: number, perMinute: number): number {
  return (messages / perMinute) * MINUTE;
}

/** A drain with its margin: so much of a window must be left when it begins. */
export function withMargin(ms: number): number {
  return ms * (1 + MARGIN_SHARE) + MARGIN_MS;
}

/** How many messages drain within a span that has room for the margin as well; 0 where it is too short for any. */
export function drainable(spanMs: number, perMinute: number): number {
  return Math.max(0, Math.floor((((spanMs - MARGIN_MS) / (1 + MARGIN_SHARE)) * perMinute) / MINUTE));
}

/**
 * When a sender's queue at the provider should be through (epoch milliseconds; in the past for an empty one): batch after
 * batch at its rate, from what the list said of each last. `queued` in order of their submits.
 */
export function queueFreeAt(queued: readonly Draining[], perMinute: number): number {
  return queued.reduce((freeAt, { submittedAt, messages, processed, listedAt }) => {
    const isListed = processed !== null && listedAt !== null;
    const left = isListed ? Math.max(messages - processed, 0) : messages;
    const from = isListed ? listedAt : submittedAt;
    return Math.max(freeAt, from) + drainMs(left, perMinute);
  }, 0);
}
