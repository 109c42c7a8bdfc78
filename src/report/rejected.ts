import type { ReportLedger } from '../core/ledger.ts';
import type { RejectedRow } from '../core/recipient.ts';
import { toCsvChunks } from './csv.ts';
import type { Cell } from './cell.ts';
import { replaceFile } from './replace-file.ts';

/** The columns of `rejected.csv` that come before the file's own. An interface. */
export const REJECTED_COLUMNS = ['line', 'phone', 'code', 'reason'] as const;

/** More surplus cells than this share the last surplus column: one broken row must not widen all others without end. */
const MOST_SURPLUS = 16;

/** The rejected rows as a table. */
export interface RejectedTable {
  readonly columns: readonly string[];
  readonly records: AsyncIterable<RejectedRow>;
  readonly toCells: (row: RejectedRow) => Cell[];
}

type Source = Pick<ReportLedger, 'rejectedRows' | 'widestRejectedRow'>;

/**
 * The rejected rows of a run or of a draft: line, phone, code, reason, then the row as it stood in the file. All lines
 * have the same number of cells: short rows are padded, and where a row is longer than the header, the header gets
 * `surplus_1`, `surplus_2`, …
 */
export async function readRejectedTable(
  ledger: Source,
  runId: number,
  header: readonly string[],
): Promise<RejectedTable> {
  const widest = await ledger.widestRejectedRow(runId);
  const surplus = Math.min(Math.max(widest - header.length, 0), MOST_SURPLUS);
  const names = Array.from({ length: surplus }, (_, index) => `surplus_${index + 1}`);
  const width = header.length + surplus;
  return {
    columns: [...REJECTED_COLUMNS, ...header, ...names],
    records: ledger.rejectedRows(runId),
    toCells: (row) => toRejectedCells(row, width),
  };
}

/** Writes `rejected.csv`. */
export async function writeRejected(
  ledger: Source,
  runId: number,
  header: readonly string[],
  file: string,
): Promise<void> {
  const { columns, toCells } = await readRejectedTable(ledger, runId, header);
  await replaceFile(file, () => toCsvChunks(columns, ledger.rejectedRows(runId), toCells));
}

function toRejectedCells(row: RejectedRow, width: number): Cell[] {
  const cells = row.cells.slice(0, width);
  if (row.cells.length > width && width > 0) cells[width - 1] = row.cells.slice(width - 1).join(',');
  while (cells.length < width) cells.push('');
  return [row.line, row.phone, row.code, row.reason, ...cells];
}
