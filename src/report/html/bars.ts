import type { Drawing } from './canvas.ts';
import { clip } from './format.ts';

/** A bar with its words. `value` only sets its length: what is read is `text`, which is exact. */
export interface Bar {
  readonly label: string;
  readonly value: number | null;
  readonly text: string;
  /** A custom property of the style sheet. */
  readonly color: string;
  /** Where a mark stands across it: what was estimated. */
  readonly mark?: number;
}

const LETTER_PX = 8;
const BROAD_PX = 600;
const LONGEST_LABEL = 28;

/** Bars below each other. On a phone, a bar's label stands above it instead of beside it. */
export function drawBars(bars: readonly Bar[]): Drawing {
  return (plot, width) => {
    const isBroad = width >= BROAD_PX;
    const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
    const rows = bars.map((bar, row) => ({
      ...bar,
      label: clip(bar.label, LONGEST_LABEL),
      row,
      end: Math.max(bar.value ?? 0, bar.mark ?? 0),
    }));
    const most = Math.max(...rows.map(({ end }) => end), Number.MIN_VALUE);
    const rowPx = isBroad ? 30 : 44;
    const insetTop = isBroad ? 4 : 20;
    return {
      height: rows.length * rowPx + 8,
      marginTop: 4,
      marginBottom: 4,
      marginLeft: isBroad ? 16 + longest(rows.map(({ label }) => label)) * LETTER_PX : 2,
      marginRight: 14 + longest(bars.map(({ text }) => text)) * LETTER_PX,
      style: { fontSize: '13px' },
      x: { axis: null, domain: [0, most] },
      y: { axis: null, type: 'band', domain: rows.map(({ row }) => row), padding: 0 },
      marks: [
        plot.barX(rows, {
          ...{ x: 'value', y: 'row', fill: ({ color }: Bar) => `var(${color})`, rx: 2 },
          ...{ insetTop, insetBottom: 4 },
        }),
        plot.tickX(
          rows.filter(({ mark }) => mark !== undefined),
          {
            ...{ x: 'mark', y: 'row', stroke: 'var(--text)', strokeWidth: 2.5 },
            ...{ insetTop: insetTop - 3, insetBottom: 1 },
          },
        ),
        plot.text(rows, {
          ...{ x: 0, y: 'row', text: 'label', fill: 'var(--text)' },
          ...(isBroad ? { textAnchor: 'end', dx: -8 } : { textAnchor: 'start', dy: -12 }),
        }),
        plot.text(rows, {
          ...{ x: 'end', y: 'row', text: 'text', textAnchor: 'start', fill: 'var(--text)' },
          ...{ dx: 7, dy: isBroad ? 0 : 8 },
        }),
      ],
    };
  };
}
