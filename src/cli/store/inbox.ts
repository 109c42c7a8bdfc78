import type { StoredMessage } from '../../core/high-volume-store.ts';
import type { Run } from '../../core/run.ts';
import { isReplyTo, readKeyword, toDigits, type RepliedTo, type ReplyLedger } from '../../core/reply.ts';
import { toInstantCell, type Cell } from '../../report/cell.ts';
import type { Listing } from '../print-records.ts';

/** A reply, with the recipient of the run that it is from; null where no run was asked about. */
export interface Reply {
  readonly message: StoredMessage;
  readonly recipient: RepliedTo | null;
}

const COLUMNS = ['created_at', 'from', 'to', 'keyword', 'asks_for'];

/** Replies to anything. */
export const REPLIES: Listing<Reply> = {
  schema: 'campaign-store-inbox/1',
  key: 'replies',
  columns: [...COLUMNS, 'message_id', 'text'],
  widths: [24, 12, 12, 8, 8, 18, 8],
  toCells: ({ message }) => [...toHead(message), message.id, message.text],
};

/** Replies to a run, with the line of its file and what the text was filled with. */
export function repliesOf(run: Run): Listing<Reply> {
  return {
    ...REPLIES,
    columns: [...COLUMNS, 'run', 'batch', 'line', 'values', 'message_id', 'text'],
    widths: [24, 12, 12, 8, 8, run.name.length, 5, 6, 16, 18, 8],
    toCells: ({ message, recipient }) => [
      ...toHead(message),
      ...[run.name, recipient?.batch ?? null, recipient?.line ?? null],
      ...[recipient?.values.join(' | ') ?? null, message.id, message.text],
    ],
  };
}

function toHead({ createdAt, from, to, text }: StoredMessage): readonly Cell[] {
  const keyword = readKeyword(text ?? '');
  return [toInstantCell(createdAt), from, to, keyword?.word ?? null, keyword?.wish ?? null];
}

/** Which messages of a page are replies. Without a run: those that came in. */
export type Match = (page: readonly StoredMessage[]) => Promise<readonly Reply[]>;

export const matchAll: Match = (page) =>
  Promise.resolve(page.filter(isInbound).map((message) => ({ message, recipient: null })));

/**
 * Those of a run's recipients.
 *
 * @param open the ledger for one question: a reader that stays would keep a campaign's log from being put away.
 */
export function matchRun(run: Run, open: <T>(use: (ledger: ReplyLedger) => Promise<T>) => Promise<T>): Match {
  return async (page) => {
    const inbound = page.filter(isInbound);
    const phones = new Set(inbound.map(({ from }) => Number(toDigits(from))).filter(Number.isSafeInteger));
    if (phones.size === 0) return [];
    const recipients = await open((ledger) => ledger.repliedTo(run.id, [...phones]));
    const byPhone = new Map(recipients.map((recipient) => [String(recipient.phone), recipient]));
    return inbound.flatMap((message) => {
      const recipient = byPhone.get(toDigits(message.from));
      return recipient === undefined || !isReplyTo(recipient, message) ? [] : [{ message, recipient }];
    });
  };
}

/** Whatever was asked for: a store that ignores the filter must not make our own texts replies. */
function isInbound({ direction }: StoredMessage): boolean {
  return direction === null || direction === 'Inbound';
}
