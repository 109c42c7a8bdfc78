import { REJECT_CODES } from '../../core/recipient.ts';
import type { RunSummary } from '../summary.ts';
import { drawBars } from './bars.ts';
import type { Canvas } from './canvas.ts';
import { formatCount, formatShare } from './format.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { drawFigure, drawSection } from './section.ts';
import { drawTable, explained, figures, words } from './table.ts';
import { REJECT_WORDS } from './words.ts';

/** The rows of the file that were not texted, by reason. The rows themselves are in `rejected.csv`. */
export function drawRejectedRows(canvas: Canvas, { rejectedRows, rows, retryOf }: RunSummary): Markup {
  const [id, title] = ['rejected-rows', 'Rows that were not texted'];
  const reasons = REJECT_CODES.map((code) => ({ code, count: rejectedRows[code] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  const sum = reasons.reduce((total, { count }) => total + count, 0);
  const source = retryOf === null ? 'rows of the file' : 'recipients who were due';
  if (sum === 0) {
    return drawSection(id, title, markup`<p>All ${formatCount(rows)} ${source} could be texted.</p>`);
  }
  const bars = reasons.map(({ code, count }) => {
    return { label: code, value: count, text: formatCount(count), color: '--rejected' };
  });
  const said = `${formatCount(sum)} of ${formatCount(rows)} ${source} (${formatShare(sum, rows)}) were left out`;
  const told = bars.map(({ label, text }) => `${label} ${text}`).join(', ');
  return drawSection(
    id,
    title,
    drawFigure(canvas.draw(drawBars(bars), `${said}: ${told}.`), `${said}. Each is in rejected.csv.`),
    drawTable({
      caption: 'Rows that were not texted, by reason',
      columns: [words('Reason'), figures('Rows')],
      rows: reasons.map(({ code, count }) => [
        explained(markup`<code>${code}</code>`, REJECT_WORDS[code]),
        formatCount(count),
      ]),
      total: ['All', formatCount(sum)],
    }),
  );
}
