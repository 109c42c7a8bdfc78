/** HTML that is safe to put into a page: made by `html` alone. */
export interface Html {
  readonly html: string;
}

/** What may stand in a page; everything but Html is escaped. */
type Content = string | number | null | Html | readonly Html[];

/** A template whose holes are escaped, so that no text of a message can become markup. */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Html {
  const parts = strings.flatMap((string, index) => [string, render(values[index] ?? null)]);
  return { html: parts.join('') };
}

function render(value: Content): string {
  if (value === null) return '';
  if (typeof value === 'string' || typeof value === 'number') return escapeText(String(value));
  return 'html' in value ? value.html : value.map((entry) => entry.html).join('');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A table whose cells carry their column's name, for narrow screens; a sentence instead of an empty one. */
export function table(
  columns: readonly string[],
  rows: readonly (readonly Content[])[],
  empty: string,
): Html {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  const head = columns.map((column) => html`<th scope="col">${column}</th>`);
  const body = rows.map((row) => {
    const cells = row.map((cell, index) => html`<td data-column="${columns[index] ?? ''}">${cell}</td>`);
    return html`<tr>
      ${cells}
    </tr>`;
  });
  return html`<table>
    <thead>
      <tr>
        ${head}
      </tr>
    </thead>
    <tbody>
      ${body}
    </tbody>
  </table>`;
}
