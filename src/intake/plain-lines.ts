import { isBlank } from './clean-text.ts';
import type { CsvShape, TakeRecord } from './record.ts';

/** In UTF-16 units: at three bytes each still less than csv-parse is allowed for a record. */
const MAX_LINE_UNITS = 256 * 1024;
const LINE_FEED = 0x0a;

/** Reads the part of a file that nobody can read in two ways. */
export interface PlainLines {
  /** Hands over the records of whole lines. Returns the bytes from the first record on that isn't plain; null: none yet. */
  read(chunk: Buffer): Buffer | null;
  /** The same for the last line, which has no line break. */
  end(): Buffer | null;
  /** The physical line that comes next. */
  readonly nextLine: number;
}

/**
 * Takes CSV apart line by line as long as it is plain: every record ends with its line, and each cell is either free of
 * quotes, or quoted from its first sign to its last with every quote inside written twice. What isn't is left to
 * csv-parse, from that record to the end of the file.
 */
export function openPlainLines({ delimiter, hasCarriageReturn }: CsvShape, take: TakeRecord): PlainLines {
  let nextLine = 1;
  let carried: Buffer | null = null;

  /** Whether a line was plain, and is done. */
  const takeLine = (line: string, hasQuote: boolean): boolean => {
    if (line.length > MAX_LINE_UNITS || (hasCarriageReturn && line.includes('\r'))) return false;
    if (line !== '') {
      const cells = hasQuote ? splitPlain(line, delimiter) : line.split(delimiter);
      if (cells === null) return false;
      if (!cells.every(isBlank)) take(cells, nextLine, line);
    }
    nextLine += 1;
    return true;
  };

  return {
    get nextLine() {
      return nextLine;
    },
    read: (chunk) => {
      const end = chunk.lastIndexOf(LINE_FEED) + 1;
      const bytes = carried === null ? chunk : Buffer.concat([carried, chunk]);
      const whole = end === 0 ? 0 : bytes.length - chunk.length + end;
      carried = whole < bytes.length ? bytes.subarray(whole) : null;
      const text = bytes.toString('utf8', 0, whole);
      const hasQuote = text.includes('"');
      for (let at = 0, index = 0; at < text.length; index++) {
        const feed = text.indexOf('\n', at);
        const isReturned = hasCarriageReturn && text[feed - 1] === '\r' && feed > at;
        if (!takeLine(text.slice(at, isReturned ? feed - 1 : feed), hasQuote)) {
          return bytes.subarray(startOfLine(bytes, index));
        }
        at = feed + 1;
      }
      return carried !== null && carried.length > MAX_LINE_UNITS ? carried : null;
    },
    end: () => {
      const last = carried?.toString('utf8') ?? '';
      return last === '' || takeLine(last, true) ? null : carried;
    },
  };
}

/** Where the line of an index begins. Counted in bytes: what is no UTF-8 has another length as text. */
function startOfLine(bytes: Buffer, index: number): number {
  let start = 0;
  for (let passed = 0; passed < index; passed++) start = bytes.indexOf(LINE_FEED, start) + 1;
  return start;
}

/** The cells of a line without its line break; null where it isn't plain. */
export function splitPlain(line: string, delimiter: string): string[] | null {
  return line.includes('"') ? splitQuoted(line, delimiter) : line.split(delimiter);
}

function splitQuoted(line: string, delimiter: string): string[] | null {
  const cells: string[] = [];
  for (let at = 0; ;) {
    let end: number;
    if (line[at] === '"') {
      const close = findClose(line, at + 1);
      if (close < 0) return null;
      cells.push(line.slice(at + 1, close).replaceAll('""', '"'));
      end = close + 1;
      if (end < line.length && line[end] !== delimiter) return null;
    } else {
      const next = line.indexOf(delimiter, at);
      end = next < 0 ? line.length : next;
      const cell = line.slice(at, end);
      if (cell.includes('"')) return null;
      cells.push(cell);
    }
    if (end === line.length) return cells;
    at = end + 1;
  }
}

/** The quote that closes a cell: the first that isn't followed by another; negative where there is none. */
function findClose(line: string, from: number): number {
  let close = line.indexOf('"', from);
  while (close >= 0 && line[close + 1] === '"') close = line.indexOf('"', close + 2);
  return close;
}
