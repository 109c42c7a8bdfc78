import { DefectError } from '../core/error.ts';
import type { RunState } from '../core/run.ts';
import { insertRows } from './insert-rows.ts';
import type { StoredRecipients, StoredRejectedRows } from './row-parcel.ts';
import type { Sql } from './sql.ts';

const RECIPIENT = 'recipient (run_id, batch, position, line, phone, placeholders, text, segments)';
const REJECTED_ROW = 'rejected_row (run_id, line, phone, code, reason, cells)';

/** Adds recipients to a draft. Must be in a transaction. */
export function insertRecipients(sql: Sql, draft: number, rows: StoredRecipients): void {
  assertDraft(sql, draft);
  const { batch, position, line, phone, values: placeholders, text, segments } = rows;
  insertRows(sql, RECIPIENT, 8, phone.length, (row, i) =>
    row.push(
      draft,
      batch[i] ?? 0,
      position[i] ?? 0,
      line[i] ?? 0,
      phone[i] ?? 0,
      placeholders[i] ?? null,
      text[i] ?? null,
      segments[i] ?? 0,
    ),
  );
}

/** Adds rejected rows to a draft. Must be in a transaction. */
export function insertRejectedRows(sql: Sql, draft: number, rows: StoredRejectedRows): void {
  assertDraft(sql, draft);
  const { line, phone, code, reason, cells } = rows;
  insertRows(sql, REJECTED_ROW, 6, line.length, (row, i) =>
    row.push(draft, line[i] ?? 0, phone[i] ?? null, code[i] ?? null, reason[i] ?? null, cells[i] ?? null),
  );
}

/** What is frozen takes nothing more. Asked once a chunk: a trigger would ask once a row. */
function assertDraft(sql: Sql, draft: number): void {
  const state = sql.get<{ state: RunState }>('SELECT state FROM run WHERE id = ?', draft)?.state;
  if (state !== 'draft') throw new DefectError(`run ${draft} is not a draft: ${state ?? 'there is none'}`);
}
