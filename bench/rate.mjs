// Measures how much of the rate limit is used while there is work, by the receiver's own clock: see README.md.
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { pathToFileURL } from 'node:url';

const LEAST_USED = 0.95;
/** As many as a run has under way at once. */
const CALLERS = 4;

const { values } = parseArgs({
  options: {
    limit: { type: 'string', default: '20' },
    window: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '30' },
    program: { type: 'string', default: join(import.meta.dirname, '..', 'dist') },
  },
});
const [limit, windowMs, spanMs] = [
  Number(values.limit),
  Number(values.window) * 1000,
  Number(values.seconds) * 1000,
];
const load = (...path) => import(pathToFileURL(join(values.program, ...path)).href);
const { openRingCentral } = await load('ringcentral', 'open.js');
const { systemClock } = await load('cli', 'clock.js');

/** @type {number[]} */
const arrivals = [];
const server = createServer((request, response) => {
  request.resume();
  const isToken = request.url === '/restapi/oauth/token';
  if (!isToken) arrivals.push(performance.now());
  response.writeHead(200, {
    'Content-Type': 'application/json',
    'X-Rate-Limit-Limit': String(limit),
    'X-Rate-Limit-Window': String(windowMs / 1000),
  });
  response.end(isToken ? '{"access_token":"t","expires_in":3600}' : '{"id":"b"}');
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const stateDirectory = mkdtempSync(join(tmpdir(), 'bench-rate-'));
const provider = openRingCentral({
  server: `http://127.0.0.1:${server.address().port}`,
  clientId: 'bench',
  clientSecret: 'bench',
  jwt: 'bench',
  userAgent: 'campaign-bench',
  requestTimeoutMs: 10_000,
  stateDirectory,
  clock: systemClock,
});

// The first call learns the limit; what is measured begins with the next.
await provider.readBatch('b');
arrivals.length = 0;
const endAt = performance.now() + spanMs;
const call = async () => {
  while (performance.now() < endAt) await provider.readBatch('b');
};
await Promise.all(Array.from({ length: CALLERS }, call));
await provider.close();
server.close();
rmSync(stateDirectory, { recursive: true, force: true });

const spentMs = arrivals.at(-1) - arrivals[0];
const used = (arrivals.length - 1) / ((spentMs / windowMs) * limit);
const most = Math.max(...arrivals.map((from) => countFrom(from)));
const holds = used >= LEAST_USED && most <= limit;
console.log(
  `${arrivals.length} calls in ${(spentMs / 1000).toFixed(1)} s, limit ${limit} per ${windowMs / 1000} s: ` +
    `${(used * 100).toFixed(1)} % used, at most ${most} in any window`,
);
console.log(
  `- ${holds ? 'holds' : 'MISSED'}: at least ${LEAST_USED * 100} % used, never more than the limit in a window`,
);
process.exitCode = holds ? 0 : 1;

/** @param {number} from */
function countFrom(from) {
  return arrivals.filter((at) => at >= from && at < from + windowMs).length;
}
