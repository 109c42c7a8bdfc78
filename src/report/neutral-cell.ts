/** A number as it is dialed anywhere: a constant to every spreadsheet. */
const E164 = /^\+[1-9]\d{6,14}$/;
const PLAIN_START = /^[0-9A-Za-z]/;
// Spaces and invisible characters, which a spreadsheet drops before it looks; then what makes it run the cell.
const RUNNABLE = /^[\p{Zs}\p{Cf}\v\f\u2028\u2029]*[=+\-@\t\r\n\0\uff1d\uff0b\uff0d\uff20]/u;

/**
 * A text as it may stand in a CSV that people open in a spreadsheet: what a spreadsheet would run gets a leading
 * apostrophe (OWASP, "CSV injection"). An E.164 number is a constant of at most 15 digits and stays as it is, so that
 * the file can be read back.
 */
export function toNeutralCell(text: string): string {
  if (text === '' || PLAIN_START.test(text) || E164.test(text)) return text;
  return RUNNABLE.test(text) ? `'${text}` : text;
}
