import { markup } from './markup.ts';
import type { Markup, Piece } from './markup.ts';

/** A column of a table: `count` columns stand to the right, in figures of equal width. */
export interface Column {
  readonly title: string;
  readonly kind: 'words' | 'count';
}

/** A table that can be read aloud: its caption says what it is, and each first cell heads its row. */
export interface Table {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Piece[])[];
  /** The last line, where the columns add up. */
  readonly total?: readonly Piece[];
}

/** A column of words. */
export function words(title: string): Column {
  return { title, kind: 'words' };
}

/** A column of figures. */
export function figures(title: string): Column {
  return { title, kind: 'count' };
}

/** The table in an area of its own, which scrolls where the screen is too narrow, by keyboard too. */
export function drawTable({ caption, columns, rows, total }: Table): Markup {
  const foot =
    total === undefined
      ? null
      : markup`<tfoot>
          ${drawRow(columns, total)}
        </tfoot>`;
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${columns.map(({ title, kind }) => markup`<th scope="col" class="${kind}">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => drawRow(columns, row))}
      </tbody>
      ${foot}
    </table>
  </div> `;
}

/** What a row is about, with what that means below it: on a phone there is no room for a column of sentences. */
export function explained(label: Piece, meaning: string): Markup {
  return markup`<span class="label">${label}</span> <span class="meaning">${meaning}</span>`;
}

function drawRow(columns: readonly Column[], cells: readonly Piece[]): Markup {
  return markup`<tr>
    ${columns.map(({ kind }, index) => drawCell(kind, cells[index] ?? '', index === 0))}
  </tr> `;
}

function drawCell(kind: Column['kind'], cell: Piece, isHead: boolean): Markup {
  return isHead
    ? markup`<th scope="row" class="${kind}">${cell}</th>`
    : markup`<td class="${kind}">${cell}</td>`;
}
