import type { Cell } from '../cell.ts';
import type { SheetOfCells } from '../xlsx/workbook.ts';
import { STATEMENT_COLUMNS } from './csv.ts';
import type { MonthStatement } from './statement.ts';

const CHANGE_COLUMNS = ['run', 'from', 'figure', 'before', 'now'] as const;

/** The sheets of a month's workbook: the records of its CSV, and what changed since the statement before. */
export function toStatementSheets(
  statement: MonthStatement,
  rows: readonly (readonly Cell[])[],
): readonly SheetOfCells[] {
  const { sandbox, changes, month } = statement;
  const mark = sandbox
    ? { mark: `SANDBOX: nothing of ${month} here was really sent, and nothing was charged.` }
    : {};
  return [
    { name: 'statement', columns: STATEMENT_COLUMNS, rows, ...mark },
    {
      name: 'changes',
      columns: CHANGE_COLUMNS,
      rows: changes.map((change) => CHANGE_COLUMNS.map((column) => change[column])),
      ...mark,
    },
  ];
}
