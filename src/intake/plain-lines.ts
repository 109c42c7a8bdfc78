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
export function openPlainLines(shape: CsvShape, take: TakeRecord): PlainLines {
  const lines = openLines(shape, take);
  let carried: Buffer | null = null;

  /** Takes the line that earlier bytes began. Returns what is left to csv-parse, null: nothing. */
  const takeCarried = (chunk: Buffer, end: number): Buffer | null => {
    if (carried === null) return null;
    const line = Buffer.concat([carried, chunk.subarray(0, end)]);
    carried = null;
    return lines.takeAll(line) === null ? null : Buffer.concat([line, chunk.subarray(end)]);
  };

  return {
    get nextLine() {
      return lines.next;
    },
    read: (chunk) => {
      const end = chunk.lastIndexOf(LINE_FEED) + 1;
      if (end === 0) {
        carried = carried === null ? Buffer.from(chunk) : Buffer.concat([carried, chunk]);
        return carried.length > MAX_LINE_UNITS ? carried : null;
      }
      const start = carried === null ? 0 : chunk.indexOf(LINE_FEED) + 1;
      const left = takeCarried(chunk, start);
      if (left !== null) return left;
      const odd = lines.takeAll(chunk.subarray(start, end));
      if (odd !== null) return chunk.subarray(start + odd);
      if (end < chunk.length) carried = Buffer.from(chunk.subarray(end)); // the chunk is its owner's again
      return carried !== null && carried.length > MAX_LINE_UNITS ? carried : null;
    },
    end: () => {
      const last = carried?.toString('utf8') ?? '';
      return last === '' || lines.take(last) ? null : carried;
    },
  };
}

interface Lines {
  /** The physical line that comes next. */
  readonly next: number;
  /** Takes a line without its line break. False: it isn't plain. */
  take(line: string): boolean;
  /** Takes whole lines. Returns where the first begins that isn't plain; null: all are. */
  takeAll(bytes: Buffer): number | null;
}

function openLines({ delimiter, hasCarriageReturn }: CsvShape, hand: TakeRecord): Lines {
  let next = 1;
  const takeLine = (line: string, cells: string[] | null): boolean => {
    if (line.length > MAX_LINE_UNITS || (hasCarriageReturn && line.includes('\r'))) return false;
    if (cells === null) return false;
    if (!cells.every(isBlank)) hand(cells, next, line);
    next += 1;
    return true;
  };
  return {
    get next() {
      return next;
    },
    take: (line) => takeLine(line, splitPlain(line, delimiter)),
    takeAll: (bytes) => {
      const text = bytes.toString('utf8');
      const hasQuote = text.includes('"');
      const cut = openCutter(text, delimiter);
      for (let start = 0, index = 0; start < text.length; index++) {
        const feed = text.indexOf('\n', start);
        const end = hasCarriageReturn && text[feed - 1] === '\r' && feed > start ? feed - 1 : feed;
        const line = text.slice(start, end);
        const isQuoted = hasQuote && line.includes('"');
        if (!takeLine(line, isQuoted ? splitQuoted(line, delimiter) : cut(start, end)))
          return startOfLine(bytes, index);
        start = feed + 1;
      }
      return null;
    },
  };
}

/**
 * Cuts lines of a text without quotes into cells, one after the other, where they stand: a line alone takes longer to
 * search. The text is searched once, however few delimiters it has.
 */
function openCutter(text: string, delimiter: string): (start: number, end: number) => string[] {
  let next = text.indexOf(delimiter);
  return (start, end) => {
    const cells: string[] = [];
    let at = start;
    if (next >= 0 && next < start) next = text.indexOf(delimiter, start);
    while (next >= 0 && next < end) {
      cells.push(text.slice(at, next));
      at = next + 1;
      next = text.indexOf(delimiter, at);
    }
    cells.push(text.slice(at, end));
    return cells;
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
