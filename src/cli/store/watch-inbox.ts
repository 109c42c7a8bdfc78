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
  const look = openLook(highVolume, query);
  while (!end.aborted) {
    const found = await look(clock.now()).catch((error: unknown) => {
      if (end.aborted) return [];
      if (!(error instanceof ProviderError) || !isPassing(error)) throw error;
      onTrouble(error);
      return [];
    });
    const records = await match(found);
    if (records.length > 0) yield { records, nextPageToken: null };
    await clock.sleep(everyMs, end);
  }
}

/** Looks again and again for messages that were not there at an earlier look, oldest first. */
function openLook(highVolume: WatchPorts['highVolume'], query: StoredMessageQuery) {
  const seen = new Map<string, number>();
  let { dateFrom } = query;
  return async (now: number): Promise<readonly StoredMessage[]> => {
    const found = new Map<string, StoredMessage>();
    for await (const { records } of highVolume.messages({ ...query, dateFrom, dateTo: now + DAY_MS })) {
      for (const message of records) if (!seen.has(message.id)) found.set(message.id, message);
    }
    // Only a look that reached the end of the list counts: the next one begins where it did.
    const fresh = [...found.values()].sort((a, b) => (a.createdAt ?? 0) - (b.createdAt ?? 0));
    for (const { id, createdAt } of fresh) seen.set(id, createdAt ?? dateFrom);
    dateFrom = Math.max(dateFrom, (fresh.at(-1)?.createdAt ?? 0) - OVERLAP_MS);
    for (const [id, at] of seen) if (at < dateFrom) seen.delete(id);
    return fresh;
  };
}

function isPassing({ detail }: ProviderError): boolean {
  return ['unreachable', 'rate-limited', 'unreadable'].includes(detail.failure);
}
