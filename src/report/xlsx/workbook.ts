import writeXlsxFile from 'write-excel-file/node';
import type { Row, Sheet } from 'write-excel-file/node';
import type { Cell } from '../csv.ts';
import { replaceFile } from '../replace-file.ts';
import { toTextCell, toXlsxCell } from './cell.ts';
import { toSteadyZip } from './steady-zip.ts';

/** A sheet: its columns, then its rows. Cells have the types that they have in a CSV. */
export interface SheetOfCells {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** A first row above the columns, in red: that nothing of this was really sent. */
  readonly mark?: string;
}

/**
 * Writes a workbook, in one step, mode 0600. The same sheets give the same bytes.
 *
 * @throws InputError when the file can't be written.
 */
export async function writeWorkbook(file: string, sheets: readonly SheetOfCells[]): Promise<void> {
  const bytes = await writeXlsxFile(sheets.map(toSheet)).toBuffer();
  await replaceFile(file, () => [toSteadyZip(bytes)]);
}

const HEADER = { fontWeight: 'bold' } as const;
const MARK = { fontWeight: 'bold', textColor: '#b00020' } as const;
const WIDTH_OF: readonly (readonly [RegExp, number])[] = [
  [/_at$/, 25],
  [/^(run|campaign|error|reason|figure)$/, 28],
  [/(_id|^from|^to|^phone)$/, 18],
];

function toSheet({ name, columns, rows, mark }: SheetOfCells): Sheet<never> {
  const head: Row[] = [
    ...(mark === undefined ? [] : [[{ ...MARK, ...toTextCell(mark) }]]),
    columns.map((column) => ({ ...HEADER, ...toTextCell(column) })),
  ];
  return {
    sheet: name,
    data: [...head, ...rows.map((row) => row.map(toXlsxCell))],
    columns: columns.map((column) => ({ width: WIDTH_OF.find(([like]) => like.test(column))?.[1] ?? 14 })),
    stickyRowsCount: head.length,
  };
}
