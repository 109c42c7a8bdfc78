import type { Problem } from '../core/error.ts';
import { joinValues, type FrozenTemplate } from '../core/recipient.ts';
import { cleanText, isBlank } from './clean-text.ts';
import { findColumn } from './column.ts';
import { countSeptets } from './segments.ts';
import { flattenPunctuation } from './smart-punctuation.ts';
import type { ParsedTemplate } from './template.ts';

/**
 * The text of a row, which `textOf` makes of the values to store, or the column whose value is missing. `septets`: what
 * it takes in GSM-7; NaN where that doesn't have all of its signs. Most texts need not be made to know what they take.
 */
export type Rendered =
  { readonly values: string | null; readonly septets: number } | { readonly missing: string };

export interface Renderer {
  readonly template: FrozenTemplate;
  /** Whether the template alone has something to read: then no row's text is blank. */
  readonly hasWords: boolean;
  render(cells: readonly string[]): Rendered;
}

export type TextFilter = (text: string) => string;

/** What every text goes through before it is sent: no control signs and, when asked for, no typographic signs. */
export function createTextFilter(smartPunctuation: boolean): TextFilter {
  return smartPunctuation ? (text) => flattenPunctuation(cleanText(text)) : cleanText;
}

interface Slot {
  readonly index: number;
  readonly column: string;
  readonly fallback: string | null;
}

/**
 * Binds a template to the file's columns. Placeholders without a column go into `problems`. Values are put in as they
 * are: a value that looks like a placeholder stays text.
 */
export function createRenderer(
  parsed: ParsedTemplate,
  header: readonly string[],
  filter: TextFilter,
  source: string,
  problems: Problem[],
): Renderer {
  const pieces = parsed.pieces.map(filter);
  const slots = parsed.placeholders.flatMap(({ column, fallback, position }): Slot[] => {
    if (column === '') return [];
    const match = findColumn(column, header);
    if (match.index !== null) return [{ index: match.index, column, fallback: fallback && filter(fallback) }];
    problems.push({
      where: source,
      found: `{{${column}}} at ${position}: ${match.found}`,
      remedy: match.remedy,
    });
    return [];
  });
  const septets = countSeptets(pieces.join(''));
  const constant = { values: null, septets };
  const render = (cells: readonly string[]): Rendered => fillSlots(septets, slots, cells, filter);
  return {
    template: { pieces },
    hasWords: !pieces.every(isBlank),
    render: slots.length === 0 ? () => constant : render,
  };
}

function fillSlots(
  literal: number,
  slots: readonly Slot[],
  cells: readonly string[],
  filter: TextFilter,
): Rendered {
  let septets = literal;
  const values: string[] = [];
  for (const slot of slots) {
    let value = filter(cells[slot.index] ?? '');
    if (isBlank(value)) {
      if (slot.fallback === null) return { missing: slot.column };
      value = slot.fallback;
    }
    values.push(value);
    septets += countSeptets(value);
  }
  return { values: joinValues(values), septets };
}
