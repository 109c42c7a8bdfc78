import { sumBatches } from './batch-sum.ts';
import type { BatchSum } from './batch-sum.ts';
import type { BatchEntry } from '../batches.ts';
import { formatAmount, formatCount, formatDifference, formatShare } from './format.ts';
import type { Markup, Piece } from './markup.ts';
import { drawTable, figures } from './table.ts';
import type { Column } from './table.ts';

/** Batches under one heading: themselves, or those of a sender. */
export interface Group {
  /** The cells before the figures, as many as there are headings. */
  readonly cells: readonly Piece[];
  readonly batches: readonly BatchEntry[];
}

/** Groups of batches with their figures, and what all of them add up to. */
export function drawSumsTable(
  caption: string,
  currency: string,
  headings: readonly Column[],
  groups: readonly Group[],
): Markup {
  const total = sumBatches(groups.flatMap(({ batches }) => batches));
  const blank = headings.slice(1).map(() => '');
  return drawTable({
    caption: `${caption}, in ${currency}`,
    columns: [
      ...headings,
      ...['Recipients', 'Accepted', 'Delivered', 'Share', 'Failed'].map(figures),
      ...['Estimated', 'Cost', 'Difference'].map(figures),
    ],
    rows: groups.map(({ cells, batches }) => [...cells, ...toCells(sumBatches(batches))]),
    total: ['All', ...blank, ...toCells(total)],
  });
}

function toCells(sum: BatchSum): readonly Piece[] {
  return [
    ...[formatCount(sum.recipients), formatCount(sum.accepted), formatCount(sum.delivered)],
    ...[formatShare(sum.delivered, sum.accepted), formatCount(sum.failed)],
    ...[formatAmount(sum.estimated), formatAmount(sum.cost), formatDifference(sum.variance)],
  ];
}
