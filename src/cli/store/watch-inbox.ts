import type { Clock } from '../../core/clock.ts';
import { ProviderError } from '../../core/error.ts';
import type { HighVolumeStore, StoredMessage, StoredMessageQuery } from '../../core/high-volume-store.ts';
import type { Page } from '../../core/provider.ts';
import type { Match, Reply } from './inbox.ts';

/** What following an inbox needs. */
export interface WatchPorts {
  readonly highVolume: Pick<HighVolumeStore, 'messages'>;
  readonly clock: Clock;
  /** Told of a look that failed for now; the next one reads what it missed. */
  readonly onTrouble: (error: ProviderError) => void;
}

/** The store may show a message some time after it came: each look begins so much before the newest one. */
const OVERLAP_MS = 10 * 60 * 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Replies page by page as the store has them, newest first. */
export async function* readInbox(
  highVolume: WatchPorts['highVolume'],
  query: StoredMessageQuery,
  match: Match,
): AsyncGenerator<Page<Reply>> {
  for await (const page of highVolume.messages(query)) {
    yield { records: await match(page.records), nextPageToken: page.nextPageToken };
  }
}

/**
 * Follows an inbox until `end` aborts: what is there, oldest first, and then each new reply once, as it comes.
 *
 * @throws ProviderError that waiting does not mend.
 */
export async function* watchInbox(
  { highVolume, clock, onTrouble }: WatchPorts,
  query: StoredMessageQuery,
  match: Match,
  { everyMs, end }: { readonly everyMs: number; readonly end: AbortSignal },
): AsyncGenerator<Page<Reply>> {
  const seen = new Map<string, number>();
  let { dateFrom } = query;
  while (!end.aborted) {
    try {
      const dateTo = clock.now() + DAY_MS;
      const found: StoredMessage[] = [];
      for await (const { records } of highVolume.messages({ ...query, dateFrom, dateTo })) {
        found.push(...records.filter(({ id }) => !seen.has(id)));
      }
      for (const { id, createdAt } of found) seen.set(id, createdAt ?? dateFrom);
      const newest = Math.max(dateFrom, ...found.map(({ createdAt }) => createdAt ?? 0));
      dateFrom = Math.max(dateFrom, newest - OVERLAP_MS);
      for (const [id, at] of seen) if (at < dateFrom) seen.delete(id);
      found.sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
      const records = await match(found);
      if (records.length > 0) yield { records, nextPageToken: null };
    } catch (error) {
      if (end.aborted) return;
      if (!(error instanceof ProviderError) || !isPassing(error)) throw error;
      onTrouble(error);
    }
    await clock.sleep(everyMs, end);
  }
}

function isPassing({ detail }: ProviderError): boolean {
  return ['unreachable', 'rate-limited', 'unreadable'].includes(detail.failure);
}
