import { TAKEN_STATES } from '../core/batch.ts';
import type { FailedRecipient } from '../core/history.ts';
import { inTurn } from './in-turn.ts';
import { assertNotPurged, type RecipientRow } from './recipients.ts';
import { readRun } from './report-ledger.ts';
import type { Sql } from './sql.ts';

interface BatchRow {
  readonly number: number;
  readonly sender: string;
  readonly state: string;
  readonly submitted_at: number | null;
}

interface FailureRow extends RecipientRow {
  readonly error_code: string | null;
  readonly failed_at: number | null;
}

const TAKEN = TAKEN_STATES.map((state) => `'${state}'`).join(', ');
const RECIPIENT = 'r.position, r.line, r.phone, r.placeholders, r.text, r.segments';
const OF_BATCH = 'r.run_id = ?1 AND r.batch = ?2';

/** Failed statuses, as `isFinal` of core/message.ts knows them. */
const FAILED = "('DeliveryFailed', 'SendingFailed')";

const MESSAGES = `SELECT ${RECIPIENT}, m.error_code, coalesce(m.updated_at, m.created_at) AS failed_at
  FROM message m JOIN recipient r ON r.run_id = m.run_id AND r.batch = m.batch AND r.position = m.position
  WHERE ${OF_BATCH} AND m.status IN ${FAILED}`;

/** A recipient with a message is judged by that, whatever the reply to the submit said of it. */
const REJECTIONS = `SELECT ${RECIPIENT}, p.error_code, NULL AS failed_at
  FROM provider_rejection p JOIN recipient r ON r.run_id = p.run_id AND r.batch = p.batch AND r.position = p.position
  WHERE ${OF_BATCH}`;

/** A batch at a time: the largest has 10,000 recipients. */
export async function* failedRecipients(sql: Sql, runId: number): AsyncGenerator<readonly FailedRecipient[]> {
  const run = await inTurn(() => readRun(sql, runId));
  if (run !== null) assertNotPurged(run);
  for (let after = 0; ;) {
    const number = after;
    const batch = await inTurn(() =>
      sql.get<BatchRow>(
        `SELECT number, sender, state, submitted_at FROM batch
         WHERE run_id = ? AND number > ? AND state IN (${TAKEN}) ORDER BY number LIMIT 1`,
        runId,
        number,
      ),
    );
    if (batch === null) return;
    after = batch.number;
    const failures = await inTurn(() => readFailures(sql, runId, batch));
    if (failures.length > 0) yield failures;
  }
}

function readFailures(sql: Sql, runId: number, batch: BatchRow): FailedRecipient[] {
  const messages = countMessages(sql, runId, batch.number);
  const failed = groupByPosition(sql.all<FailureRow>(MESSAGES, runId, batch.number));
  const rejected = groupByPosition(sql.all<FailureRow>(REJECTIONS, runId, batch.number));
  const positions = [...new Set([...failed.keys(), ...rejected.keys()])].sort((a, b) => a - b);
  return positions.flatMap((position) => {
    const many = messages.get(position) ?? 0;
    const rows = failed.get(position) ?? [];
    const [row] = many === 0 ? (rejected.get(position) ?? []) : rows;
    // One message that didn't fail is enough: it may have arrived.
    if (row === undefined || rows.length < many) return [];
    return [toFailure(row, batch, { isTwin: many > 1 || batch.state === 'duplicated' })];
  });
}

/** Rows of a batch by the recipient's position; 0 is nobody's. */
function groupByPosition<T extends { readonly position: number }>(rows: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const group = groups.get(row.position);
    if (group === undefined) groups.set(row.position, [row]);
    else group.push(row);
  }
  return groups;
}

function countMessages(sql: Sql, runId: number, batch: number): ReadonlyMap<number, number> {
  const rows = sql.all<{ position: number; n: number }>(
    'SELECT position, count(*) AS n FROM message WHERE run_id = ? AND batch = ? GROUP BY position',
    runId,
    batch,
  );
  return new Map(rows.map(({ position, n }) => [position, n]));
}

function toFailure(
  row: FailureRow,
  batch: BatchRow,
  { isTwin }: { readonly isTwin: boolean },
): FailedRecipient {
  const offeredAt = batch.submitted_at ?? 0;
  return {
    line: row.line,
    phone: row.phone,
    from: batch.sender,
    values: row.placeholders,
    text: row.text,
    segments: row.segments,
    errorCode: row.error_code,
    offeredAt,
    failedAt: row.failed_at ?? offeredAt,
    isTwin,
  };
}
