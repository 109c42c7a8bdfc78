import type { TrackedBatch } from '../core/ledger.ts';
import type { RunView } from './view.ts';

/** How often a sender's messages are glanced at while others are submitted. */
const GLANCE_MS = 60_000;

/**
 * Which batch to glance at while others are submitted. Each start glances before it submits: what went wrong since the
 * last one must be seen first.
 */
export function findGlance({ run, tracked, terms }: RunView, now: number): TrackedBatch | null {
  for (const from of run.senders) {
    const own = tracked.filter((batch) => batch.from === from);
    const [queued, through] = [own.find(isQueued), own.findLast((batch) => !isQueued(batch))];
    for (const batch of [queued, through]) {
      if (batch === undefined) continue;
      const seenAt = Math.max(batch.glancedAt ?? 0, batch.lookedAt ?? 0, batch.submittedAt ?? 0);
      const isOld = seenAt < terms.startedAt || (batch === queued && now - seenAt >= GLANCE_MS);
      // A look in the future was made before the clock was set back.
      if (isOld || seenAt > now) return batch;
    }
  }
  return null;
}

/** Whether the batch may be draining; one that is there twice is read as a whole, whatever the list says. */
export function isQueued(batch: TrackedBatch): boolean {
  return batch.state !== 'completed' && batch.state !== 'duplicated';
}
