import type { Control } from './controls.ts';
import type { MessageFigures, RunSummary } from './summary.ts';

const ERRORS_SHOWN = 3;
const CALLS_SHOWN = 3;

/** A run in at most thirteen lines, for the end of a command on the terminal. Holds no phone numbers. */
export function formatSummary(summary: RunSummary): string {
  const { messages, cost } = summary;
  const failed = messages.deliveryFailed + messages.sendingFailed;
  const twins = summary.incidents.reduce((sum, incident) => sum + incident.twins, 0);
  const lines = [
    `${summary.run}: ${summary.state}${summary.sandbox ? ' (sandbox: nothing was really sent)' : ''}`,
    toLine('rows', `${n(summary.rows)} = ${n(summary.recipients)} recipients + ${formatRejected(summary)}`),
    toLine('accepted', `${n(messages.accepted)}, ${n(messages.rejectedByProvider)} rejected by the provider`),
    toLine('delivered', `${n(messages.delivered)}${formatShare(messages, twins)}`),
    toLine(
      'others',
      `${n(messages.queued)} queued, ${n(messages.sent)} sent, ${n(failed)} failed, ${n(messages.unknown)} unknown`,
    ),
    ...(messages.inDoubt + messages.notSent > 0 ? [toLine('open', formatOpen(messages))] : []),
    ...summary.incidents.map(({ batch, recipients, batchIds }) =>
      toLine(
        'TWICE',
        `batch ${batch}: ${n(recipients)} recipients are at the provider ${batchIds.length} times`,
      ),
    ),
    ...summary.errors
      .slice(0, ERRORS_SHOWN)
      .map((error) => toLine('error', `${n(error.count)} × ${error.code ?? 'no code'}, ${error.meaning}`)),
    toLine(
      'cost',
      `${cost.actual} ${cost.currency} (estimated ${cost.estimated})${formatUnpriced(cost.unpriced)}`,
    ),
    ...(summary.apiCalls === null ? [] : [toLine('API calls', formatApiCalls(summary.apiCalls))]),
    toLine('controls', formatControls(summary.controls)),
  ];
  return `${lines.join('\n')}\n`;
}

/** How many in all, and the endpoints that were called most. */
export function formatApiCalls(calls: Readonly<Record<string, number>>): string {
  const sorted = Object.entries(calls).sort(([, a], [, b]) => b - a);
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  const shown = sorted.slice(0, CALLS_SHOWN).map(([endpoint, count]) => `${n(count)} ${endpoint}`);
  const more = sorted.length > CALLS_SHOWN ? ', …' : '';
  return shown.length === 0 ? '0' : `${n(total)}: ${shown.join(', ')}${more}`;
}

function formatOpen({ inDoubt, assumedSent, notSent, ...leftOut }: MessageFigures): string {
  const assumed = assumedSent === 0 ? '' : `${n(assumedSent)} assumed sent, `;
  const why = [
    ...(leftOut.optedOut === 0 ? [] : [`${n(leftOut.optedOut)} opted out`]),
    ...(leftOut.contactedRecently === 0 ? [] : [`${n(leftOut.contactedRecently)} texted by another run`]),
  ];
  const out = why.length === 0 ? '' : ` (${why.join(', ')} meanwhile)`;
  return `${assumed}${n(inDoubt - assumedSent)} in doubt, ${n(notSent)} not sent${out}`;
}

function toLine(label: string, text: string): string {
  return `  ${label.padEnd(10)}${text}`;
}

function n(count: number): string {
  return count.toLocaleString('en-US');
}

function formatRejected(summary: RunSummary): string {
  const codes = Object.entries(summary.rejectedRows).sort(([, a], [, b]) => b - a);
  const total = codes.reduce((sum, [, count]) => sum + count, 0);
  if (total === 0) return '0 rejected';
  const shown = codes.slice(0, ERRORS_SHOWN).map(([code, count]) => `${n(count)} ${code}`);
  return `${n(total)} rejected (${shown.join(', ')}${codes.length > shown.length ? ', …' : ''})`;
}

// Cut, not rounded: 100.0% means all of them.
function formatShare({ delivered, accepted }: MessageFigures, twins: number): string {
  if (accepted === 0) return '';
  return ` (${(Math.floor((delivered * 1000) / (accepted + twins)) / 10).toFixed(1)}% of accepted)`;
}

function formatUnpriced(unpriced: number): string {
  return unpriced === 0 ? '' : `, ${n(unpriced)} without a price yet`;
}

function formatControls(controls: readonly Control[]): string {
  const broken = controls.filter((control) => !control.ok);
  if (broken.length === 0) return `all ${controls.length} hold`;
  const found = broken.map(({ name, expected, actual }) => `${name}: expected ${expected}, found ${actual}`);
  return `BROKEN: ${found.join('; ')}`;
}
