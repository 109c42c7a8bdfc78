// Measures `campaign report` of a run that is over: see README.md. `node bench/report.mjs [--size 100000,1000000]`.
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measureChild, runChild } from './measure.mjs';
import { describeMachine, formatMegabytes } from './table.mjs';

/** Peak RSS of `report`, at any size. */
const MOST_PEAK_BYTES = 250e6;
/** What it may grow by from the smallest run to the largest: its batches, and what waits to be collected. */
const MOST_GROWTH_BYTES = 100e6;
const OUT = join(import.meta.dirname, 'out');

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '100000,1000000' },
    batch: { type: 'string', default: '1000' },
    program: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
    // `status` and a month's statement too, which read every message and write none.
    all: { type: 'boolean', default: false },
  },
});
const program = resolve(values.program);
const sizes = values.size.split(',').map(Number);
const commands = [['report'], ...(values.all ? [['status'], ['report', '--month', '2026-03']] : [])];
const workspace = join(OUT, `report-${process.pid}`);
mkdirSync(OUT, { recursive: true });

/** @type {{ size: number, command: string, ms: number, cpuMs: number, peakBytes: number }[]} */
const lines = [];
try {
  for (const size of sizes) {
    rmSync(workspace, { recursive: true, force: true });
    // In a child: a process starts with its parent's peak memory as its own (Linux), so this one stays small.
    const made = JSON.parse(
      await runChild('make-ledger.mjs', [program, workspace, String(size), values.batch]),
    );
    for (const words of commands) {
      const main = join(program, 'main.js');
      // A statement has no `rows`, and is not held against any.
      const rows = words.includes('--month') ? undefined : made.rows;
      const started = [main, ...words, '--json', '--quiet', '--workspace', workspace];
      lines.push({ size, command: words.join(' '), ...(await measureChild(started, rows)) });
    }
  }
} finally {
  rmSync(workspace, { recursive: true, force: true });
}

console.log(`${describeMachine({ rounds: 1 })}\n`);
console.log('| messages | what | messages/s | CPU s | peak RSS |\n| ---: | --- | ---: | ---: | ---: |');
for (const { size, command, ms, cpuMs, peakBytes } of lines) {
  const rate = Math.round((size / ms) * 1000).toLocaleString('en-US');
  const cells = [size.toLocaleString('en-US'), `\`campaign ${command}\``, rate, (cpuMs / 1000).toFixed(1)];
  console.log(`| ${cells.join(' | ')} | ${formatMegabytes(peakBytes)} |`);
}
const peaks = lines.map(({ peakBytes }) => peakBytes);
const reports = lines.filter(({ command }) => command === 'report').map(({ peakBytes }) => peakBytes);
const growth = reports.at(-1) - reports[0];
const verdicts = [
  {
    holds: Math.max(...peaks) <= MOST_PEAK_BYTES,
    sentence: `peak RSS is at most ${formatMegabytes(Math.max(...peaks))} (bar: ${formatMegabytes(MOST_PEAK_BYTES)})`,
  },
  {
    holds: growth <= MOST_GROWTH_BYTES,
    sentence: `from the smallest run to the largest it grows by ${formatMegabytes(growth)} (bar: ${formatMegabytes(MOST_GROWTH_BYTES)})`,
  },
];
console.log('');
for (const { holds, sentence } of verdicts) console.log(`- ${holds ? 'holds' : 'MISSED'}: ${sentence}`);
process.exitCode = verdicts.every(({ holds }) => holds) ? 0 : 1;
