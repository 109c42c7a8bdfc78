import { receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
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

export type DraftOrder = RecipientParcel | RejectedParcel | { readonly what: 'end' };

/** One for each order, in their order. */
export type DraftAnswer =
  { readonly what: 'done' } | { readonly what: 'failed'; readonly error: PackedError };

/** Rows are only appended, to the end of each open batch. */
const CACHE_KIB = 4 * 1024;
/**
 * Orders that are worth a commit: it writes the last page of every open batch, however few rows came to it. Fewer than the
 * chunks that a plan has open (`writes-ahead.ts`), or each transaction would wait out the patience below.
 */
const ORDERS_A_TRANSACTION = 20;
/** How long fewer wait for the next. The end of a plan waits once. */
const PATIENCE_MS = 20;

/** Writes the rows of drafts over a connection of its own until it is told to end, many orders a transaction. */
export function serveDraft(port: MessagePort, seat: Seat): void {
  let sql: Sql | null = null;
  const waiting: DraftOrder[] = [];
  let patience: NodeJS.Timeout | undefined;
  const carryOut = async (orders: readonly DraftOrder[]): Promise<void> => {
    const parcels = orders.filter((order) => order.what !== 'end');
    if (parcels.length > 0) {
      const connection = (sql ??= openConnection(seat));
      const write = openWrite(connection, seat.epoch);
      await write(() => {
        for (const parcel of parcels) insert(connection, parcel);
      });
    }
    if (parcels.length < orders.length) sql?.close();
  };
  const carryOutWaiting = (): void => {
    const orders = waiting.splice(0);
    void carryOut(orders)
      .then(
        (): DraftAnswer => ({ what: 'done' }),
        (error: unknown): DraftAnswer => ({ what: 'failed', error: packError(error) }),
      )
      .then((answer) => {
        orders.forEach(() => {
          port.postMessage(answer);
        });
        if (orders.at(-1)?.what === 'end') port.close();
      });
  };
  port.on('message', (order: DraftOrder) => {
    waiting.push(order, ...takeWaiting(port));
    clearTimeout(patience);
    const isDue = waiting.length >= ORDERS_A_TRANSACTION || waiting.at(-1)?.what === 'end';
    if (isDue) carryOutWaiting();
    else patience = setTimeout(carryOutWaiting, PATIENCE_MS);
  });
}

function takeWaiting(port: MessagePort): DraftOrder[] {
  const orders: DraftOrder[] = [];
  for (;;) {
    const next = receiveMessageOnPort(port) as { readonly message: DraftOrder } | undefined;
    if (next === undefined) return orders;
    orders.push(next.message);
  }
}

function openConnection({ path }: Seat): Sql {
  const sql = openSql(path, { timeout: BUSY_TIMEOUT_MS });
  setUp(sql, path, CACHE_KIB);
  return sql;
}

function insert(sql: Sql, order: RecipientParcel | RejectedParcel): void {
  if (order.what === 'recipients') insertRecipients(sql, order.draft, unpackRecipients(order));
  else insertRejectedRows(sql, order.draft, unpackRejectedRows(order));
}
