import { countSegments, septetsOf } from './segments.ts';
import { flattenPunctuation } from './smart-punctuation.ts';

/** What UCS-2 costs a run: which signs force it, and what `--smart-punctuation` would make of it. */
export interface EncodingFigures {
  /** Rows whose text is sent as UCS-2. */
  readonly ucs2Rows: number;
  /** The signs beyond GSM-7 that stand in the most rows: at most ten, the most frequent first. */
  readonly signs: readonly SignFigures[];
  /** Segments fewer over the whole run; negative where three dots for an `…` cost more than the rest saves. */
  readonly savedBySmartPunctuation: number;
  /** Rows that would need fewer segments. */
  readonly rowsSavedBySmartPunctuation: number;
}

interface SignFigures {
  /** One code point. */
  readonly sign: string;
  /** Rows in whose text it stands, once or more. */
  readonly rows: number;
  /** The first of these rows, by its physical line. */
  readonly firstLine: number;
}

/** Counts what UCS-2 costs while the rows pass by. */
export interface EncodingTally {
  /** Counts a row by its text and the segments of that; one in GSM-7 changes nothing. */
  add(text: string, segments: number, line: number): void;
  figures(): EncodingFigures;
}

/** The first sign that forces a text into UCS-2, and its place in UTF-16 code units; null for a text in GSM-7. */
export function findUcs2Sign(text: string): { readonly index: number; readonly sign: string } | null {
  for (let index = 0; index < text.length; index += 1) {
    if (septetsOf(text.charCodeAt(index)) === 0) {
      return { index, sign: String.fromCodePoint(codePointAt(text, index)) };
    }
  }
  return null;
}

const MOST_SIGNS = 10;
const GSM_SINGLE = 160;

interface SignCount {
  readonly sign: string;
  readonly firstLine: number;
  rows: number;
  /** The last row that counted it: a row counts once. */
  lastRow: number;
  /** What its GSM-7 twin takes, null where it has none. */
  readonly twinSeptets: number | null;
}

/**
 * A tally of one run. Its memory grows with the signs that occur, not with the rows.
 *
 * @param isFlattened whether the texts have gone through smart punctuation already: then it saves nothing more.
 */
export function createEncodingTally(isFlattened: boolean): EncodingTally {
  const signs = new Map<number, SignCount>();
  let ucs2Rows = 0;
  let saved = 0;
  let rowsSaved = 0;
  let row = 0;
  const countSign = (code: number, line: number): SignCount => {
    let count = signs.get(code);
    if (count === undefined) signs.set(code, (count = startCount(code, line)));
    if (count.lastRow !== row) count.rows += 1;
    count.lastRow = row;
    return count;
  };
  const add = (text: string, segments: number, line: number): void => {
    row += 1;
    let flatUnits = 0;
    let twins = 0;
    let others = 0;
    for (let index = 0; index < text.length; index += 1) {
      const septets = septetsOf(text.charCodeAt(index));
      flatUnits += septets;
      if (septets > 0) continue;
      const { sign, twinSeptets } = countSign(codePointAt(text, index), line);
      index += sign.length - 1;
      flatUnits += twinSeptets ?? 0;
      if (twinSeptets === null) others += 1;
      else twins += 1;
    }
    if (twins + others > 0) ucs2Rows += 1;
    if (isFlattened || twins === 0) return;
    // The flat text is made only where its length doesn't tell: a million of them cost a second.
    const isShort = others === 0 && flatUnits <= GSM_SINGLE;
    const flat = isShort ? Math.min(1, flatUnits) : countSegments(flattenPunctuation(text)).segments;
    saved += segments - flat;
    if (flat < segments) rowsSaved += 1;
  };
  return {
    add,
    figures: () => ({
      ucs2Rows,
      signs: mostFrequent([...signs.values()]),
      savedBySmartPunctuation: saved,
      rowsSavedBySmartPunctuation: rowsSaved,
    }),
  };
}

function startCount(code: number, firstLine: number): SignCount {
  const sign = String.fromCodePoint(code);
  const { encoding, units } = countSegments(flattenPunctuation(sign));
  return { sign, firstLine, rows: 0, lastRow: 0, twinSeptets: encoding === 'GSM-7' ? units : null };
}

function mostFrequent(counts: readonly SignCount[]): readonly SignFigures[] {
  return counts
    .toSorted((one, other) => other.rows - one.rows || one.firstLine - other.firstLine)
    .slice(0, MOST_SIGNS)
    .map(({ sign, rows, firstLine }) => ({ sign, rows, firstLine }));
}

function codePointAt(text: string, index: number): number {
  return text.codePointAt(index) ?? 0;
}

/** What can't be seen but is common in texts out of word processors, web pages and chats. */
const NAMES: ReadonlyMap<number, string> = new Map([
  [0x09, 'tab'],
  [0xa0, 'no-break space'],
  [0xad, 'soft hyphen'],
  [0x2002, 'en space'],
  [0x2003, 'em space'],
  [0x2009, 'thin space'],
  [0x200a, 'hair space'],
  [0x200b, 'zero width space'],
  [0x200c, 'zero width non-joiner'],
  [0x200d, 'zero width joiner'],
  [0x2028, 'line separator'],
  [0x2029, 'paragraph separator'],
  [0x202f, 'narrow no-break space'],
  [0x2060, 'word joiner'],
  [0x2800, 'braille blank'],
  [0x3000, 'ideographic space'],
  [0xfe0f, 'emoji variation selector'],
  [0xfeff, 'byte order mark'],
  [0xfffc, 'object replacement character'],
]);

// Controls, formats, halves of pairs, unassigned codes; separators; marks that sit on the sign before; fillers.
const UNSEEN = /[\p{C}\p{Z}\p{M}\p{Default_Ignorable_Code_Point}]/u;

/** A sign (one code point) for people, `’ (U+2019)`; one that can't be seen by name and code, never as it is. */
export function describeSign(sign: string): string {
  const code = codePointAt(sign, 0);
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  const name = NAMES.get(code);
  if (name !== undefined) return `${name} (${hex})`;
  return UNSEEN.test(sign) ? hex : `${sign} (${hex})`;
}
