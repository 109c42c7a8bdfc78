/** Where a campaign may text: RingCentral's A2P API reaches the US and Canada only (guide "High volume SMS"). */
export type Country = 'US' | 'CA';

/** Why a row of the file is not a recipient. An interface: these words are in `rejected.csv`. */
export const REJECT_CODES = [
  'missing-phone',
  'no-country-code',
  'invalid-phone',
  'excel-damaged',
  'unsupported-destination',
  'duplicate',
  'opted-out',
  'excluded',
  'contacted-recently',
  'no-sending-hours',
  'missing-variable',
  'empty-text',
  'text-too-long',
  'column-count',
] as const;

export type RejectCode = (typeof REJECT_CODES)[number];

/** Rejections that say nothing about the quality of the file, and so don't count towards `--max-invalid`. */
export const HARMLESS_REJECT_CODES: ReadonlySet<RejectCode> = new Set<RejectCode>([
  'duplicate',
  'opted-out',
  'excluded',
  'contacted-recently',
  'no-sending-hours',
]);

/** A row that is not texted, with all its cells as they stood in the file. `line` is physical, the header is line 1. */
export interface RejectedRow {
  readonly line: number;
  /** The phone cell as it stood in the file, empty if there was none. */
  readonly phone: string;
  readonly code: RejectCode;
  readonly reason: string;
  readonly cells: readonly string[];
}

/**
 * Recipients as parallel arrays, index by index: at ten million rows an object each would cost more than the rest.
 * `phone` is the E.164 number without its plus (at most 15 digits, so an exact double). The text is
 * `textOf(template, values[i], text[i])`.
 */
export interface RecipientColumns {
  readonly line: number[];
  readonly phone: number[];
  readonly country: Country[];
  /** Values of the template's placeholders, joined by U+001F; null when the template has none or `text` is set. */
  readonly values: (string | null)[];
  /** A text of the row's own, which overrides the template. */
  readonly text: (string | null)[];
  readonly segments: number[];
}

/**
 * A template frozen into its literal pieces. A text is pieces[0] + value[0] + pieces[1] + …, so a stored text does
 * not depend on what a later version of this program thinks a placeholder is.
 */
export interface FrozenTemplate {
  readonly pieces: readonly string[];
}

const SEPARATOR = '\u001f';

export function joinValues(values: readonly string[]): string {
  let joined = values[0] ?? '';
  for (let index = 1; index < values.length; index += 1) joined += SEPARATOR + (values[index] ?? '');
  return joined;
}

/** What `joinValues` joined; empty where there was nothing to fill. */
export function splitValues(values: string | null): readonly string[] {
  return values === null || values === '' ? [] : values.split(SEPARATOR);
}

/** The text that a recipient is sent. Made for every recipient at its offer, so without an array on the way. */
export function textOf({ pieces }: FrozenTemplate, values: string | null, text: string | null): string {
  if (text !== null) return text;
  const all = values ?? '';
  let filled = pieces[0] ?? '';
  let start = 0;
  for (let index = 1; index < pieces.length; index += 1) {
    const found = all.indexOf(SEPARATOR, start);
    const end = found === -1 ? all.length : found;
    // Past the last value nothing is left to fill in.
    filled += all.slice(start, end) + (pieces[index] ?? '');
    start = end + 1;
  }
  return filled;
}

export function formatPhone(phone: number): string {
  return `+${phone}`;
}

/** `+1 ••• ••• 0100`: the last four digits, for screens and logs. Reports show numbers whole. */
export function maskPhone(phone: string): string {
  return `•••${phone.slice(-4)}`;
}

/** What is left of a number in the reports of a purged run: the area code, by which sums by country are made. */
export function formatPurgedPhone(area: number | null): string {
  return `+${area ?? ''}${'•'.repeat(7)}`;
}

/** Somebody's number, most likely. */
const LONG_NUMBER = /\+?\(?\d(?:[\s().-]{0,3}\d){6,}/g;

/** A text fit for a screen that may be a log: the numbers in it masked. */
export function maskNumbers(text: string): string {
  return text.replace(LONG_NUMBER, (number) => maskPhone(number));
}
