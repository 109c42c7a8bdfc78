import { formatMegabytes } from './table.mjs';

/** From this many rows on the bars are of planning; below, of starting. */
const LARGE = 1_000_000;
/** `campaign plan` beside bare csv-parse, rows a second. */
const LEAST_OF_BARE = { small: 0.2, large: 0.4 };
/** `campaign plan` beside the naive script, rows a second. */
const LEAST_OF_NAIVE = { small: 1.5, large: 5 };
/** A file with a third bad rows beside one with few; less than 1 by what a noisy machine adds. */
const LEAST_OF_GOOD = 0.9;
/** Peak memory up to a million rows, and up to ten million: the table of numbers is what grows. */
const MOST_BYTES = { million: 200e6, tenMillion: 400e6 };

/**
 * Says of each bar whether it holds. Bars whose cases were not run are left out.
 *
 * @param {import('./table.mjs').Line[]} lines
 * @returns {{ sentence: string, holds: boolean }[]}
 */
export function judge(lines) {
  const sizes = [...new Set(lines.map(({ size }) => size))];
  return sizes.flatMap((size) => judgeSize(lines.filter((line) => line.size === size)));
}

function judgeSize(lines) {
  const [bare, naive, plan, bad] = ['bare', 'naive', 'plan', 'bad'].map((name) =>
    lines.find((line) => line.case === name),
  );
  if (plan === undefined) return [];
  const rows = `${plan.size.toLocaleString('en-US')} rows`;
  const scale = plan.size >= LARGE ? 'large' : 'small';
  const verdicts = [];
  const add = (what, value, bar) => {
    verdicts.push({ sentence: `${rows}: ${what} (bar: ${bar})`, holds: value >= bar });
  };
  if (bare !== undefined) {
    add(`plan at ${plan.ratio.toFixed(2)} of bare csv-parse`, plan.ratio, LEAST_OF_BARE[scale]);
  }
  if (naive !== undefined) {
    const times = plan.rowsPerSecond / naive.rowsPerSecond;
    add(`plan at ${times.toFixed(1)} times the naive script`, times, LEAST_OF_NAIVE[scale]);
  }
  if (bad !== undefined) {
    const share = bad.rowsPerSecond / plan.rowsPerSecond;
    add(`a third bad, ${share.toFixed(2)} of the speed of the good file`, share, LEAST_OF_GOOD);
  }
  const most = plan.size <= LARGE ? MOST_BYTES.million : MOST_BYTES.tenMillion;
  verdicts.push({
    sentence: `${rows}: peak RSS ${formatMegabytes(plan.peakBytes)} (bar: ${formatMegabytes(most)})`,
    holds: plan.peakBytes <= most,
  });
  return verdicts;
}
