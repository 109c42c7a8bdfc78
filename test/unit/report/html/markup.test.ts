import { parseHTML } from 'linkedom';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatMarkup, markup } from '../../../../src/report/html/markup.ts';

const SIGNS = ['<', '>', '&', '"', "'", '/', '=', ';', 'a', '1', ' ', '-', '!'];

interface Read {
  readonly document: {
    querySelector(selector: string): { readonly textContent: string; getAttribute(name: string): string };
    querySelectorAll(selector: string): { readonly length: number };
  };
}

describe('markup', () => {
  it('escapes every text, in an element and in an attribute', () => {
    expect(formatMarkup(markup`<p title="${`a"b'`}">${'<script>&'}</p>`)).toBe(
      '<p title="a&quot;b&#39;">&lt;script&gt;&amp;</p>',
    );
  });

  it('takes pieces of its own as they are, lists in their order, and nothing for null', () => {
    const items = ['a', '<b>'].map((text) => markup`<li>${text}</li>`);
    expect(formatMarkup(markup`<ul>${items}${null}${7}</ul>`)).toBe('<ul><li>a</li><li>&lt;b&gt;</li>7</ul>');
  });

  it('shows a control sign as a sign that can not be shown', () => {
    expect(formatMarkup(markup`${'a\u0000b\u001b[0m\u009bc'}`)).toBe('a\ufffdb\ufffd[0m\ufffdc');
  });

  it('gives back any text as it was, and makes no element of it', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...SIGNS), maxLength: 40 }), (text) => {
        const page = `<!doctype html><html><body>${formatMarkup(markup`<p title="${text}">${text}</p>`)}</body></html>`;
        const { document } = parseHTML(page) as unknown as Read;
        expect(document.querySelectorAll('body *').length).toBe(1);
        expect(document.querySelector('p').textContent).toBe(text);
        expect(document.querySelector('p').getAttribute('title')).toBe(text);
      }),
    );
  });
});
