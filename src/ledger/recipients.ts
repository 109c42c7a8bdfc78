import { setImmediate } from 'node:timers/promises';
import { DefectError } from '../core/error.ts';
import type { BatchRecipient } from '../core/ledger.ts';
import { textOf, type FrozenTemplate } from '../core/recipient.ts';
import type { Run } from '../core/run.ts';
import { packedRows } from './packed-rows.ts';
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

type RecipientTuple = [position: number, phone: string, placeholders: string | null, text: string | null];

/**
 * A batch's rows between two positions. Numbers come as `formatPhone` writes them: JavaScript takes longer to write one
 * than for all else of a row.
 */
const COLUMNS = ['position', "'+' || phone", 'placeholders', 'text'];

function rowsBetween(which: string): string {
  return `SELECT position, phone, placeholders, text FROM recipient r WHERE run_id = ? AND batch = ? AND position > ? AND position <= ?
    AND ${which} ORDER BY position`;
}

/** Whose recipients, and which of them. */
interface RecipientQuery {
  readonly runId: number;
  readonly batch: number;
  readonly which: string;
}

/** Recipients of a batch with their texts, in order of their positions. */
export function readRecipients(sql: Sql, runId: number, batch: number, which: string): BatchRecipient[] {
  return readPositions(sql, readTemplate(sql, runId), { runId, batch, which }, 0, Number.MAX_SAFE_INTEGER);
}

/** So many are read at once where something else may be due: it takes a millisecond or two. */
const PIECE = 1000;

/** The same, piece by piece, with time in between for whatever else is due: an answer of the provider's, say. */
export async function* readRecipientsInTurns(
  sql: Sql,
  runId: number,
  batch: number,
  which: string,
): AsyncGenerator<BatchRecipient[]> {
  const template = readTemplate(sql, runId);
  const size = sql.get<{ n: number }>(
    'SELECT recipients AS n FROM batch WHERE run_id = ? AND number = ?',
    runId,
    batch,
  );
  for (let after = 0; after < (size?.n ?? 0); after += PIECE) {
    await setImmediate();
    yield readPositions(sql, template, { runId, batch, which }, after, after + PIECE);
  }
}

function readTemplate(sql: Sql, runId: number): FrozenTemplate {
  const run = sql.get<{ name: string; template: string; purgedAt: number | null }>(
    "SELECT name, template, purged_at AS purgedAt FROM run WHERE id = ? AND state <> 'draft'",
    runId,
  );
  if (run === null) throw new DefectError(`there is no run ${runId}`);
  assertNotPurged(run);
  return { pieces: JSON.parse(run.template) as FrozenTemplate['pieces'] };
}

/** Those whose position is greater than `after` and at most `last`. */
function readPositions(
  sql: Sql,
  template: FrozenTemplate,
  { runId, batch, which }: RecipientQuery,
  after: number,
  last: number,
): BatchRecipient[] {
  const rows = packedRows<RecipientTuple>(sql, COLUMNS, rowsBetween(which), runId, batch, after, last);
  return rows.map(([position, phone, placeholders, text]) => ({
    position,
    phone,
    text: textOf(template, placeholders, text),
  }));
}

/** A purged run has nobody to be texted, and takes no news of anybody. */
export function assertNotPurged(run: Pick<Run, 'name' | 'purgedAt'>): void {
  if (run.purgedAt !== null) throw new DefectError(`${run.name} is purged: it has no numbers and no texts`);
}
