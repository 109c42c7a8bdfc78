import {
  textOf,
  type Country,
  type RecipientColumns,
  type RejectCode,
  type RejectedRow,
} from '../core/recipient.ts';
import { isBlank } from './clean-text.ts';
import type { EncodingTally } from './encoding-cost.ts';
import { createNumberTable } from './number-table.ts';
import type { PhoneReader } from './phone.ts';
import type { Renderer, TextFilter } from './renderer.ts';
import { countSegments, GSM_SINGLE } from './segments.ts';
import { quote } from './wording.ts';

/** What the API takes (ringcentral high volume SMS, `text`), in UTF-16 code units. */
const MAX_TEXT_UNITS = 1000;

/** What is known about a file before its rows are read. Indexes are of columns. */
export interface RowRules {
  readonly header: readonly string[];
  readonly phoneIndex: number;
  /** The column whose text replaces the template, null when there is none. */
  readonly textIndex: number | null;
  readonly renderer: Renderer;
  readonly filter: TextFilter;
  readonly readPhone: PhoneReader;
  readonly reach: ReadonlySet<Country>;
}

/** What a row is kept as until its chunk is through: its line, where that says all of it. Cells cost five times as much. */
export type RowSource = string | readonly string[];

/** The places that a row can go to; each row goes to exactly one. */
export interface SortedRows {
  readonly recipients: RecipientColumns;
  /** The rows of the recipients, by the same index. */
  readonly sources: RowSource[];
  readonly rejected: RejectedRow[];
}

export function createSortedRows(): SortedRows {
  return {
    recipients: { line: [], phone: [], country: [], values: [], text: [], segments: [] },
    sources: [],
    rejected: [],
  };
}

/**
 * A sorter for one file's rows: it remembers the numbers of the rows before, and tallies the texts in UCS-2.
 *
 * @param expectedRows about how many there are.
 */
export function createRowSorter(
  rules: RowRules,
  tally: EncodingTally,
  expectedRows: number,
): (cells: string[], line: number, whole: string | null, into: SortedRows) => void {
  const numbers = createNumberTable(expectedRows);
  return (cells, line, whole, into) => {
    const phone = cells[rules.phoneIndex] ?? '';
    if (cells.length !== rules.header.length)
      return reject(into, cells, phone, line, 'column-count', describeCount(cells, rules.header));
    const verdict = rules.readPhone(phone);
    if ('code' in verdict) return reject(into, cells, phone, line, verdict.code, verdict.reason);
    if (!rules.reach.has(verdict.country)) {
      const reason = describeReach(phone, verdict.country);
      return reject(into, cells, phone, line, 'unsupported-destination', reason);
    }
    const text = textOfRow(cells, rules);
    const isText = !('code' in text);
    const first = isText ? numbers.add(verdict.phone, line) : numbers.lineOf(verdict.phone);
    if (first > 0) return reject(into, cells, phone, line, 'duplicate', describeDuplicate(phone, first));
    if (!isText) return reject(into, cells, phone, line, text.code, text.reason);
    const { recipients } = into;
    recipients.line.push(line);
    recipients.phone.push(verdict.phone);
    recipients.country.push(verdict.country);
    recipients.values.push(text.values);
    recipients.text.push(text.own);
    recipients.segments.push(text.segments);
    into.sources.push(whole ?? cells);
    if (text.ucs2 !== null) tally.add(text.ucs2, text.segments, line);
  };
}

function reject(
  into: SortedRows,
  cells: string[],
  phone: string,
  line: number,
  code: RejectCode,
  reason: string,
): void {
  into.rejected.push({ line, phone, code, reason, cells });
}

type RowText =
  | {
      readonly values: string | null;
      readonly own: string | null;
      readonly segments: number;
      /** The text as it is sent, where that is in UCS-2. */
      readonly ucs2: string | null;
    }
  | { readonly code: RejectCode; readonly reason: string };

/** The row's own text if it has one, taken as it is; else the template's. */
function textOfRow(cells: readonly string[], rules: RowRules): RowText {
  const own = rules.textIndex === null ? '' : rules.filter(cells[rules.textIndex] ?? '');
  if (!isBlank(own)) return measure(own, null, own);
  const rendered = rules.renderer.render(cells);
  if ('missing' in rendered) {
    const { missing } = rendered;
    const reason = `the column "${missing}" is empty: fill it in, or give a fallback, {{${missing}|there}}`;
    return { code: 'missing-variable', reason };
  }
  const { values, septets } = rendered;
  if (septets <= GSM_SINGLE && rules.renderer.hasWords) return { values, own: null, segments: 1, ucs2: null };
  const text = textOf(rules.renderer.template, values, null);
  if (isBlank(text))
    return { code: 'empty-text', reason: 'there is no text to send: write one for this row' };
  return measure(text, values, null);
}

function measure(text: string, values: string | null, own: string | null): RowText {
  const { length } = text;
  if (length <= MAX_TEXT_UNITS) {
    const { encoding, segments } = countSegments(text);
    return { values, own, segments, ucs2: encoding === 'UCS-2' ? text : null };
  }
  const reason = `the text is ${length} characters long, ${MAX_TEXT_UNITS} are allowed: shorten it (${quote(text)})`;
  return { code: 'text-too-long', reason };
}

function describeCount(cells: readonly string[], header: readonly string[]): string {
  const hint =
    cells.length > header.length ? 'put cells that hold a delimiter in quotes' : 'add the missing cells';
  const count = cells.length === 1 ? '1 cell' : `${cells.length} cells`;
  return `the row has ${count}, the header has ${header.length}: ${hint}`;
}

function describeDuplicate(phone: string, first: number): string {
  return `${quote(phone)} is the same number as on line ${first}, which is texted: remove one of them`;
}

function describeReach(phone: string, country: Country): string {
  const [place, sender] = country === 'US' ? ['the US', 'a US'] : ['Canada', 'a Canadian'];
  return `${quote(phone)} is in ${place}, which no sender reaches: send from ${sender} or a toll-free number`;
}
