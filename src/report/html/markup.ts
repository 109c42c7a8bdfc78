const MARKUP = Symbol('markup');

/** A piece of a page that is markup already: it is put in as it stands. Only `markup` and `trusted` make one. */
export interface Markup {
  readonly [MARKUP]: string;
}

/** What may stand in a template. Text and numbers are escaped, null is nothing, a list is its members in a row. */
export type Piece = Markup | string | number | null | readonly Piece[];

/** A template whose every text is escaped, in an element or an attribute in quotes. There is no other way into a page. */
export function markup(literals: TemplateStringsArray, ...pieces: readonly Piece[]): Markup {
  const [first = '', ...rest] = literals;
  return trusted(
    rest.reduce((sum, literal, index) => sum + toMarkup(pieces[index] ?? null) + literal, first),
  );
}

/** Takes text for markup. Only for what was written by us, or by a library that escapes. */
export function trusted(text: string): Markup {
  return { [MARKUP]: text };
}

/** The markup as it goes into the file. */
export function formatMarkup(piece: Markup): string {
  return piece[MARKUP];
}

function toMarkup(piece: Piece): string {
  if (piece === null) return '';
  if (typeof piece === 'string') return escapeText(piece);
  if (typeof piece === 'number') return String(piece);
  return isMarkup(piece) ? piece[MARKUP] : piece.map(toMarkup).join('');
}

function isMarkup(piece: Markup | readonly Piece[]): piece is Markup {
  return MARKUP in piece;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// HTML has no way to write control signs: a browser shows them as errors or swallows them.
// eslint-disable-next-line no-control-regex -- control signs are what is replaced
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

function escapeText(text: string): string {
  return text.replace(UNWRITABLE, '\ufffd').replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}
