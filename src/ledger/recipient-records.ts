import type { Batch } from '../core/batch.ts';
import type { RecipientRecord } from '../core/ledger.ts';
import type { WithholdReason } from '../core/offer-guard.ts';
import { formatPhone, formatPurgedPhone } from '../core/recipient.ts';
import { toNanos } from './rows.ts';
import type { Sql } from './sql.ts';

interface RecipientRow {
  readonly position: number;
  readonly line: number;
  readonly phone: number;
  readonly area: number | null;
  readonly segments: number;
}

interface MessageRow {
  readonly message_id: string;
  readonly batch_id: string | null;
  readonly position: number;
  readonly phone: string;
  readonly status: string;
  readonly error_code: string | null;
  readonly segments: number | null;
  readonly cost: number | null;
  readonly created_at: number | null;
  readonly updated_at: number | null;
}

interface RejectionRow {
  readonly position: number | null;
  readonly error_code: string | null;
  readonly description: string | null;
}

/** The recipients of one batch with their messages and rejections; then the messages that match no recipient. */
export function recipientRecordsOf(sql: Sql, runId: number, batch: Batch): RecipientRecord[] {
  const messages = groupByPosition(readMessages(sql, runId, batch.number));
  const rejections = new Map(
    sql
      .all<RejectionRow>(
        'SELECT position, error_code, description FROM provider_rejection WHERE run_id = ? AND batch = ?',
        runId,
        batch.number,
      )
      .map((row) => [row.position, row]),
  );
  const withheld = new Map(
    sql
      .all<{ position: number; reason: WithholdReason }>(
        'SELECT position, reason FROM withheld WHERE run_id = ? AND batch = ?',
        runId,
        batch.number,
      )
      .map(({ position, reason }) => [position, reason]),
  );
  const recipients = sql.all<RecipientRow>(
    'SELECT position, line, phone, area, segments FROM recipient WHERE run_id = ? AND batch = ? ORDER BY position',
    runId,
    batch.number,
  );
  const known = recipients.flatMap((recipient) =>
    (messages.get(recipient.position) ?? [null]).map((message) =>
      toRecord(batch, recipient, message, {
        rejection: rejections.get(recipient.position) ?? null,
        withheld: withheld.get(recipient.position) ?? null,
      }),
    ),
  );
  const strangers = (messages.get(0) ?? []).map((message) =>
    toRecord(batch, null, message, { rejection: null, withheld: null }),
  );
  return [...known, ...strangers];
}

function readMessages(sql: Sql, runId: number, batch: number): MessageRow[] {
  return sql.all<MessageRow>(
    `SELECT message_id, batch_id, position, phone, status, error_code, segments, cost, created_at, updated_at
     FROM message WHERE run_id = ? AND batch = ? ORDER BY position, message_id`,
    runId,
    batch,
  );
}

/** Rows of a batch by the recipient's position; 0 is nobody's. */
export function groupByPosition<T extends { readonly position: number }>(
  rows: readonly T[],
): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(row.position);
    if (group === undefined) groups.set(row.position, [row]);
    else group.push(row);
  }
  return groups;
}

function toRecord(
  batch: Batch,
  recipient: RecipientRow | null,
  message: MessageRow | null,
  { rejection, withheld }: { readonly rejection: RejectionRow | null } & Pick<RecipientRecord, 'withheld'>,
): RecipientRecord {
  return {
    batch: batch.number,
    position: recipient?.position ?? 0,
    line: recipient?.line ?? 0,
    phone: recipient === null ? (message?.phone ?? '') : toPhone(recipient),
    from: batch.from,
    batchId: message?.batch_id ?? batch.batchId,
    batchState: batch.state,
    ...toMessagePart(message),
    withheld,
    price: batch.price,
    rejection:
      rejection === null ? null : { errorCode: rejection.error_code, description: rejection.description },
    plannedSegments: recipient?.segments ?? 0,
  };
}

/** A recipient of a purged run has a negative number, which is nobody's. */
function toPhone({ phone, area }: RecipientRow): string {
  return phone < 0 ? formatPurgedPhone(area) : formatPhone(phone);
}

const NO_MESSAGE = {
  messageId: null,
  status: null,
  errorCode: null,
  segments: null,
  cost: null,
  createdAt: null,
  updatedAt: null,
};

function toMessagePart(message: MessageRow | null): Pick<RecipientRecord, keyof typeof NO_MESSAGE> {
  if (message === null) return NO_MESSAGE;
  return {
    messageId: message.message_id,
    status: message.status,
    errorCode: message.error_code,
    segments: message.segments,
    cost: toNanos(message.cost),
    createdAt: message.created_at,
    updatedAt: message.updated_at,
  };
}
