import { insertRecipients, insertRejectedRows } from './insert-draft.ts';
import { packError, type PackedError } from './packed-error.ts';
import {
  unpackRecipients,
  unpackRejectedRows,
  type RecipientParcel,
  type RejectedParcel,
} from './row-parcel.ts';
import { BUSY_TIMEOUT_MS, setUp } from './set-up.ts';
import { openSql, type Sql } from './sql.ts';
import { openWrite } from './write.ts';

/** Which ledger the second thread writes to, and as whom. */
export interface Seat {
  readonly path: string;
  readonly epoch: number;
}

export type DraftOrder = RecipientParcel | RejectedParcel | { readonly kind: 'end' };

/** One for each order, in their order. */
export type DraftAnswer =
  { readonly kind: 'done' } | { readonly kind: 'failed'; readonly error: PackedError };

/** What is used of a thread's end of its channel. */
export interface ServicePort {
  postMessage(answer: DraftAnswer): void;
  on(event: 'message', listener: (order: DraftOrder) => void): unknown;
  close(): void;
}

/** Rows are only appended, to the end of each open batch. */
const CACHE_KIB = 4 * 1024;

/** Writes the rows of drafts over a connection of its own, a transaction an order, until it is told to end. */
export function serveDraft(port: ServicePort, { path, epoch }: Seat): void {
  let sql: Sql | null = null;
  const open = (): Sql => {
    const opened = openSql(path, { timeout: BUSY_TIMEOUT_MS });
    setUp(opened, path, CACHE_KIB);
    return opened;
  };
  const carryOut = async (order: DraftOrder): Promise<void> => {
    if (order.kind === 'end') {
      sql?.close();
      return;
    }
    const connection = (sql ??= open());
    const write = openWrite(connection, epoch);
    await write(() => {
      insert(connection, order);
    });
  };
  port.on('message', (order) => {
    void carryOut(order)
      .then(
        (): DraftAnswer => ({ kind: 'done' }),
        (error: unknown): DraftAnswer => ({ kind: 'failed', error: packError(error) }),
      )
      .then((answer) => {
        port.postMessage(answer);
        if (order.kind === 'end') port.close();
      });
  });
}

function insert(sql: Sql, order: RecipientParcel | RejectedParcel): void {
  if (order.kind === 'recipients') insertRecipients(sql, order.draft, unpackRecipients(order));
  else insertRejectedRows(sql, order.draft, unpackRejectedRows(order));
}
