import type { MaxInvalid } from '../../plan/max-invalid.ts';
import type { RawValue } from './raw.ts';
import { asChoice, asInteger, asPercent, asText } from './values.ts';

/** A delimiter by its sign or its name. */
export function readDelimiter(text: string): string {
  const value = ['tab', '\\t'].includes(text.toLowerCase()) ? '\t' : text;
  return asChoice(value, (found) => [',', ';', '|', '\t'].includes(found), ', ; | or tab');
}

/** `--max-invalid`: a number of rows, or a share. */
export function readMaxInvalid(raw: RawValue): MaxInvalid {
  const text = asText(raw).trim();
  return text.endsWith('%')
    ? { unit: 'percent', most: asPercent(text) }
    : { unit: 'rows', most: asInteger(text, 0, Number.MAX_SAFE_INTEGER) };
}
