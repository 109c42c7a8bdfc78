import type { MessageFigures } from '../summary.ts';
import type { Canvas, Drawing } from './canvas.ts';
import { formatCount, formatShare } from './format.ts';
import { markup } from './markup.ts';
import type { Markup } from './markup.ts';
import { drawFigure, drawLegend, drawSection } from './section.ts';
import { drawTable, figures, words } from './table.ts';
import { toSpans, toTicks } from './timeline.ts';
import type { Timeline, TimelineSpan } from './timeline.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
/** Characters of `2026-03-02 15:00`. */
const TO_THE_MINUTE = 16;

/** When the messages arrived or failed. */
export function drawOverTime(canvas: Canvas, timeline: Timeline, messages: MessageFigures): Markup {
  const spans = toSpans(timeline);
  const undated =
    timeline.undated === 0
      ? null
      : markup`<p>${formatCount(timeline.undated)} messages have no time and are not shown.</p>`;
  if (spans.length === 0) {
    const none = 'No message is known to be delivered or failed yet.';
    return drawSection('over-time', 'Delivered over time', markup`<p>${none}</p>`, undated);
  }
  const caption = tell(spans, timeline.widthMs);
  return drawSection(
    'over-time',
    'Delivered over time',
    drawLegend([
      ['delivered', 'Delivered'],
      ['failed', 'Failed'],
    ]),
    drawFigure(canvas.draw(drawSpans(spans, timeline.widthMs), caption), caption),
    undated,
    markup`<details>
      <summary>The figures of this chart</summary>
      ${drawTimeTable(spans, timeline.widthMs, messages)}
    </details> `,
  );
}

function tell(spans: readonly TimelineSpan[], widthMs: number): string {
  const delivered = spans.reduce((sum, span) => sum + span.delivered, 0);
  const failed = spans.reduce((sum, span) => sum + span.failed, 0);
  const first = formatTime(spans[0]?.from ?? 0, widthMs);
  const last = formatTime(spans.at(-1)?.to ?? 0, widthMs);
  const busiest = spans.reduce((most, span) => (span.delivered > most.delivered ? span : most));
  const peak =
    busiest.delivered === 0
      ? ''
      : ` Most arrived from ${formatTime(busiest.from, widthMs)} on: ${formatCount(busiest.delivered)}.`;
  return `${formatCount(delivered)} delivered and ${formatCount(failed)} failed, from ${first} to ${last} UTC, in steps of ${formatWidth(widthMs)}.${peak}`;
}

function drawTimeTable(
  spans: readonly TimelineSpan[],
  widthMs: number,
  { delivered: all }: MessageFigures,
): Markup {
  let sum = 0;
  const rows = spans.map(({ from, delivered, failed }) => {
    sum += delivered;
    const soFar = [formatCount(sum), formatShare(sum, all)];
    return [formatTime(from, widthMs), formatCount(delivered), formatCount(failed), ...soFar];
  });
  return drawTable({
    caption: `Delivered over time, steps of ${formatWidth(widthMs)}`,
    columns: [
      words('From (UTC)'),
      ...['Delivered', 'Failed', 'Delivered so far', 'Of all delivered'].map(figures),
    ],
    rows,
  });
}

function drawSpans(spans: readonly TimelineSpan[], widthMs: number): Drawing {
  return (plot, width) => {
    const bars = spans.flatMap(({ from, to, delivered, failed }) => [
      { from: new Date(from), to: new Date(to), color: '--delivered', low: 0, high: delivered },
      { from: new Date(from), to: new Date(to), color: '--failed', low: delivered, high: delivered + failed },
    ]);
    const most = Math.max(...spans.map(({ delivered, failed }) => delivered + failed));
    return {
      height: width >= 600 ? 280 : 220,
      ...{ marginLeft: 14 + formatCount(most).length * 8, marginRight: 24, marginTop: 12, marginBottom: 42 },
      style: { fontSize: '13px' },
      x: {
        ...{ type: 'utc', label: null, ticks: toTicks(spans, widthMs, Math.floor(width / 95)) },
        tickFormat: tellTicks(widthMs),
      },
      y: {
        ...{ label: null, grid: true, domain: [0, most], nice: true, ticks: Math.min(5, most) },
        tickFormat: (value: number) => (Number.isInteger(value) ? formatCount(value) : ''),
      },
      marks: [
        plot.rectY(
          bars.filter(({ low, high }) => high > low),
          {
            ...{ x1: 'from', x2: 'to', y1: 'low', y2: 'high', inset: 0.5 },
            fill: ({ color }: { readonly color: string }) => `var(${color})`,
          },
        ),
        plot.ruleY([0], { stroke: 'currentColor' }),
      ],
    };
  };
}

/** The day stands below the time where a new one begins. Ticks are asked for in their order. */
function tellTicks(widthMs: number): (at: Date, index: number) => string {
  let before = '';
  return (at, index) => {
    const iso = at.toISOString();
    const day = iso.slice(0, 10);
    if (widthMs >= DAY_MS) return day;
    const isNew = index === 0 || day !== before;
    before = day;
    const time = iso.slice(11, widthMs < MINUTE_MS ? 19 : 16);
    return isNew ? `${time}\n${day}` : time;
  };
}

function formatTime(at: number, widthMs: number): string {
  const iso = new Date(at).toISOString().replace('T', ' ');
  if (widthMs >= DAY_MS) return iso.slice(0, 10);
  return iso.slice(0, widthMs < MINUTE_MS ? TO_THE_MINUTE + 3 : TO_THE_MINUTE);
}

function formatWidth(widthMs: number): string {
  const units = [
    [DAY_MS, 'day'],
    [60 * MINUTE_MS, 'hour'],
    [MINUTE_MS, 'minute'],
    [1000, 'second'],
  ] as const;
  const [unitMs, unit] = units.find(([ms]) => widthMs >= ms) ?? [1000, 'second'];
  const count = widthMs / unitMs;
  return `${formatCount(count)} ${unit}${count === 1 ? '' : 's'}`;
}
