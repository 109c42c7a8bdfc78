// A server that takes everything at once: signs in, accepts batches, shows them as queued. Forked by submit.mjs and
// resume.mjs, which talk to it by messages. No sandbox: nothing drains, nothing is slow but the reading of a body.
import { Buffer } from 'node:buffer';
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { URL } from 'node:url';

const API = '/restapi/v1.0/account/~';
const SENDER = '+18335550100';
/** So many calls a second that none ever waits. */
const NO_LIMIT = { 'X-Rate-Limit-Limit': '999999999', 'X-Rate-Limit-Window': '1' };

/** @type {{ id: string, size: number, at: string }[]} */
let batches = [];
let seen = startSeeing();
/** The call that is not answered, and is told of instead: `GET …/opt-outs`, counted from 1. */
let hold = { call: '', count: 0 };
/** A batch whose answer is told of, counted from 1; 0 for none. */
let tellAfter = 0;
/** Whose processor time is read at the first POST and at each answer; null: nobody's. */
let watched = null;
/** Where bodies are written, a line each; null for nowhere. */
let recording = null;

const server = createServer((request, response) => {
  const at = now();
  seen.firstCallAt ??= at;
  const { pathname, searchParams } = new URL(request.url, 'http://127.0.0.1');
  const call = `${request.method} ${pathname.replace(API, '')}`;
  seen.calls[call] = (seen.calls[call] ?? 0) + 1;
  if (call === hold.call && seen.calls[call] === hold.count) {
    seen.heldAt = at;
    process.send({ kind: 'held' });
  } else if (call === 'POST /a2p-sms/batches') void accept(request, response, at);
  else answer(response, 200, reply(call, searchParams));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  process.send({ kind: 'listening', url: `http://127.0.0.1:${server.address().port}` });
});

process.on('message', (order) => {
  if (order.kind === 'prepare') prepare(order);
  if (order.kind === 'watch') watched = order.pid;
  process.send({ kind: 'report', ...seen, batches: batches.length });
});

function prepare({ hold: wanted = hold, tellAfter: count = 0, record = null, isNew = false }) {
  if (recording !== null) closeSync(recording);
  recording = record === null ? null : openSync(record, 'w');
  hold = wanted;
  tellAfter = count;
  if (isNew) batches = [];
  seen = startSeeing();
  watched = null;
}

function startSeeing() {
  const times = {
    firstCallAt: null,
    heldAt: null,
    firstPostAt: null,
    lastAnswerAt: null,
    cpuFrom: null,
    cpuTo: null,
    submitPeakBytes: null,
  };
  return { ...times, messages: 0, bytes: 0, calls: {} };
}

/** Milliseconds of processor time that a process has used, by the kernel's ticks of 10 ms; null where there is no /proc. */
function readCpu(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return null;
  }
}

/** The most memory that a process has had so far; null where there is no /proc. */
function readPeak(pid) {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
  } catch {
    return null;
  }
}

/** Milliseconds of the machine's own clock, which all its processes share. */
function now() {
  return Number(process.hrtime.bigint()) / 1e6;
}

async function accept(request, response, at) {
  seen.firstPostAt ??= at;
  if (watched !== null) seen.cpuFrom ??= readCpu(watched);
  const body = await buffer(request);
  const { from, messages } = JSON.parse(body.toString());
  const batch = { id: `batch-${batches.length + 1}`, size: messages.length, at: new Date().toISOString() };
  batches.push(batch);
  seen.messages += batch.size;
  seen.bytes += body.length;
  answer(response, 201, { ...describe(batch), from, rejected: [] });
  seen.lastAnswerAt = now();
  if (watched !== null) {
    seen.cpuTo = readCpu(watched);
    seen.submitPeakBytes = readPeak(watched);
  }
  if (batches.length === tellAfter) process.send({ kind: 'accepted' });
  if (recording !== null) writeSync(recording, `${body}\n`);
}

function answer(response, status, document) {
  const body = JSON.stringify(document);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    ...NO_LIMIT,
  });
  response.end(body);
}

function reply(call, query) {
  if (call === 'POST /restapi/oauth/token')
    return { access_token: 'bench', token_type: 'bearer', expires_in: 3600, owner_id: '1', scope: 'A2PSMS' };
  if (call.endsWith('/phone-number')) return { records: [NUMBER], paging: { page: 1, totalPages: 1 } };
  if (call.endsWith('/a2p-sms/batches')) return listPage(query);
  if (call.endsWith('/a2p-sms/statuses')) return { queued: { count: sizeOf(query.get('batchId')), cost: 0 } };
  return { records: [], paging: {} };
}

const NUMBER = { id: '1', phoneNumber: SENDER, paymentType: 'TollFree', features: ['A2PSmsSender'] };

/** Newest first, as the API seems to list. */
function listPage(query) {
  const perPage = Number(query.get('perPage') ?? 1000);
  const start = Number(query.get('pageToken') ?? 0);
  const records = batches.toReversed().slice(start, start + perPage);
  const isLast = start + perPage >= batches.length;
  return {
    records: records.map((batch) => ({ ...describe(batch), from: SENDER })),
    paging: { perPage, ...(isLast ? {} : { nextPageToken: String(start + perPage) }) },
  };
}

function describe({ id, size, at }) {
  return {
    id,
    batchSize: size,
    processedCount: 0,
    status: 'Processing',
    creationTime: at,
    lastModifiedTime: at,
  };
}

function sizeOf(id) {
  return batches.find((batch) => batch.id === id)?.size ?? 0;
}
