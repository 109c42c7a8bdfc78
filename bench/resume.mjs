// Measures how soon a half-done run makes its first call when it is started again: see README.md.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runChild } from './measure.mjs';
import { openWorkspace, planAhead, requireEnd, startRun, startServer } from './raw-world.mjs';
import { FILE_VERSION } from './recipients.mjs';
import { alignTable, describeMachine, median } from './table.mjs';

const MOST_MS = 1000;
const INTERRUPTED = 130;

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    'batch-size': { type: 'string', default: '1000,10000' },
    program: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
  },
});
const rows = Number(values.rows);
const out = join(import.meta.dirname, 'out');
mkdirSync(out, { recursive: true });
const file = join(out, `good-${rows}-v${FILE_VERSION}.csv`);
await runChild('make-recipients.mjs', [file, String(rows)]);

const server = await startServer();
const measured = [];
try {
  for (const size of values['batch-size'].split(',').map(Number)) measured.push(await measureSize(size));
} finally {
  server.close();
}
report(measured);

async function measureSize(batchSize) {
  const wishes = { program: values.program, file, batchSize, url: server.url };
  const planned = await planAhead(server, wishes);
  const half = openWorkspace(planned);
  planned.remove();
  try {
    const done = await submitHalf(half, wishes);
    const samples = [];
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      const sample = await startAgain(half, wishes);
      samples.push(sample);
      console.error(`batches of ${batchSize}, round ${round}: ${JSON.stringify(sample)}`);
    }
    return { batchSize, done, samples };
  } finally {
    half.remove();
  }
}

/** Submits half of the recipients, then stops as Ctrl-C does. */
async function submitHalf({ directory }, wishes) {
  await server.prepare({ isNew: true, tellAfter: Math.ceil(rows / wishes.batchSize / 2) });
  const accepted = server.heard('accepted');
  const run = startRun({ ...wishes, directory });
  await Promise.race([
    accepted,
    run.ended.then(({ said }) => Promise.reject(new Error(`it ended before the half: ${said}`))),
  ]);
  run.interrupt();
  await requireEnd(run.ended, [INTERRUPTED]);
  return (await server.report()).messages;
}

/**
 * Starts the run again and stops it at its first offer, which leaves it as half-done as before. The time is from before
 * the process is made to the first byte of a call at the server.
 */
async function startAgain({ directory }, wishes) {
  await server.prepare({ hold: { call: 'GET /a2p-sms/opt-outs', count: 1 } });
  const held = server.heard('held');
  const run = startRun({ ...wishes, directory });
  await Promise.race([
    held,
    run.ended.then(({ said }) => Promise.reject(new Error(`nothing was offered: ${said}`))),
  ]);
  const seen = await server.report();
  run.interrupt();
  const { peakBytes } = await requireEnd(run.ended, [INTERRUPTED]);
  return {
    firstCallMs: Math.round(seen.firstCallAt - run.startedAt),
    firstOfferMs: Math.round(seen.heldAt - run.startedAt),
    peakBytes,
  };
}

function report(sizes) {
  const head = ['batches of', 'submitted before', 'first call, ms', 'opt-outs for the first offer, ms'];
  const body = sizes.map(({ batchSize, done, samples }) => [
    String(batchSize),
    done.toLocaleString('en-US'),
    String(median(samples.map(({ firstCallMs }) => firstCallMs))),
    String(median(samples.map(({ firstOfferMs }) => firstOfferMs))),
  ]);
  console.log(
    `${describeMachine({ rounds: Number(values.rounds) })} ${rows.toLocaleString('en-US')} rows.\n\n` +
      `${alignTable(head, body, () => false)}\n`,
  );
  for (const { batchSize, samples } of sizes) {
    const ms = median(samples.map(({ firstCallMs }) => firstCallMs));
    const holds = ms <= MOST_MS;
    if (!holds) process.exitCode = 1;
    console.log(
      `- ${holds ? 'holds' : 'MISSED'}: batches of ${batchSize}: first call ${ms} ms after the start (bar: ${MOST_MS})`,
    );
  }
}
