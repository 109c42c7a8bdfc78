// Measures how long short commands take beside a node that does nothing: see README.md. `node bench/startup.mjs`.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { runChild } from './measure.mjs';
import { FILE_VERSION } from './recipients.mjs';
import { describeMachine } from './table.mjs';

/** `campaign --help`, times a node that does nothing. */
const MOST_OF_HELP = 3;
const ROWS = 100;
const OUT = join(import.meta.dirname, 'out');

const { values } = parseArgs({
  options: {
    starts: { type: 'string', default: '21' },
    program: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
  },
});
const program = resolve(values.program);
const rounds = Number(values.starts);
const place = join(OUT, `startup-${process.pid}`);
const [empty, used] = [join(place, 'empty'), join(place, 'used')];
const file = join(OUT, `good-${ROWS}-v${FILE_VERSION}.csv`);
mkdirSync(empty, { recursive: true });
await runChild('make-recipients.mjs', [file, String(ROWS)]);
await runChild('make-ledger.mjs', [program, used, String(ROWS), String(ROWS)]);

const campaign = (...words) => [join(program, 'main.js'), ...words];
const sender = ['--from', '+18335550100', '--text', 'Hi {{first_name|there}}', '--default-country', 'US'];
/** What is started, and the exit code that it has to end with. The first is what all others are compared with. */
const CASES = [
  { title: '`node -e 0`', words: ['-e', '0'], code: 0 },
  { title: '`campaign --help`', words: campaign('--help'), code: 0 },
  {
    title: '`campaign status`, an empty workspace',
    words: campaign('status', '--workspace', empty),
    code: 2,
  },
  { title: `\`campaign status\`, ${ROWS} messages`, words: campaign('status', '--workspace', used), code: 0 },
  {
    title: `\`campaign plan\`, ${ROWS} rows`,
    words: campaign('plan', file, ...sender, '--max-invalid', '100%', '--workspace', empty),
    code: 0,
  },
];

/** @type {number[][]} milliseconds by case, then by round */
const times = CASES.map(() => []);
/** Milliseconds of processor time by case, of all rounds. */
const cpu = CASES.map(() => 0);
try {
  // The first round only fills the system's cache of files.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [index, each] of CASES.entries()) {
      const [ms, cpuMs] = await start(each);
      if (round === 0) continue;
      times[index].push(ms);
      cpu[index] += cpuMs;
    }
  }
} finally {
  rmSync(place, { recursive: true, force: true });
}

const ratios = times.map((mine) => median(mine.map((ms, round) => ms / times[0][round])));
const head =
  '| what | ms | times a bare node | CPU ms | times a bare node |\n| --- | ---: | ---: | ---: | ---: |';
const lines = CASES.map(({ title }, index) => {
  const cells = [
    title,
    median(times[index]).toFixed(0),
    ratios[index].toFixed(2),
    (cpu[index] / rounds).toFixed(0),
    (cpu[index] / cpu[0]).toFixed(2),
  ];
  return `| ${cells.join(' | ')} |`;
});
console.log([describeMachine({ rounds }), '', head, ...lines].join('\n'));
const holds = ratios[1] <= MOST_OF_HELP;
console.log(
  `\n- ${holds ? 'holds' : 'MISSED'}: \`campaign --help\` takes ${ratios[1].toFixed(2)} times a bare node (bar: ${MOST_OF_HELP})`,
);
process.exitCode = holds ? 0 : 1;

/**
 * Starts node, and waits until it has ended.
 *
 * @param {(typeof CASES)[number]} wanted
 * @returns {Promise<readonly [ms: number, cpuMs: number]>}
 */
async function start({ words, code }) {
  const usedBefore = readChildrenMs();
  const startedAt = performance.now();
  const child = spawn(process.execPath, words, {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  const [ended] = await once(child, 'exit');
  const ms = performance.now() - startedAt;
  if (ended !== code) throw new Error(`${words.join(' ')} ended with exit code ${ended}`);
  return [ms, readChildrenMs() - usedBefore];
}

/** What the processes used that were started and have ended: Linux counts it, in hundredths of a second (proc(5)). */
function readChildrenMs() {
  const fields = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[13]) + Number(fields[14])) * 10;
}

function median(all) {
  return all.toSorted((a, b) => a - b)[all.length >> 1];
}
