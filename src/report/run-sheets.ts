import type { BatchRecord, ReportLedger } from '../core/ledger.ts';
import { parseMoney } from '../core/money.ts';
import { isSandbox, type Run } from '../core/run.ts';
import { BATCH_COLUMNS, toBatchCells, toBatchRow } from './batches.ts';
import type { RunCount } from './count.ts';
import type { Cell } from './cell.ts';
import { MESSAGE_COLUMNS, toMessageCells } from './messages.ts';
import { findStanding } from './read-count.ts';
import { readRejectedTable } from './rejected.ts';
import type { RunSummary } from './summary.ts';
import type { SheetOfCells } from './xlsx/workbook.ts';

/** The sheets of a run's workbook: its summary, then the three CSV files, whose rows are read as they are drawn. */
export async function readRunSheets(
  ledger: ReportLedger,
  run: Run,
  read: {
    readonly batches: ReadonlyMap<number, BatchRecord>;
    readonly count: RunCount;
    readonly summary: RunSummary;
  },
): Promise<readonly SheetOfCells[]> {
  const { batches, count, summary } = read;
  const messages = mapEach(ledger.recipientRecords(run.id), (record) =>
    toMessageCells(run, record, findStanding(record, batches)),
  );
  const rejected = await readRejectedTable(ledger, run.id, run.header);
  const sheets: SheetOfCells[] = [
    { name: 'summary', columns: ['figure', 'value'], rows: toSummaryRows(summary) },
    {
      name: 'batches',
      columns: BATCH_COLUMNS,
      rows: [...batches.values()].map((record) =>
        toBatchCells(toBatchRow(run, record, count.batches.get(record.number))),
      ),
    },
    { name: 'messages', columns: MESSAGE_COLUMNS, rows: messages },
    { name: 'rejected', columns: rejected.columns, rows: mapEach(rejected.records, rejected.toCells) },
  ];
  if (!isSandbox(run.world)) return sheets;
  const mark = `SANDBOX: nothing of ${run.name} was really sent, and nothing was charged.`;
  return sheets.map((sheet) => ({ ...sheet, mark }));
}

async function* mapEach<T>(
  records: AsyncIterable<T>,
  toCells: (record: T) => Cell[],
): AsyncGenerator<Cell[]> {
  for await (const record of records) yield toCells(record);
}

function toSummaryRows(summary: RunSummary): readonly (readonly Cell[])[] {
  const { run, campaign, state, sandbox, startedAt, finishedAt, from, rows, recipients, cost } = summary;
  const money = (text: string | null): Cell => (text === null ? null : parseMoney(text));
  return [
    ...Object.entries({ run, campaign, state, sandbox: String(sandbox), startedAt, finishedAt }),
    ...from.map((phone) => ['from', phone]),
    ...Object.entries({ rows, recipients }),
    ...Object.entries(summary.rejectedRows).map(([code, n]) => [`rejected row: ${code}`, n]),
    ...Object.entries(summary.messages).map(([name, n]) => [`messages: ${name}`, n]),
    ['segments', summary.segments],
    ['currency', cost.currency],
    ['estimated', money(cost.estimated)],
    ['actual', money(cost.actual)],
    ['provider’s batches', money(cost.providerBatches)],
    ['variance', money(cost.variance)],
    ['messages without a price', cost.unpriced],
    ...summary.errors.map(({ code, meaning, count }) => [
      `error: ${code ?? 'none given'}, ${meaning}`,
      count,
    ]),
    ...Object.entries(summary.apiCalls ?? {}).map(([endpoint, n]) => [`API calls: ${endpoint}`, n]),
    ...summary.controls.map(({ name, ok }) => [`control: ${name}`, ok ? 'holds' : 'BROKEN']),
  ];
}
