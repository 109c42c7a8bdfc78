import { quote } from './wording.ts';

const SCIENTIFIC = /^[+-]?\d{1,3}(?:[.,]\d{1,20})?E\+?\d{1,3}$/i;
const ERROR_VALUE = /^#(?:#+|N\/A|NAME\?|VALUE!|REF!|NUM!|NULL!|DIV\/0!)$/i;
const DECIMAL = /^\+?\d{7,20}[.,]0{1,2}$/;

/**
 * Whether a spreadsheet has turned the number into something else, and what, as a reason; null when that isn't
 * certain. `4155550100.0` still shows its digits, but so does `1415555010.0`, whose digits read as another number.
 */
export function findExcelDamage(text: string): string | null {
  if (!isSuspect(text)) return null;
  const remedy = 'format the column as text and save the file again';
  if (SCIENTIFIC.test(text)) return `${quote(text)} is a rounded number, its last digits are lost: ${remedy}`;
  if (ERROR_VALUE.test(text)) return `${quote(text)} is an error of the spreadsheet, not a number: ${remedy}`;
  if (DECIMAL.test(text)) return `${quote(text)} was saved as a decimal number: ${remedy}`;
  return null;
}

/** Cheap enough for every cell: an E or a # somewhere, or `.0` at the end. */
function isSuspect(text: string): boolean {
  const { length } = text;
  if (length > 40) return false;
  const isPoint = (code: number): boolean => code === 46 || code === 44;
  if (isPoint(text.charCodeAt(length - 2)) || isPoint(text.charCodeAt(length - 3))) return true;
  return text.charCodeAt(0) === 35 || text.includes('E') || text.includes('e');
}
