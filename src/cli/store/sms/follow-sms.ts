import type { Clock } from '../../../core/clock.ts';
import { ProviderError } from '../../../core/error.ts';
import type { MailboxMessage, MessageStore } from '../../../core/message-store.ts';

const FINAL = ['Delivered', 'DeliveryFailed', 'SendingFailed', 'Received'];
const FIRST_MS = 2000;
const MOST_MS = 15_000;

/** Whether a message's status is its last (MessageStatusEnum). `Sent` may be: many carriers send no receipt. */
export function isFinal({ status }: MailboxMessage): boolean {
  return FINAL.includes(status ?? '');
}

/**
 * Reads a message again and again, ever more rarely, until its status is final or `forMs` are over.
 *
 * @param onStatus told of every status once.
 * @returns the message as it was seen last.
 */
export async function followSms(
  store: Pick<MessageStore, 'read'>,
  first: MailboxMessage,
  forMs: number,
  { clock, interrupt }: { readonly clock: Clock; readonly interrupt: AbortSignal },
  onStatus: (message: MailboxMessage) => void,
): Promise<MailboxMessage> {
  const endsAt = clock.monotonic() + forMs;
  let message = first;
  onStatus(message);
  for (let waitMs = FIRST_MS; !isFinal(message); waitMs = Math.min(waitMs * 1.5, MOST_MS)) {
    const leftMs = endsAt - clock.monotonic();
    if (leftMs <= 0) break;
    await clock.sleep(Math.min(waitMs, leftMs), interrupt);
    if (interrupt.aborted) break;
    const next = await readOnce(store, message);
    if (next.status !== message.status) onStatus(next);
    message = next;
  }
  return message;
}

/** A look that failed for now changes nothing. */
async function readOnce(store: Pick<MessageStore, 'read'>, message: MailboxMessage): Promise<MailboxMessage> {
  try {
    for await (const [outcome] of store.read([message.id])) return outcome?.message ?? message;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
  }
  return message;
}
