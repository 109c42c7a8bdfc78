import type { CellObject, Cell as XlsxCell } from 'write-excel-file/node';
import { formatMoney, type Nanos } from '../../core/money.ts';
import type { Cell } from '../cell.ts';

/** What a cell of Excel holds at most, in UTF-16 units. */
const MOST_TEXT = 32_767;
/** Decimal digits that a double keeps whatever they are: with one more, a sum may come back changed. */
const EXACT_DIGITS = 15;
const MONEY_FORMAT = '0.00#######';
const TEXT_FORMAT = '@';

/**
 * A cell of a workbook. Texts, phones and ids among them, are text and stay it when somebody edits them, so nothing is
 * run and nothing needs an apostrophe. Money is a number where all its digits survive, else text. Instants are the ISO
 * text of the CSV: exact, and in UTC by their own words. What isn't known is an empty cell.
 */
export function toXlsxCell(cell: Cell): XlsxCell {
  if (cell === null || cell === '') return null;
  if (typeof cell === 'number') return cell;
  if (typeof cell === 'bigint') return toMoneyCell(cell);
  return toTextCell(typeof cell === 'string' ? cell : cell.toISOString());
}

function toMoneyCell(nanos: Nanos): XlsxCell {
  const text = formatMoney(nanos);
  const digits = text.replace(/[-.]/g, '').replace(/^0+/, '').replace(/0+$/, '').length;
  if (digits > EXACT_DIGITS) return toTextCell(text);
  return { value: Number(text), type: Number, format: MONEY_FORMAT };
}

/** A text that stays one when somebody edits it. */
export function toTextCell(text: string): CellObject {
  return { value: toStorable(fit(text)), type: String, format: TEXT_FORMAT };
}

function fit(text: string): string {
  if (text.length <= MOST_TEXT) return text;
  const note = ` … (cut: all ${text.length} characters are in the CSV)`;
  return text.slice(0, MOST_TEXT - note.length) + note;
}

/**
 * XML 1.0 has no control characters, which are shown as what they are instead. The library keeps its texts in a plain
 * object, in which the names of Object's own methods stand already: these get a space behind.
 */
function toStorable(text: string): string {
  const visible = text
    .replaceAll(/\p{Surrogate}/gu, '\ufffd')
    .replaceAll(CONTROLS, (control) => String.fromCodePoint(0x2400 + control.charCodeAt(0)));
  return visible in Object.prototype ? `${visible} ` : visible;
}

// eslint-disable-next-line no-control-regex -- they are what is looked for
const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f]/g;
