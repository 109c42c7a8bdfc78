import { closest, distance } from 'fastest-levenshtein';

/** Column names that a program keying objects by them would trip over. We don't, but whoever reads our reports may. */
const DANGEROUS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

export type ColumnMatch =
  { readonly index: number } | { readonly index: null; readonly found: string; readonly remedy: string };

/** Finds the column that a person named: written exactly so, else the same but for case, spaces, `_` and `-`. */
export function findColumn(name: string, header: readonly string[]): ColumnMatch {
  const none = (found: string, remedy: string): ColumnMatch => ({ index: null, found, remedy });
  if (DANGEROUS.has(name)) return none(`"${name}" can't be used as a column`, 'Rename it in the file.');
  const exact = indexesOf(header, (cell) => cell.trim() === name);
  const alike = exact.length > 0 ? exact : indexesOf(header, (cell) => plainName(cell) === plainName(name));
  const [index] = alike;
  if (index === undefined) {
    return none(
      `there is no column "${name}"`,
      `${nearest(name, header)}The file has ${listColumns(header)}.`,
    );
  }
  if (alike.length > 1) {
    const cells = listColumns(alike.map((each) => header[each] ?? ''));
    return none(
      `"${name}" fits ${alike.length} columns: ${cells}`,
      'Rename all but one of them in the file.',
    );
  }
  return { index };
}

/** A column's name without case, spaces, `_` and `-`, in Unicode's compatibility form: `First_Name` → `firstname`. */
export function plainName(name: string): string {
  return name
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s_-]+/g, '');
}

export function listColumns(header: readonly string[]): string {
  return header.map((cell) => `"${cell.trim()}"`).join(', ');
}

function indexesOf(header: readonly string[], fits: (cell: string) => boolean): number[] {
  return header.flatMap((cell, index) => (cell.trim() !== '' && fits(cell) ? [index] : []));
}

function nearest(name: string, header: readonly string[]): string {
  const cells = header.map((cell) => cell.trim()).filter((cell) => cell !== '');
  if (cells.length === 0) return '';
  const best = closest(plainName(name), cells.map(plainName));
  if (distance(plainName(name), best) > Math.max(2, name.length / 3)) return '';
  return `Did you mean "${cells.find((cell) => plainName(cell) === best) ?? best}"? `;
}
