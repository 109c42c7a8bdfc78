import { runChild } from './measure.mjs';
import { formatMegabytes } from './table.mjs';

/** `campaign plan` beside bare csv-parse, rows a second. */
const LEAST_OF_BARE = 0.2;
/** A file with a third bad rows beside one with few; less than 1 by what a noisy machine adds. */
const LEAST_OF_GOOD = 0.9;
/**
 * What memory may grow by from the smallest to the largest file, without the table of numbers: the ledger's page cache of
 * 32 MiB (src/ledger/open.ts), which a small file doesn't fill, and half as much for what waits to be collected.
 */
const MOST_GROWTH_BYTES = 1.5 * 32 * 1024 * 1024;

/**
 * Says of each bar whether it holds. Bars whose cases were not run are left out.
 *
 * @param {import('./table.mjs').Line[]} lines
 * @param {string} program
 * @returns {Promise<{ sentence: string, holds: boolean }[]>}
 */
export async function judge(lines, program) {
  const sizes = [...new Set(lines.map(({ size }) => size))];
  const speed = sizes.flatMap((size) => judgeSpeed(lines.filter((line) => line.size === size)));
  const plans = lines.filter((line) => line.case === 'plan');
  return plans.length < 2 ? speed : [...speed, await judgeGrowth(plans, program)];
}

function judgeSpeed(lines) {
  const [bare, naive, plan, bad] = ['bare', 'naive', 'plan', 'bad'].map((name) =>
    lines.find((line) => line.case === name),
  );
  if (plan === undefined) return [];
  const rows = `${plan.size.toLocaleString('en-US')} rows`;
  const verdicts = [];
  if (bare !== undefined) {
    const times =
      naive === undefined ? '' : `, ${(plan.ratio / naive.ratio).toFixed(1)} times the naive script`;
    verdicts.push({
      sentence: `${rows}: plan at ${plan.ratio.toFixed(2)} of bare csv-parse${times} (bar: ${LEAST_OF_BARE})`,
      holds: plan.ratio >= LEAST_OF_BARE,
    });
  }
  if (bad !== undefined) {
    const share = bad.rowsPerSecond / plan.rowsPerSecond;
    verdicts.push({
      sentence: `${rows}, a third bad: ${share.toFixed(2)} of the speed of the good file (bar: ${LEAST_OF_GOOD})`,
      holds: share >= LEAST_OF_GOOD,
    });
  }
  return verdicts;
}

async function judgeGrowth(plans, program) {
  const [small, large] = [plans[0], plans.at(-1)];
  const [smallTable, largeTable] = [await sizeTable(small, program), await sizeTable(large, program)];
  const growth = large.peakBytes - small.peakBytes;
  const rest = growth - (largeTable - smallTable);
  const table = formatMegabytes(largeTable - smallTable);
  return {
    sentence:
      `peak RSS grows by ${formatMegabytes(growth)}, ${table} of it the table of numbers: ` +
      `${formatMegabytes(rest)} are the rest (bar: ${formatMegabytes(MOST_GROWTH_BYTES)})`,
    holds: rest <= MOST_GROWTH_BYTES,
  };
}

async function sizeTable({ recipients }, program) {
  const printed = await runChild('size-number-table.mjs', [program, String(recipients)], ['--expose-gc']);
  return JSON.parse(printed).bytes;
}
