import type { BatchEntry } from '../batches.ts';
import type { RunSummary } from '../summary.ts';
import { drawBars } from './bars.ts';
import type { Bar } from './bars.ts';
import { sumBatches } from './batch-sum.ts';
import type { Canvas } from './canvas.ts';
import { clip, formatAmount, formatCount, formatDifference, formatInstant, toNanos } from './format.ts';
import { markup } from './markup.ts';
import type { Markup, Piece } from './markup.ts';
import { drawFigure, drawLegend, drawSection } from './section.ts';
import { drawSumsTable } from './sums-table.ts';
import { words } from './table.ts';

const MOST_BARS = 24;
const MOST_ROWS = 50;

/**
 * What the batches cost beside what was estimated. A run may have a thousand of them: neighbors share a bar then, and
 * the table lists those that cost the most, the rest as a sum.
 */
export function drawByBatch(canvas: Canvas, { batches, cost }: RunSummary): Markup {
  if (batches.length === 0)
    return drawSection('by-batch', 'Cost by batch', markup`<p>There is no batch.</p>`);
  const size = Math.ceil(batches.length / MOST_BARS);
  const bars = toGroups(batches, size).map((group) => toBar(group, cost.currency));
  const sums = `Estimated ${formatAmount(cost.estimated)} ${cost.currency}, charged so far ${formatAmount(cost.actual)} ${cost.currency} (${formatDifference(cost.variance)}).`;
  const each = size === 1 ? '' : ` Each bar is ${size} batches.`;
  const told = bars.map(({ label, text }) => `${label}: ${text}`).join('; ');
  return drawSection(
    'by-batch',
    'Cost by batch',
    drawLegend([
      ['cost', 'What it cost'],
      ['estimate', 'What was estimated'],
    ]),
    drawFigure(canvas.draw(drawBars(bars), `Cost by batch. ${sums}${each} ${told}.`), `${sums}${each}`),
    drawBatchTable(batches, cost.currency),
  );
}

function toGroups(batches: readonly BatchEntry[], size: number): readonly (readonly BatchEntry[])[] {
  return Array.from({ length: Math.ceil(batches.length / size) }, (_, index) =>
    batches.slice(index * size, (index + 1) * size),
  );
}

function toBar(group: readonly BatchEntry[], currency: string): Bar {
  const { cost, estimated } = sumBatches(group);
  const [first, last] = [group[0]?.batch ?? 0, group.at(-1)?.batch ?? 0];
  return {
    label: first === last ? `batch ${formatCount(first)}` : `${formatCount(first)}–${formatCount(last)}`,
    value: cost === null ? null : Number(cost),
    mark: Number(estimated ?? 0),
    text:
      cost === null
        ? `no cost yet (est. ${formatAmount(estimated)})`
        : `${formatAmount(cost)} ${currency} (est. ${formatAmount(estimated)})`,
    color: '--cost',
  };
}

function drawBatchTable(batches: readonly BatchEntry[], currency: string): Markup {
  const shown = batches.length <= MOST_ROWS ? batches : byCost(batches).slice(0, MOST_ROWS);
  const isShown = new Set(shown.map(({ batch }) => batch));
  const rest = batches.filter(({ batch }) => !isShown.has(batch));
  const others = { cells: [`${formatCount(rest.length)} others`, '', '', ''], batches: rest };
  const groups = shown.map((batch) => ({ cells: toHead(batch), batches: [batch] }));
  const note = `The ${formatCount(shown.length)} costliest of ${formatCount(batches.length)} batches, the others as a sum. All are in batches.csv.`;
  const caption = 'Batches with what they cost';
  const headings = [words('Batch'), words('State'), words('Sender'), words('Submitted (UTC)')];
  if (rest.length === 0) return drawSumsTable(caption, currency, headings, groups);
  return markup`<p>${note}</p>
    ${drawSumsTable(caption, currency, headings, [...groups, others])}`;
}

function toHead({ batch, state, submitted_at: submittedAt, from }: BatchEntry): readonly Piece[] {
  return [formatCount(batch), state.replace('_', ' '), clip(from), formatInstant(submittedAt)];
}

function byCost(batches: readonly BatchEntry[]): readonly BatchEntry[] {
  const keyed = batches.map((batch) => ({ batch, nanos: toNanos(batch.cost ?? batch.estimated_cost) }));
  return keyed
    .sort((a, b) => (a.nanos === b.nanos ? a.batch.batch - b.batch.batch : b.nanos > a.nanos ? 1 : -1))
    .map(({ batch }) => batch);
}
