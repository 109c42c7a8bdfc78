import type { Batch } from '../core/batch.ts';
import type { RecipientRecord } from '../core/ledger.ts';
import type { WithholdReason } from '../core/offer-guard.ts';
import { formatPurgedPhone } from '../core/recipient.ts';
import { packedRows } from './packed-rows.ts';
import { toNanos } from './rows.ts';
import type { Sql } from './sql.ts';

type RecipientRow = readonly [
  position: number,
  line: number,
  phone: string | null,
  area: number | null,
  segments: number,
];

type MessageRow = readonly [
  position: number,
  id: string,
  batchId: string | null,
  phone: string,
  status: string,
  errorCode: string | null,
  segments: number | null,
  cost: number | null,
  createdAt: number | null,
  updatedAt: number | null,
];

interface RejectionRow {
  readonly position: number | null;
  readonly error_code: string | null;
  readonly description: string | null;
}

/** The recipients of one batch with their messages and rejections; then the messages that match no recipient. */
export function* recipientRecordsOf(sql: Sql, runId: number, batch: Batch): Generator<RecipientRecord> {
  const messages = readMessages(sql, runId, batch.number);
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
    sql.rows<readonly [position: number, reason: WithholdReason]>(
      'SELECT position, reason FROM withheld WHERE run_id = ? AND batch = ?',
      runId,
      batch.number,
    ),
  );
  let next = 0;
  for (const recipient of recipientsInTurn(sql, runId, batch)) {
    const [position] = recipient;
    const why = { rejection: rejections.get(position) ?? null, withheld: withheld.get(position) ?? null };
    let hasMessage = false;
    // Both are in order of their positions; nobody's messages come first.
    for (; next < messages.length; next += 1) {
      const message = messages[next];
      if (message === undefined || message[0] > position) break;
      if (message[0] < position) continue;
      yield toRecord(batch, recipient, message, why);
      hasMessage = true;
    }
    if (!hasMessage) yield toRecord(batch, recipient, null, why);
  }
  for (const message of messages) {
    if (message[0] !== NOBODYS) break;
    yield toRecord(batch, null, message, { rejection: null, withheld: null });
  }
}

/** The position of a message that matches no recipient. */
const NOBODYS = 0;

/** So few that they are gone before the collector has moved them to where it comes by seldom. */
const RECIPIENTS_A_READ = 1000;
/**
 * Numbers come as `formatPhone` writes them: of what JavaScript writes V8 holds thousands, until they are old, and the
 * memory of a long report was full of them. A recipient of a purged run has a negative number, which is nobody's.
 */
const RECIPIENTS = `SELECT position, line, iif(phone < 0, NULL, '+' || phone) AS phone, area, segments FROM recipient
  WHERE run_id = ? AND batch = ? AND position > ? AND position <= ? ORDER BY position`;

function* recipientsInTurn(sql: Sql, runId: number, { number, recipients }: Batch): Generator<RecipientRow> {
  for (let after = 0; after < recipients; after += RECIPIENTS_A_READ) {
    yield* packedRows<RecipientRow>(
      sql,
      ['position', 'line', 'phone', 'area', 'segments'],
      RECIPIENTS,
      runId,
      number,
      after,
      after + RECIPIENTS_A_READ,
    );
  }
}

/**
 * The messages of a batch in order of the recipients' positions and of their ids. Not grouped: V8 learns that what groups
 * them lives long, makes it old from the start, and the memory of a long report fills up.
 */
function readMessages(sql: Sql, runId: number, batch: number): MessageRow[] {
  return sql.rows<MessageRow>(
    `SELECT position, message_id, batch_id, phone, status, error_code, segments, cost, created_at, updated_at
     FROM message WHERE run_id = ? AND batch = ? ORDER BY position, message_id`,
    runId,
    batch,
  );
}

function toRecord(
  batch: Batch,
  recipient: RecipientRow | null,
  message: MessageRow | null,
  { rejection, withheld }: { readonly rejection: RejectionRow | null } & Pick<RecipientRecord, 'withheld'>,
): RecipientRecord {
  const [position, line, phone, area, plannedSegments] = recipient ?? NOBODY;
  const [, id, batchId, to, status, errorCode, segments, cost, createdAt, updatedAt] = message ?? NOTHING;
  return {
    batch: batch.number,
    position,
    line,
    phone: recipient === null ? to : (phone ?? formatPurgedPhone(area)),
    from: batch.from,
    batchId: batchId ?? batch.batchId,
    batchState: batch.state,
    messageId: id,
    status,
    errorCode,
    segments,
    cost: toNanos(cost),
    createdAt,
    updatedAt,
    withheld,
    price: batch.price,
    rejection:
      rejection === null ? null : { errorCode: rejection.error_code, description: rejection.description },
    plannedSegments,
  };
}

const NOBODY: RecipientRow = [0, 0, null, null, 0];
const NOTHING = [0, null, null, '', null, null, null, null, null, null] as const;
