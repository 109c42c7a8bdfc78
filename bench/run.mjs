// Measures `campaign plan` beside bare csv-parse and a naive script, all in one run: see README.md.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { judge } from './bars.mjs';
import { buildCases } from './cases.mjs';
import { measureChild, runChild } from './measure.mjs';
import { parseOptions } from './options.mjs';
import { describeMachine, formatTable, summarize } from './table.mjs';

const OUT = join(import.meta.dirname, 'out');
const { sizes, rounds, only, program } = parseOptions(process.argv.slice(2));

mkdirSync(OUT, { recursive: true });
const workspace = join(OUT, `workspace-${process.pid}`);
const cases = buildCases({ out: OUT, workspace, program }).filter(
  ({ name }) => only === null || only.includes(name),
);

/** One entry a process that was run. */
const samples = [];
for (const size of sizes) {
  for (const file of new Set(cases.map((each) => each.file(size)))) {
    // In a child: a process starts with its parent's peak memory as its own (Linux), so this one stays small.
    await runChild('make-recipients.mjs', [file, String(size)]);
  }
}
for (let round = 1; round <= rounds; round += 1) {
  for (const size of sizes) {
    for (const each of cases) {
      rmSync(workspace, { recursive: true, force: true });
      mkdirSync(workspace);
      const sample = { size, round, case: each.name, ...(await measureChild(each.arguments(size), size)) };
      samples.push(sample);
      const [seconds, megabytes] = [sample.ms / 1000, sample.peakBytes / 1e6];
      console.error(
        `round ${round}, ${size} rows, ${each.name}: ${seconds.toFixed(2)} s, ${megabytes.toFixed(0)} MB`,
      );
    }
  }
}
rmSync(workspace, { recursive: true, force: true });

const summary = summarize(samples, cases);
console.log(`${describeMachine({ rounds })}\n\n${formatTable(summary)}\n`);
const verdicts = judge(summary);
for (const { sentence, holds } of verdicts) console.log(`- ${holds ? 'holds' : 'MISSED'}: ${sentence}`);
process.exitCode = verdicts.every(({ holds }) => holds) ? 0 : 1;
