import { markup } from './markup.ts';
import type { Markup, Piece } from './markup.ts';

/** A part of the page under its heading. */
export function drawSection(id: string, title: string, ...content: readonly Piece[]): Markup {
  return markup`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${content}
  </section> `;
}

/** A chart with the words that say the same. */
export function drawFigure(chart: Markup, caption: Piece): Markup {
  return markup`<figure>
    ${chart}
    <figcaption>${caption}</figcaption>
  </figure> `;
}

/** What a color stands for, in the order of the colors. */
export function drawLegend(entries: readonly (readonly [color: string, words: string])[]): Markup {
  return markup`<ul class="legend">
    ${entries.map(
      ([color, words]) => markup`<li><span class="key ${color}" aria-hidden="true"></span>${words}</li>`,
    )}
  </ul> `;
}
