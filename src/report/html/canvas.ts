import type * as kit from './drawing-kit.ts';
import { markup, trusted } from './markup.ts';
import type { Markup } from './markup.ts';

export type Plot = typeof kit;

type PlotOptions = NonNullable<Parameters<Plot['plot']>[0]>;

/** A chart for one width: the marks and scales for as many pixels. */
export type Drawing = (plot: Plot, width: number) => PlotOptions;

/** Draws charts into a page. */
export interface Canvas {
  /** A chart for a phone, a tablet and a desk; the page shows one of the three. `words` say what it shows. */
  draw(drawing: Drawing, words: string): Markup;
}

/** In pixels. A picture that is only scaled has letters that nobody can read on a phone. */
const WIDTHS = { narrow: 340, middle: 660, wide: 1040 };

/** What is needed of an element: the libraries' own types speak of a browser's document, and there is none here. */
interface Drawn {
  readonly outerHTML: string;
  querySelectorAll(selector: string): Iterable<Drawn>;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
}

/** Loads the libraries that draw: only what writes a page pays for it. */
export async function openCanvas(): Promise<Canvas> {
  const plot = await import('./drawing-kit.ts');
  const document = plot.openDocument();
  const drawOnce = (drawing: Drawing, width: number): Markup => {
    // Left alone, Plot gives each picture a class of another name, and every page would differ from the last one.
    const options = { document, width, className: 'plot', ...drawing(plot, width) };
    const drawn = plot.plot(options) as unknown as Drawn;
    // The parts of a picture need no names: the picture has one, and it is read as a whole.
    for (const part of drawn.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label');
    drawn.setAttribute('aria-hidden', 'true');
    return trusted(drawn.outerHTML);
  };
  return {
    draw: (drawing, words) =>
      markup`${Object.entries(WIDTHS).map(
        ([name, width]) =>
          markup`<div class="${name}" role="img" aria-label="${words}">${drawOnce(drawing, width)}</div>`,
      )}`,
  };
}
