import type { Clock } from '../../../core/clock.ts';
import { ProviderError } from '../../../core/error.ts';
import type { MailboxMessage, MessageStore, StandardSms } from '../../../core/message-store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** After an answer that was lost: what was sent may show up late. */
const WAITS_MS = [0, 2000, 5000, 10_000, 20_000];

type Store = Pick<MessageStore, 'list'>;

/** Messages of the store that say the same to the same number: what could be taken for the one that is about to be sent. */
export async function findTwins(
  store: Store,
  sms: StandardSms,
  now: number,
): Promise<readonly MailboxMessage[]> {
  const found: MailboxMessage[] = [];
  const query = { dateFrom: now - DAY_MS, dateTo: now + DAY_MS, phoneNumber: sms.to };
  const all = { directions: ['Outbound'], availabilities: ['Alive', 'Deleted', 'Purged'] };
  for await (const { records } of store.list({ ...query, ...all })) {
    found.push(...records.filter((message) => isTwin(message, sms)));
  }
  return found;
}

function isTwin({ direction, from, to, text }: MailboxMessage, sms: StandardSms): boolean {
  return direction === 'Outbound' && from === sms.from && to.includes(sms.to) && text === sms.text;
}

/** What looking for it came to: exactly one new message is the one. Nothing new is no proof that it was not taken. */
export type Search =
  | { readonly kind: 'found'; readonly message: MailboxMessage }
  | { readonly kind: 'several'; readonly ids: readonly string[] }
  | { readonly kind: 'nothing' };

/**
 * Looks for a message whose answer was lost, some times in 37 seconds. It only reads.
 *
 * @param before the ids of the same messages that were there when it was sent.
 * @param now when it was sent.
 */
export async function searchSms(
  store: Store,
  sms: StandardSms,
  { before, now }: { readonly before: ReadonlySet<string>; readonly now: number },
  clock: Clock,
  interrupt: AbortSignal,
): Promise<Search> {
  for (const waitMs of WAITS_MS) {
    if (waitMs > 0) await clock.sleep(waitMs, interrupt);
    if (interrupt.aborted) break;
    const found = await look(store, sms, now);
    const fresh = found.filter(({ id }) => !before.has(id));
    const [message] = fresh;
    if (message !== undefined && fresh.length === 1) return { kind: 'found', message };
    if (fresh.length > 1) return { kind: 'several', ids: fresh.map(({ id }) => id) };
  }
  return { kind: 'nothing' };
}

/** A look that fails has seen nothing: the next one may. */
async function look(store: Store, sms: StandardSms, now: number): Promise<readonly MailboxMessage[]> {
  try {
    return await findTwins(store, sms, now);
  } catch (error) {
    if (error instanceof ProviderError) return [];
    throw error;
  }
}
