import type { RunSummary } from '../summary.ts';
import { drawBars } from './bars.ts';
import type { Canvas } from './canvas.ts';
import { formatCount, formatShare } from './format.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { drawFigure, drawSection } from './section.ts';
import { drawTable, explained, figures, words } from './table.ts';

/** Where a recipient may stand: label, what it means, color, and its figure. */
interface Status {
  readonly label: string;
  readonly meaning: string;
  readonly color: string;
  readonly count: number;
}

/** What became of the recipients, each counted once. */
export function drawByStatus(canvas: Canvas, { messages, incidents }: RunSummary): Markup {
  const statuses = toStatuses(messages).filter(({ count }) => count > 0);
  const sum = statuses.reduce((total, { count }) => total + count, 0);
  if (sum === 0) return drawSection('by-status', 'By status', markup`<p>There is no recipient.</p>`);
  const bars = statuses.map(({ label, color, count }) => {
    return { label, color, value: count, text: `${formatCount(count)} (${formatShare(count, sum)})` };
  });
  const caption = `What became of ${formatCount(sum)} ${incidents.length > 0 ? 'recipients and second messages' : 'recipients'}: ${bars
    .map(({ label, text }) => `${label} ${text}`)
    .join(', ')}.`;
  return drawSection(
    'by-status',
    'By status',
    drawFigure(canvas.draw(drawBars(bars), caption), 'Each recipient is counted once.'),
    drawTable({
      caption: 'Recipients by status',
      columns: [words('Status'), figures('Count'), figures('Share')],
      rows: statuses.map(({ label, meaning, count }) => [
        explained(label, meaning),
        ...[formatCount(count), formatShare(count, sum)],
      ]),
      total: ['All', formatCount(sum), formatShare(sum, sum)],
    }),
  );
}

function toStatuses(messages: RunSummary['messages']): readonly Status[] {
  const { inDoubt, assumedSent, notSent, optedOut, contactedRecently } = messages;
  const status = (label: string, meaning: string, color: string, count: number): Status => {
    return { label, meaning, color, count };
  };
  const given = assumedSent === 0 ? '' : `; a person gave ${formatCount(assumedSent)} of them up as sent`;
  const out = optedOut === 0 ? '' : `; ${formatCount(optedOut)} of them opted out before`;
  const texted =
    contactedRecently === 0 ? '' : `; another run texted ${formatCount(contactedRecently)} of them before`;
  return [
    status('Delivered', 'the carrier has a receipt', '--delivered', messages.delivered),
    status('Sent', 'handed to the carrier, no receipt', '--sent', messages.sent),
    status('Queued', 'waits in the queue of the sender', '--queued', messages.queued),
    status('Delivery failed', 'refused by the carrier', '--failed', messages.deliveryFailed),
    status('Sending failed', 'refused before the carrier', '--failed', messages.sendingFailed),
    status('Unknown', 'no clear receipt: may have arrived', '--unknown', messages.unknown),
    status('Rejected', 'refused by the provider at once', '--rejected', messages.rejectedByProvider),
    status('In doubt', `offered, and nobody knows if it was taken${given}`, '--unknown', inDoubt),
    status('Not sent', `never taken by the provider${out}${texted}`, '--queued', notSent),
  ];
}
