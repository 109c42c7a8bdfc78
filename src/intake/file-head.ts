import { InputError, type Problem } from '../core/error.ts';
import { detectDelimiter, formatDelimiter, readSeparatorLine } from './delimiter.ts';
import type { EncodingChoice } from './encoding.ts';
import { isPhoneHeader } from './phone-column.ts';
import type { CsvShape } from './record.ts';
import { createRecordReader } from './records.ts';
import type { Survey } from './survey.ts';
import { createTranscoder } from './transcode.ts';

const SAMPLE_BYTES = 64 * 1024;

/** The file's header, and what had to be found out to read it. */
export interface FileHead {
  readonly header: readonly string[];
  /** `FILE:LINE` of the header. */
  readonly headerAt: string;
  readonly shape: CsvShape;
  readonly headerRecords: number;
  readonly assumption: string | null;
}

/** What a person has said about the columns, null where nothing was said. */
export interface HeadWishes {
  readonly delimiter: string | null;
  readonly phoneColumn: string | null;
}

/** Reads the header from the bytes that the survey kept. Returns the problem when there is none. */
export async function readFileHead(
  path: string,
  survey: Survey,
  choice: EncodingChoice,
  wishes: HeadWishes,
): Promise<FileHead | Problem> {
  const isWhole = survey.head.length === survey.bytes;
  const head = createTranscoder(choice)(survey.head, isWhole);
  const sample = head.subarray(0, SAMPLE_BYTES).toString('utf8');
  const separator = readSeparatorLine(sample);
  const isPhone = (cell: string): boolean => isPhoneHeader(cell) || cell.trim() === wishes.phoneColumn;
  const delimiter = wishes.delimiter ?? separator ?? detectDelimiter(sample, isPhone);
  const isWide = choice.encoding.startsWith('utf-16');
  const shape = {
    delimiter,
    hasQuote: isWide || survey.hasQuote,
    hasCarriageReturn: isWide || survey.hasCarriageReturn,
  };
  const headerRecords = separator === null ? 1 : 2;
  const found = await firstRecord(path, shape, head, isWhole, headerRecords - 1);
  if ('found' in found) return found;
  const isSilent = wishes.delimiter !== null || delimiter === ',' || !found.cells[1];
  return {
    header: found.cells,
    headerAt: `${path}:${found.line}`,
    shape,
    headerRecords,
    assumption: isSilent ? null : `columns are separated by ${formatDelimiter(delimiter)}`,
  };
}

async function firstRecord(
  path: string,
  shape: CsvShape,
  head: Buffer,
  isWhole: boolean,
  index: number,
): Promise<{ cells: string[]; line: number } | Problem> {
  const records: { cells: string[]; line: number }[] = [];
  const reader = createRecordReader(path, shape, (cells, line) => {
    records.push({ cells, line });
  });
  try {
    // In small steps, so that a fault far below the header is left to the reading of the rows.
    for (let at = 0; at < head.length && records.length <= index; at += SAMPLE_BYTES) {
      await reader.write(head.subarray(at, at + SAMPLE_BYTES));
    }
    if (isWhole && records.length <= index) await reader.end();
    return records[index] ?? noHeader(path);
  } catch (error) {
    const [problem] = error instanceof InputError ? error.problems : [];
    if (problem === undefined) throw error;
    return problem;
  }
}

function noHeader(path: string): Problem {
  const remedy = 'Put a line with the names of the columns first, one of them "phone".';
  return { where: path, found: 'there is no header line', remedy };
}
