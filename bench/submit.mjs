// Measures submitting beside a raw loop of the same POSTs: see README.md.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runChild } from './measure.mjs';
import { openWorkspace, planAhead, requireEnd, startRun, startServer } from './raw-world.mjs';
import { FILE_VERSION } from './recipients.mjs';
import { alignTable, describeMachine, formatMegabytes, median } from './table.mjs';

/** Times of the raw loop, and bytes. */
const MOST_TIMES = 1.5;
const MOST_BYTES = 250e6;
const RAW = 'raw loop';
const PROMISING = 'raw loop that keeps the promises';
/** `--no-wait` leaves messages under way. */
const ENDS = [0, 4];

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    'batch-size': { type: 'string', default: '1000,10000' },
    program: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
  },
});
const rows = Number(values.rows);
const rounds = Number(values.rounds);
const out = join(import.meta.dirname, 'out');
mkdirSync(out, { recursive: true });
const file = join(out, `good-${rows}-v${FILE_VERSION}.csv`);
await runChild('make-recipients.mjs', [file, String(rows)]);

const server = await startServer();
const lines = [];
try {
  for (const size of values['batch-size'].split(',').map(Number)) lines.push(await measureSize(size));
} finally {
  server.close();
}
report(lines);

async function measureSize(batchSize) {
  const wishes = { program: values.program, file, batchSize };
  const bodies = join(out, `bodies-${process.pid}.jsonl`);
  const planned = await planAhead(server, wishes);
  try {
    // The first run of all goes from the file to the end, and the server writes its bodies down for the raw loop.
    const whole = await submit({ ...wishes, record: bodies });
    const samples = [];
    for (let round = 1; round <= rounds; round += 1) {
      const raw = await postRaw(bodies);
      const promising = await postPromising(bodies);
      const ours = await submit({ ...wishes, like: planned });
      const counts = [raw, promising, ours].map(({ messages }) => messages);
      if (counts.some((count) => count !== whole.messages)) {
        throw new Error(`${whole.messages} messages became ${counts.join(', ')}`);
      }
      samples.push({ raw, promising, ours });
      const [rawMs, promisingMs, oursMs] = [raw, promising, ours].map(({ ms }) => ms.toFixed(0));
      console.error(
        `batches of ${batchSize}, round ${round}: raw ${rawMs} ms, with the promises ${promisingMs} ms, ` +
          `submit ${oursMs} ms, CPU ${ours.cpuMs} ms`,
      );
    }
    return { batchSize, whole, samples };
  } finally {
    planned.remove();
    rmSync(bodies, { force: true });
  }
}

async function submit({ like = null, record = null, ...wishes }) {
  const workspace = openWorkspace(like);
  try {
    await server.prepare({ isNew: true, record });
    const run = startRun({ ...wishes, url: server.url, directory: workspace.directory });
    await server.watch(run.pid);
    const usage = await requireEnd(run.ended, ENDS);
    const seen = await server.report();
    await server.prepare({ record: null });
    return { ...usage, ...seen, cpuMs: seen.cpuTo - seen.cpuFrom, ms: seen.lastAnswerAt - seen.firstPostAt };
  } finally {
    workspace.remove();
  }
}

/** The same with the commits and calls that `campaign` promises: a program that keeps them can hardly be quicker. */
async function postPromising(bodies) {
  const directory = mkdtempSync(join(tmpdir(), 'bench-raw-'));
  try {
    return await postRaw(bodies, [join(directory, 'notes.db'), join(values.program, 'ledger', 'driver.js')]);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function postRaw(bodies, words = []) {
  await server.prepare({ isNew: true });
  const command = [join(import.meta.dirname, 'post-raw.mjs'), server.url, bodies, ...words];
  const child = spawn(process.execPath, command, { stdio: 'inherit' });
  await server.watch(child.pid);
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`the raw loop ended with ${code}`);
  const seen = await server.report();
  return { ...seen, cpuMs: seen.cpuTo - seen.cpuFrom, ms: seen.lastAnswerAt - seen.firstPostAt };
}

function report(measured) {
  const head = ['batches of', 'what', 'messages/s', 'ms a POST', 'beside the raw loop', 'CPU s'];
  const peaks = ['peak RSS', 'until the last answer'];
  const isText = (name) => name === 'what';
  console.log(
    `${describeMachine({ rounds })} ${rows.toLocaleString('en-US')} rows.\n\n` +
      `${alignTable([...head, ...peaks], measured.flatMap(toLines), isText)}\n`,
  );
  const verdicts = measured.flatMap(judge);
  for (const [sentence, holds] of verdicts) console.log(`- ${holds ? 'holds' : 'MISSED'}: ${sentence}`);
  process.exitCode = verdicts.every(([, holds]) => holds) ? 0 : 1;
}

function judge({ batchSize, samples }) {
  const times = median(samples.map(({ raw, ours }) => ours.ms / raw.ms));
  const bytes = median(samples.map(({ ours }) => ours.peakBytes));
  const size = `batches of ${batchSize}`;
  return [
    [
      `${size}: submitting takes ${times.toFixed(2)} times the raw loop (bar: ${MOST_TIMES})`,
      times <= MOST_TIMES,
    ],
    [
      `${size}: \`run\` of a planned run peaks at ${formatMegabytes(bytes)} (bar: ${formatMegabytes(MOST_BYTES)})`,
      bytes <= MOST_BYTES,
    ],
  ];
}

function toLines({ batchSize, whole, samples }) {
  const rawMs = median(samples.map(({ raw }) => raw.ms));
  const line = (what, all, pick = (sample) => sample) => {
    const of = (key) => median(all.map((sample) => pick(sample)[key] ?? 0));
    const memory = (bytes) => (bytes === 0 ? '–' : formatMegabytes(bytes));
    return [
      String(batchSize),
      what,
      Math.round((whole.messages / of('ms')) * 1000).toLocaleString('en-US'),
      (of('ms') / whole.batches).toFixed(1),
      (of('ms') / rawMs).toFixed(2),
      (of('cpuMs') / 1000).toFixed(2),
      memory(of('peakBytes')),
      memory(what === RAW || what === PROMISING ? 0 : of('submitPeakBytes')),
    ];
  };
  return [
    line(RAW, samples, ({ raw }) => raw),
    line(PROMISING, samples, ({ promising }) => promising),
    line('`campaign run`, planned', samples, ({ ours }) => ours),
    line('`campaign run`, from the file', [whole]),
  ];
}
