import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textOf } from '../../src/core/recipient.ts';
import { cleanText } from '../../src/intake/clean-text.ts';
import { createRenderer, createTextFilter } from '../../src/intake/renderer.ts';
import { countSegments } from '../../src/intake/segments.ts';
import { parseTemplate } from '../../src/intake/template.ts';

const parameters = { seed: 20_260_405, numRuns: 2000 };
const HEADER = ['phone', 'a', 'b c', 'D_e'];

const literal = fc.string({
  unit: fc.constantFrom('x', ' ', '{', '|', '$&', '😀', '\n', '\r\n', '\u202e', '\u001f', 'é'),
  maxLength: 5,
});
const value = fc.string({
  unit: fc.constantFrom('v', '{{a}}', '}}', '{{', '$1', '\u001f', '\u0000', '\u2066', '\r', '😀', '|'),
  maxLength: 4,
});
const part = fc.oneof(
  literal.map((text) => ({ text: text.replace(/\{+$/, ''), column: null, fallback: null })),
  fc.record({
    text: fc.constantFrom(''),
    column: fc.constantFrom(1, 2, 3),
    fallback: fc.option(fc.constantFrom('', 'f', 'f|g', '$&')),
  }),
);

describe('a rendered text', () => {
  it('is its pieces and values, each put in once and as it is, and comes back from what is stored', () => {
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 8 }),
        fc.array(value, { minLength: 4, maxLength: 4 }),
        (parts, cells) => {
          const written = parts.map(({ text, column, fallback }) => {
            if (column === null) return text.replace(/\{(?=\{)/g, '{ ');
            return `{{ ${HEADER[column] ?? ''}${fallback === null ? '' : `|${fallback}`} }}`;
          });
          const problems: [] = [];
          const filter = createTextFilter(false);
          const parsed = parseTemplate(written.join('/'), '--text', problems);
          const renderer = createRenderer(parsed, HEADER, filter, '--text', problems);
          expect(problems).toEqual([]);

          const rendered = renderer.render(cells);

          const filled = parts.map(({ column, fallback }, index) => {
            if (column === null) return cleanText(written[index] ?? '');
            const cell = cleanText(cells[column] ?? '');
            return cell.trim() === '' ? fallback : cell;
          });
          if (filled.includes(null)) {
            expect(rendered).toHaveProperty('missing');
          } else {
            const text = filled.join('/');
            const { encoding, units } = countSegments(text);
            expect(rendered).toMatchObject({ septets: encoding === 'GSM-7' ? units : NaN });
            if (renderer.hasWords) expect(text.trim()).not.toBe('');
            if ('values' in rendered) expect(textOf(renderer.template, rendered.values, null)).toBe(text);
          }
        },
      ),
      parameters,
    );
  });
});
