import type { Problem } from '../core/error.ts';
import type { Survey } from './survey.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

const NAMES: ReadonlyMap<string, Encoding | 'utf-16'> = new Map([
  ['utf-8', 'utf-8'],
  ['utf8', 'utf-8'],
  ['utf-16', 'utf-16'],
  ['utf16', 'utf-16'],
  ['utf-16le', 'utf-16le'],
  ['utf16le', 'utf-16le'],
  ['utf-16be', 'utf-16be'],
  ['utf16be', 'utf-16be'],
  ['windows-1252', 'windows-1252'],
  ['cp1252', 'windows-1252'],
  ['ansi', 'windows-1252'],
  ['latin1', 'windows-1252'],
  ['iso-8859-1', 'windows-1252'],
]);

const TITLES: Record<Encoding, string> = {
  'utf-8': 'UTF-8',
  'utf-16le': 'UTF-16LE',
  'utf-16be': 'UTF-16BE',
  'windows-1252': 'Windows-1252',
};

export const ENCODING_NAMES = 'utf-8, utf-16le, utf-16be, windows-1252';

export function parseEncoding(name: string): Encoding | 'utf-16' | null {
  return NAMES.get(name.trim().toLowerCase()) ?? null;
}

export interface EncodingChoice {
  readonly encoding: Encoding;
  /** Bytes of the byte order mark, to be skipped. */
  readonly markBytes: number;
  readonly assumption: string | null;
}

/** Decides how the file's bytes are read: as asked for, else by its byte order mark, else by what its bytes allow. */
export function chooseEncoding(
  path: string,
  survey: Survey,
  wanted: Encoding | 'utf-16' | null,
): EncodingChoice | Problem {
  const mark = markOf(survey.head);
  const encoding = wanted ?? mark?.encoding ?? (survey.isUtf8 ? 'utf-8' : 'windows-1252');
  const misfit = findMisfit(survey, mark?.encoding ?? null, encoding);
  if (misfit !== null) return { where: path, found: misfit[0], remedy: misfit[1] };
  const chosen = encoding === 'utf-16' ? (mark?.encoding ?? 'utf-16le') : encoding;
  return { encoding: chosen, markBytes: mark?.bytes ?? 0, assumption: assumptionOf(chosen, wanted) };
}

/** What keeps the bytes from being read in this encoding, and the remedy; null when nothing does. */
function findMisfit(
  survey: Survey,
  marked: Encoding | null,
  encoding: Encoding | 'utf-16',
): readonly [found: string, remedy: string] | null {
  if (isWorkbook(survey.head)) {
    return ['is an Excel workbook, not a CSV file', 'Save it from Excel as "CSV UTF-8" and use that file.'];
  }
  if (marked !== null && encoding !== marked && encoding !== 'utf-16') {
    const found = `starts with the byte order mark of ${TITLES[marked]}`;
    return [found, 'Leave `--encoding` away: it is detected.'];
  }
  if (encoding === 'utf-16' && marked?.startsWith('utf-16') !== true) {
    return ['has no byte order mark of UTF-16', 'Use `--encoding utf-16le` or `--encoding utf-16be`.'];
  }
  if (encoding === 'utf-8' && !survey.isUtf8) {
    return ['is not valid UTF-8', 'Save it as UTF-8 again, or use `--encoding windows-1252`.'];
  }
  if (!encoding.startsWith('utf-16') && isBinary(survey.head)) {
    return [
      'holds NUL bytes, so it is no text',
      'Save it as CSV UTF-8; for UTF-16, use `--encoding utf-16le`.',
    ];
  }
  return null;
}

function assumptionOf(encoding: Encoding, wanted: string | null): string | null {
  if (wanted !== null || encoding === 'utf-8') return null;
  const because = encoding === 'windows-1252' ? 'it is not valid UTF-8' : 'its byte order mark says so';
  return `read as ${TITLES[encoding]}, because ${because}`;
}

function markOf(head: Buffer): { encoding: Encoding; bytes: number } | null {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return { encoding: 'utf-8', bytes: 3 };
  if (head[0] === 0xff && head[1] === 0xfe) return { encoding: 'utf-16le', bytes: 2 };
  if (head[0] === 0xfe && head[1] === 0xff) return { encoding: 'utf-16be', bytes: 2 };
  return null;
}

/** UTF-16 without a mark, or no text at all: a stray NUL in a cell is neither. */
function isBinary(head: Buffer): boolean {
  const start = head.subarray(0, 1024);
  return start.filter((byte) => byte === 0).length > start.length / 10;
}

/** A zip (.xlsx) or an OLE compound file (.xls). */
function isWorkbook(head: Buffer): boolean {
  const magic = head.subarray(0, 4).toString('hex');
  return magic === '504b0304' || magic === 'd0cf11e0';
}
