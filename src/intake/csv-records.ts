import { CsvError, Parser } from 'csv-parse';
import { InputError, type Problem } from '../core/error.ts';
import { isBlank } from './clean-text.ts';
import type { CsvShape, RecordReader, TakeRecord } from './record.ts';

/** More than this in one record is a missing quote, not a recipient. Bytes of UTF-8. */
const MAX_RECORD_BYTES = 1024 * 1024;

/**
 * Reads CSV through csv-parse; `take` gets the records in file order. Blank lines are no records, nor are records of
 * blank cells. `firstLine` is the physical line that the bytes begin with. Lines are counted here, because csv-parse counts a CRLF in a quoted cell twice and its `info` option is
 * three times slower: a record starts after the records before it, the line breaks in their cells, and the blank lines
 * that csv-parse skipped so far.
 */
export function createCsvReader(
  path: string,
  shape: CsvShape,
  take: TakeRecord,
  firstLine: number,
): RecordReader {
  const parser = new Parser({
    delimiter: shape.delimiter,
    record_delimiter: shape.hasCarriageReturn ? ['\r\n', '\n', '\r'] : ['\n'],
    max_record_size: MAX_RECORD_BYTES,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  refuseTextAfterQuote(parser);
  let nextLine = firstLine;
  // csv-parse pushes each record while its counters stand at that record; a stream's queue would lose that moment.
  parser.push = (record: string[] | null) => {
    if (record === null) return true;
    const line = nextLine + parser.info.empty_lines;
    nextLine += 1 + (shape.hasQuote ? countLineBreaks(record) : 0);
    if (!record.every(isBlank)) take(record, line, null);
    return true;
  };
  parser.on('error', () => undefined); // reported by the callback of the call that met it
  const run = async (call: (done: (error?: Error | null) => void) => void): Promise<void> => {
    await new Promise<void>((resolve, reject) => {
      call((error) => (error ? reject(error) : resolve()));
    }).catch((error: unknown) => {
      throw toInputError(error, `${path}:${nextLine + parser.info.empty_lines}`);
    });
  };
  return {
    // A copy, because csv-parse keeps what it has not parsed yet.
    write: (chunk) => run((done) => parser.write(Buffer.from(chunk), done)),
    end: () => run((done) => parser.end(done)),
  };
}

/**
 * With `relax_quotes`, a quote inside an unquoted cell is text. But so is then everything from a quote that was
 * forgotten up to the next one, rows and all, and that is no text. csv-parse 7 prepends the opening quote to its cell
 * in that case and no other.
 */
function refuseTextAfterQuote(parser: Parser): void {
  const { state } = parser as unknown as { readonly state: { readonly field: { prepend: () => void } } };
  state.field.prepend = () => {
    throw new CsvError('CSV_INVALID_CLOSING_QUOTE', 'text after a closing quote');
  };
}

function countLineBreaks(cells: readonly string[]): number {
  let count = 0;
  for (const cell of cells) {
    if (cell.includes('\n') || cell.includes('\r')) count += cell.match(/\r\n|\n|\r/g)?.length ?? 0;
  }
  return count;
}

const FAULTS: Partial<Record<string, Omit<Problem, 'where'>>> = {
  CSV_QUOTE_NOT_CLOSED: {
    found: 'a quote opened in the row that starts here is never closed',
    remedy: 'Close it, or write "" where a quote belongs to the text.',
  },
  CSV_INVALID_CLOSING_QUOTE: {
    found: 'a quoted cell of the row that starts here goes on after its closing quote',
    remedy: 'Write a quote inside a quoted cell twice: "".',
  },
  CSV_MAX_RECORD_SIZE: {
    found: `the row that starts here is longer than ${MAX_RECORD_BYTES / 1024} KiB`,
    remedy: 'Look for a quote that is opened there and not closed.',
  },
};

function toInputError(error: unknown, where: string): unknown {
  if (!(error instanceof CsvError)) return error;
  const fault = FAULTS[error.code] ?? { found: error.message, remedy: 'Correct this row.' };
  return new InputError([{ where, ...fault }]);
}
