import type { RunSummary } from '../summary.ts';
import { clip, formatAmount, formatCount, formatDifference, formatInstant, formatShare } from './format.ts';
import { markup } from './markup.ts';
import type { Markup, Piece } from './markup.ts';
import { PROGRESS_WORDS } from './words.ts';

const MOST_SENDERS = 5;

/** Which campaign this is, where it stands, and the figures that are looked for first. */
export function drawHeadline(summary: RunSummary): Markup {
  const { campaign, run, state, from, startedAt, finishedAt, retryOf } = summary;
  const senders = from.slice(0, MOST_SENDERS).map((sender) => clip(sender));
  const more = from.length > senders.length ? ` and ${formatCount(from.length - senders.length)} more` : '';
  const tiles = tilesOf(summary);
  return markup`<header>
      <h1><bdi>${campaign}</bdi></h1>
      <p class="lead"><span class="state ${state}">${PROGRESS_WORDS[state]}</span></p>
      <dl class="facts">
        ${fact('Run', run)}${retryOf === null ? null : fact('Retry of', retryOf)}${fact('From', `${senders.join(', ')}${more}`)}${fact('Started (UTC)', formatInstant(startedAt))}${fact('Ended (UTC)', formatInstant(finishedAt))}
      </dl>
    </header>
    <section id="headline" aria-labelledby="headline-title">
      <h2 id="headline-title" class="unseen">At a glance</h2>
      <dl class="tiles tiles-${tiles.length}">${tiles}</dl>
    </section> `;
}

/** That nothing was sent, where nothing was. */
export function drawBanner(isSandbox: boolean): Markup | null {
  if (!isSandbox) return null;
  return markup`<aside class="banner" aria-label="Sandbox">
    <strong>Sandbox:</strong> nothing was really sent, and nothing was charged.
  </aside> `;
}

function tilesOf(summary: RunSummary): readonly Markup[] {
  const { messages, cost, rows, recipients, incidents } = summary;
  const { accepted, delivered, deliveryFailed, sendingFailed, inDoubt, notSent } = messages;
  const twins = incidents.reduce((sum, incident) => sum + incident.twins, 0);
  const failed = deliveryFailed + sendingFailed;
  const money = (amount: string): string => `${formatAmount(amount)} ${cost.currency}`;
  return [
    tile('Recipients', formatCount(recipients), `of ${formatCount(rows)} rows`),
    tile('Accepted', formatCount(accepted), `${formatCount(messages.rejectedByProvider)} rejected`),
    tile(
      'Delivered',
      formatCount(delivered),
      `${formatShare(delivered, accepted + twins)} of accepted`,
      'good',
    ),
    tile('Failed', formatCount(failed), `${formatShare(failed, accepted + twins)} of accepted`, 'bad'),
    tile('Cost', money(cost.actual), toCostNote(summary)),
    tile('Estimate', money(cost.estimated), `${formatDifference(cost.variance)} against it`),
    ...(inDoubt + notSent === 0
      ? []
      : [
          tile('Not sent', formatCount(notSent), `${formatShare(notSent, recipients)} of recipients`),
          tile('In doubt', formatCount(inDoubt), 'offered; taken or not is not known'),
        ]),
  ];
}

function toCostNote({ cost }: RunSummary): string {
  return cost.unpriced === 0
    ? 'every message has a price'
    : `${formatCount(cost.unpriced)} without a price yet`;
}

function tile(title: string, figure: string, note: string, kind = 'plain'): Markup {
  return markup`<div class="tile ${kind}">
    <dt>${title}</dt>
    <dd class="figure">${figure}</dd>
    <dd class="note">${note}</dd>
  </div> `;
}

function fact(title: string, value: Piece): Markup {
  return markup`<div>
    <dt>${title}</dt>
    <dd>${value}</dd>
  </div> `;
}
