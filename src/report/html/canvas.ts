import type * as plotModule from '@observablehq/plot';
import type { PlotOptions } from '@observablehq/plot';
import { markup, trusted } from './markup.ts';
import type { Markup } from './markup.ts';

export type Plot = typeof plotModule;

/** A chart for one width: the marks and scales for as many pixels. */
export type Drawing = (plot: Plot, width: number) => PlotOptions;

/** Draws charts into a page. */
export interface Canvas {
  /** A chart twice, for a phone and for everything wider; the page shows one of them. `words` say what it shows. */
  draw(drawing: Drawing, words: string): Markup;
}

/** In pixels. A picture that is only scaled has letters that nobody can read on a phone. */
const NARROW = 340;
const WIDE = 860;

/** Loads the libraries that draw, a good third of a second: only what writes a page pays for it. */
export async function openCanvas(): Promise<Canvas> {
  const [plot, { parseHTML }] = await Promise.all([import('@observablehq/plot'), import('linkedom')]);
  // Their types speak of a browser's document, and there is none here.
  const { document } = parseHTML('<!doctype html><html></html>') as unknown as { readonly document: never };
  const drawOnce = (drawing: Drawing, width: number): Markup => {
    // Left alone, Plot gives each picture a class of another name, and every page would differ from the last one.
    const options = { document, width, className: 'plot', ...drawing(plot, width) };
    const drawn = plot.plot(options) as unknown as { readonly outerHTML: string };
    return trusted(drawn.outerHTML);
  };
  return {
    draw: (drawing, words) =>
      markup`<div class="narrow" role="img" aria-label="${words}">${drawOnce(drawing, NARROW)}</div>
        <div class="wide" role="img" aria-label="${words}">${drawOnce(drawing, WIDE)}</div> `,
  };
}
