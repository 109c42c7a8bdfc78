import type { BatchEntry } from '../batches.ts';
import type { RunSummary } from '../summary.ts';
import { clip, formatCount } from './format.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { drawSection } from './section.ts';
import { drawSumsTable } from './sums-table.ts';
import type { Group } from './sums-table.ts';
import { words } from './table.ts';

const MOST_ROWS = 50;

/** What went out from each sender. */
export function drawBySender(summary: RunSummary): Markup {
  const senders = [...groupBySender(summary)];
  if (senders.length === 0) return drawSection('by-sender', 'By sender', markup`<p>There is no sender.</p>`);
  const rest = senders.slice(MOST_ROWS).flatMap(([, batches]) => batches);
  const others = {
    cells: [`${formatCount(senders.length - MOST_ROWS)} others`, formatCount(rest.length)],
    batches: rest,
  };
  const groups: Group[] = senders.slice(0, MOST_ROWS).map(([from, batches]) => {
    return { cells: [clip(from), formatCount(batches.length)], batches };
  });
  return drawSection(
    'by-sender',
    'By sender',
    drawSumsTable(
      'Senders with what went out from them',
      summary.cost.currency,
      [words('Sender'), words('Batches')],
      rest.length === 0 ? groups : [...groups, others],
    ),
  );
}

function groupBySender({ from, batches }: RunSummary): ReadonlyMap<string, readonly BatchEntry[]> {
  const groups = new Map<string, BatchEntry[]>(from.map((sender) => [sender, []]));
  for (const batch of batches) {
    const group = groups.get(batch.from);
    if (group === undefined) groups.set(batch.from, [batch]);
    else group.push(batch);
  }
  return groups;
}
