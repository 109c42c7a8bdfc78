import type { BatchRecord, ReportLedger } from '../../core/ledger.ts';
import type { Run } from '../../core/run.ts';
import type { StatementReader } from '../../core/statement.ts';
import type { Cell } from '../breakdown.ts';
import { sumFigures, toFigureEntry } from '../figures.ts';
import type { FigureEntry } from '../figures.ts';
import { readBatches, readCount } from '../read-count.ts';
import { isIn, type Month } from './month.ts';

/** What a run's sender did in a month, and what it cost: all that makes one statement differ from another. */
export interface LineFigures extends FigureEntry {
  readonly run: string;
  readonly from: string;
  readonly currency: string;
}

const DAY_MS = 86_400_000;

/** The lines of one run in a month, a line a sender; none where the month holds nothing of it. */
export async function readLines(
  ledger: ReportLedger & StatementReader,
  run: Run,
  month: Month,
): Promise<readonly LineFigures[]> {
  const span = await ledger.runSpan(run.id);
  if (span.to < month.begins || span.from >= month.ends) return [];
  const batches = await readBatches(ledger, run);
  const { cells } = await readCount(ledger, run, batches, { isByBatch: true });
  const held = [...cells.values()].filter((cell) => isIn(month, toInstant(cell, run, batches)));
  return [...new Set([...run.senders, ...held.map((cell) => cell.from)])].flatMap((from) => {
    const own = held.filter((cell) => cell.from === from);
    const figures = toFigureEntry(sumFigures(own.map((cell) => cell.figures)));
    return own.length === 0 ? [] : [{ run: run.name, from, currency: run.currency, ...figures }];
  });
}

/**
 * What ties a cell to a month: the day on which the provider made the messages; without a message, the offer of its
 * batch; without an offer, the start of its run. So each recipient of a run is in exactly one month.
 */
function toInstant(cell: Cell, run: Run, batches: ReadonlyMap<number, BatchRecord>): number {
  if (cell.day !== null) return cell.day * DAY_MS;
  const offeredAt = cell.batch === null ? null : (batches.get(cell.batch)?.submittedAt ?? null);
  return offeredAt ?? run.startedAt ?? run.plannedAt;
}
