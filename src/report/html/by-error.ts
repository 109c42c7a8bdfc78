import type { ErrorEntry } from '../errors.ts';
import { drawBars } from './bars.ts';
import type { Canvas } from './canvas.ts';
import { clip, formatCount } from './format.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { drawFigure, drawSection } from './section.ts';
import { drawTable, explained, figures, words } from './table.ts';

const MOST_BARS = 8;
const MOST_ROWS = 30;
const LONGEST_MEANING = 200;

/** Why messages failed, were rejected, or have an unknown outcome. The most frequent first. */
export function drawByError(canvas: Canvas, errors: readonly ErrorEntry[]): Markup {
  if (errors.length === 0) return drawSection('by-error', 'By error', markup`<p>There was no error.</p>`);
  const charted = errors.slice(0, MOST_BARS);
  const bars = charted.map(({ code, count }) => {
    return { label: toLabel(code), value: count, text: formatCount(count), color: '--failed' };
  });
  const sum = sumOf(errors);
  const told = bars.map(({ label, text }) => `${label} ${text}`).join(', ');
  const among =
    errors.length > charted.length ? ` The ${charted.length} most frequent of ${errors.length} codes.` : '';
  return drawSection(
    'by-error',
    'By error',
    drawFigure(
      canvas.draw(drawBars(bars), `${formatCount(sum)} errors by code: ${told}.${among}`),
      `${formatCount(sum)} recipients met an error.${among}`,
    ),
    drawErrorTable(errors, sum),
  );
}

function drawErrorTable(errors: readonly ErrorEntry[], sum: number): Markup {
  const rest = errors.slice(MOST_ROWS);
  const rows = errors
    .slice(0, MOST_ROWS)
    .map(({ code, meaning, class: group, count }) => [
      explained(markup`<code>${toLabel(code)}</code>`, clip(meaning, LONGEST_MEANING)),
      group,
      formatCount(count),
    ]);
  const others = [
    explained(`${rest.length} other codes`, 'none of them more frequent'),
    '',
    formatCount(sumOf(rest)),
  ];
  return drawTable({
    caption: 'Errors by code',
    columns: [words('Code'), words('Kind'), figures('Count')],
    rows: rest.length === 0 ? rows : [...rows, others],
    total: ['All', '', formatCount(sum)],
  });
}

function toLabel(code: string | null): string {
  return code === null ? 'no code' : clip(code);
}

function sumOf(errors: readonly ErrorEntry[]): number {
  return errors.reduce((sum, { count }) => sum + count, 0);
}
