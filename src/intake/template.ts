import type { Problem } from '../core/error.ts';

/** A template as written: a text between two placeholders each, so there is one piece more than placeholders. */
export interface ParsedTemplate {
  readonly pieces: readonly string[];
  readonly placeholders: readonly Placeholder[];
}

/** `{{column}}` or `{{column|fallback}}`, without the spaces around either. */
export interface Placeholder {
  readonly column: string;
  readonly fallback: string | null;
  /** Where it stands in the template, for errors: `line 2, character 14`. */
  readonly position: string;
}

const MAX_TEMPLATE_UNITS = 10_000;

/**
 * Parses a template in one pass. There are no expressions: a placeholder is a column's name, with a fallback if there
 * is one. Never throws; what is wrong goes into `problems`, all of it.
 */
export function parseTemplate(text: string, source: string, problems: Problem[]): ParsedTemplate {
  if (text.length > MAX_TEMPLATE_UNITS) {
    const found = `the text is ${text.length} characters long`;
    problems.push({
      where: source,
      found,
      remedy: `Write at most ${MAX_TEMPLATE_UNITS}; a message holds 1000.`,
    });
    return { pieces: [''], placeholders: [] };
  }
  const pieces: string[] = [];
  const placeholders: Placeholder[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('{{', at);
    const piece = text.slice(at, open === -1 ? text.length : open);
    const stray = piece.indexOf('}}');
    if (stray !== -1) problems.push(strayEnd(source, positionAt(text, at + stray)));
    pieces.push(piece);
    if (open === -1) return { pieces, placeholders };
    const position = positionAt(text, open);
    const close = text.indexOf('}}', open);
    const nested = text.indexOf('{{', open + 2);
    if (close === -1 || (nested !== -1 && nested < close)) {
      problems.push(unclosed(source, position));
      at = open + 2;
      pieces.pop();
      if (nested === -1) return { pieces: [...pieces, text.slice(at)], placeholders };
      at = nested;
      continue;
    }
    const placeholder = readPlaceholder(text.slice(open + 2, close), position);
    if (placeholder.column === '') problems.push(nameless(source, position));
    placeholders.push(placeholder);
    at = close + 2;
  }
}

function readPlaceholder(inside: string, position: string): Placeholder {
  const bar = inside.indexOf('|');
  if (bar === -1) return { column: inside.trim(), fallback: null, position };
  return { column: inside.slice(0, bar).trim(), fallback: inside.slice(bar + 1).trim(), position };
}

function positionAt(text: string, index: number): string {
  const before = text.slice(0, index);
  const line = before.split('\n').length;
  const character = index - before.lastIndexOf('\n');
  return text.includes('\n') ? `line ${line}, character ${character}` : `character ${character}`;
}

function unclosed(where: string, position: string): Problem {
  return {
    where,
    found: `the {{ at ${position} is not closed`,
    remedy: 'Write }} behind the name of the column.',
  };
}

function nameless(where: string, position: string): Problem {
  return {
    where,
    found: `the {{ }} at ${position} names no column`,
    remedy: 'Write a column there: {{first_name}}.',
  };
}

function strayEnd(where: string, position: string): Problem {
  return {
    where,
    found: `the }} at ${position} has no {{ before it`,
    remedy: 'Write {{ before the column, or remove it.',
  };
}
