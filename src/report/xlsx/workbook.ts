import writeXlsxFile from 'write-excel-file/node';
import type { Row, Sheet, Cell as XlsxCell } from 'write-excel-file/node';
import type { Cell } from '../cell.ts';
import { replaceFile } from '../replace-file.ts';
import { toTextCell, toXlsxCell } from './cell.ts';
import { toSteadyZip } from './steady-zip.ts';

/** A sheet: its columns, then its rows, which are read once. Cells have the types that they have in a CSV. */
export interface SheetOfCells {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: Iterable<readonly Cell[]> | AsyncIterable<readonly Cell[]>;
  /** A first row above the columns, in red: that nothing of this was really sent. */
  readonly mark?: string;
}

/**
 * Writes a workbook, in one step, mode 0600. The same sheets give the same bytes.
 *
 * @throws InputError when the file can't be written.
 */
export async function writeWorkbook(file: string, sheets: readonly SheetOfCells[]): Promise<void> {
  const drawn: Sheet<never>[] = [];
  for (const sheet of sheets) drawn.push(await toSheet(sheet));
  const bytes = await writeXlsxFile(drawn).toBuffer();
  await replaceFile(file, () => [toSteadyZip(bytes)]);
}

const HEADER = { fontWeight: 'bold' } as const;
const MARK = { fontWeight: 'bold', textColor: '#b00020' } as const;
const WIDTH_OF: readonly (readonly [RegExp, number])[] = [
  [/_at$/, 25],
  [/^(run|campaign|error|reason|figure)$/, 28],
  [/(_id|^from|^to|^phone)$/, 18],
];

async function toSheet({ name, columns, rows, mark }: SheetOfCells): Promise<Sheet<never>> {
  const data: Row[] = [
    ...(mark === undefined ? [] : [[{ ...MARK, ...toTextCell(mark) }]]),
    columns.map((column) => ({ ...HEADER, ...toTextCell(column) })),
  ];
  const stickyRowsCount = data.length;
  const toRow = rememberRow();
  for await (const row of rows) data.push(toRow(row));
  return {
    sheet: name,
    data,
    columns: columns.map((column) => ({ width: WIDTH_OF.find(([like]) => like.test(column))?.[1] ?? 14 })),
    stickyRowsCount,
  };
}

/**
 * Draws rows one below the other. A cell that says what the one above it says is the same object: most of a long list
 * (the run, the batch, the sender, the price) does, and all of its cells are in memory at once.
 */
function rememberRow(): (row: readonly Cell[]) => XlsxCell[] {
  let above: readonly Cell[] = [];
  let drawnAbove: readonly XlsxCell[] = [];
  return (row) => {
    const drawn = row.map((cell, index) =>
      isSame(cell, above[index]) ? (drawnAbove[index] ?? null) : toXlsxCell(cell),
    );
    above = row;
    drawnAbove = drawn;
    return drawn;
  };
}

function isSame(cell: Cell, above: Cell | undefined): boolean {
  return cell === above || (cell instanceof Date && above instanceof Date && +cell === +above);
}
