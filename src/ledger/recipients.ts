import { DefectError } from '../core/error.ts';
import type { BatchRecipient } from '../core/ledger.ts';
import { formatPhone, textOf } from '../core/recipient.ts';
import type { Run } from '../core/run.ts';
import { readRun } from './report-ledger.ts';
import type { Sql } from './sql.ts';

/** Which recipients of a batch: those that the next offer goes to, and those that any offer so far went to. */
export const NOT_WITHHELD = withheldNot('');
export const OFFERED = withheldNot('AND w.was_offered = 0');

function withheldNot(which: string): string {
  return `NOT EXISTS (SELECT 1 FROM withheld w
    WHERE w.run_id = r.run_id AND w.batch = r.batch AND w.position = r.position ${which})`;
}

/** A recipient as its table has it. */
export interface RecipientRow {
  readonly position: number;
  readonly line: number;
  readonly phone: number;
  readonly placeholders: string | null;
  readonly text: string | null;
  readonly segments: number;
}

/** Recipients of a batch with their texts, in order of their positions. */
export function readRecipients(sql: Sql, runId: number, batch: number, which: string): BatchRecipient[] {
  const run = readRun(sql, runId);
  if (run === null) throw new DefectError(`there is no run ${runId}`);
  assertNotPurged(run);
  const { template } = run;
  return sql
    .all<RecipientRow>(
      `SELECT position, line, phone, placeholders, text, segments FROM recipient r
       WHERE run_id = ? AND batch = ? AND ${which} ORDER BY position`,
      runId,
      batch,
    )
    .map((row) => ({
      position: row.position,
      line: row.line,
      phone: formatPhone(row.phone),
      text: textOf(template, row.placeholders, row.text),
      segments: row.segments,
    }));
}

/** A purged run has nobody to be texted, and takes no news of anybody. */
export function assertNotPurged(run: Pick<Run, 'name' | 'purgedAt'>): void {
  if (run.purgedAt !== null) throw new DefectError(`${run.name} is purged: it has no numbers and no texts`);
}
