// Calls to the API over the life of a run, on a simulated clock: `node bench/track.mjs [--program DIST] [--batches 100]`.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { countJudged, fewestCalls, JUDGED } from './fewest-calls.mjs';
import { formatMegabytes } from './table.mjs';

const { values } = parseArgs({
  options: {
    program: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
    batches: { type: 'string', default: '100' },
    all: { type: 'boolean', default: false },
  },
});
const PAGE = 1000;
const HOUR = 3_600_000;

/**
 * @typedef {object} Case
 * @property {string} title
 * @property {number} perSecond messages that the queue drains
 * @property {number} recipients of a batch
 * @property {number | null} queueAheadMs
 * @property {boolean} [hasStragglers]
 * @property {number} [most] times the fewest calls; no bar where it is left out
 */

/** @type {Case[]} */
const BARS = [
  { title: '100 a second', perSecond: 100, recipients: 10_000, queueAheadMs: HOUR, most: 1.15 },
  { title: '8 a second', perSecond: 8, recipients: 10_000, queueAheadMs: HOUR, most: 1.5 },
];
/** @type {Case[]} */
const FOR_INFORMATION = [
  { title: '100 a second, all at once', perSecond: 100, recipients: 10_000, queueAheadMs: null },
  { title: '8 a second, all at once', perSecond: 8, recipients: 10_000, queueAheadMs: null },
  { title: '100 a second, batches of 5,000', perSecond: 100, recipients: 5000, queueAheadMs: HOUR },
  { title: '100 a second, batches of 1,000', perSecond: 100, recipients: 1000, queueAheadMs: HOUR },
  {
    ...{ title: '100 a second, late and missing receipts', perSecond: 100, recipients: 10_000 },
    ...{ queueAheadMs: HOUR, hasStragglers: true },
  },
];

let isMissed = false;
const messages = Number(values.batches) * 10_000;
const rows = [];
for (const one of values.all ? [...BARS, ...FOR_INFORMATION] : BARS) {
  const batches = Math.ceil(messages / one.recipients);
  const used = await drive({ ...one, batches, program: values.program });
  rows.push(toRow(one, batches, used));
  console.error(`${one.title}: done`);
}
console.log(formatTable(rows));
for (const { title, ratio, most } of rows) {
  if (most === undefined) continue;
  const isHeld = ratio <= most;
  isMissed ||= !isHeld;
  console.log(
    `${isHeld ? 'holds' : 'MISSED'}: ${title}: ${ratio.toFixed(3)} times the fewest calls, at most ${most}`,
  );
}
process.exitCode = isMissed ? 1 : 0;

/** In a process of its own, so that its memory is nobody else's. */
async function drive(wanted) {
  const child = fork(join(import.meta.dirname, 'track-run.mjs'), [JSON.stringify(wanted)]);
  const told = new Promise((resolve) => child.once('message', resolve));
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${wanted.title} ended with exit code ${code}`);
  return told;
}

function toRow({ title, most, recipients }, batches, used) {
  const calls = new Map(used.calls);
  const fewest = fewestCalls({ batches, recipients, pageSize: PAGE });
  const all = used.calls.reduce((sum, [, count]) => sum + count, 0);
  const judged = countJudged(calls);
  const cells = [
    title,
    ...JUDGED.map((endpoint) => count(calls.get(endpoint) ?? 0)),
    ...[count(judged), count(fewest), (judged / fewest).toFixed(3), count(all)],
    ...[`${(used.simulatedMs / HOUR).toFixed(1)} h`, (used.cpuMs / 1000).toFixed(0)],
    formatMegabytes(used.peakBytes),
  ];
  return { title, most, ratio: judged / fewest, cells };
}

function formatTable(table) {
  const head = ['1 sender', 'posts', 'lists', 'statuses', 'pages', 'sum', 'fewest', 'times', 'all calls'];
  const all = [[...head, 'took', 'CPU s', 'peak RSS'], ...table.map(({ cells }) => cells)];
  const widths = all[0].map((_, column) => Math.max(...all.map((cells) => cells[column].length)));
  const pad = (text, column) => (column === 0 ? text.padEnd(widths[column]) : text.padStart(widths[column]));
  const format = (cells) => `| ${cells.map(pad).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  );
  return [format(all[0]), format(rule), ...all.slice(1).map(format)].join('\n');
}

function count(number) {
  return number.toLocaleString('en-US');
}
