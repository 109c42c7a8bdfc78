import * as linkedom from 'linkedom/worker';

/**
 * The libraries that draw, gathered in one place: the build puts one file with what is used of them here
 * (`tools/finish-build.mjs`), since their hundreds of files take longer to load than a page takes to make.
 */
export { barX, plot, rectY, ruleY, text, tickX } from '@observablehq/plot';

/** An empty document for Plot to draw into. linkedom's own types speak of a browser's, and there is none here. */
export function openDocument(): never {
  const { parseHTML } = linkedom as unknown as {
    readonly parseHTML: (page: string) => { readonly document: never };
  };
  return parseHTML('<!doctype html><html></html>').document;
}
