import path from 'node:path';
import { toCsvChunks } from '../csv.ts';
import { formatJson } from '../json.ts';
import { removeFile, replaceFile } from '../replace-file.ts';
import { STATEMENT_COLUMNS, toStatementRows } from './csv.ts';
import { toStatementSheets } from './sheets.ts';
import type { MonthStatement } from './statement.ts';

/**
 * Writes `statement-YYYY-MM.csv` and `.json` to `directory` (files 0600), each replaced in one step, the JSON last. A
 * sandbox's month has `-sandbox` in its names, so that it never lies where a real one would. An `.xlsx` that wasn't asked
 * for is removed, since it would grow stale.
 *
 * @returns the names of the files.
 * @throws InputError when a file can't be written.
 */
export async function writeStatement(
  statement: MonthStatement,
  directory: string,
  { isXlsx }: { readonly isXlsx: boolean },
): Promise<readonly string[]> {
  const stem = `statement-${statement.month}${statement.sandbox ? '-sandbox' : ''}`;
  const rows = toStatementRows(statement);
  const workbook = path.join(directory, `${stem}.xlsx`);
  await replaceFile(path.join(directory, `${stem}.csv`), () =>
    toCsvChunks(STATEMENT_COLUMNS, rows, (row) => row),
  );
  if (isXlsx) {
    const { writeWorkbook } = await import('../xlsx/workbook.ts');
    await writeWorkbook(workbook, toStatementSheets(statement, rows));
  } else await removeFile(workbook);
  await replaceFile(path.join(directory, `${stem}.json`), () => [formatJson(statement)]);
  return [`${stem}.csv`, ...(isXlsx ? [`${stem}.xlsx`] : []), `${stem}.json`];
}
