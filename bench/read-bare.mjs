// The yardstick: csv-parse alone, in its fastest honest use. Prints `{ rows, ms }`, rows without the header.
import { createReadStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { performance } from 'node:perf_hooks';
import { parse } from 'csv-parse';

const [, , file] = process.argv;
const startedAt = performance.now();
const parser = parse();
let records = 0;
parser.on('readable', () => {
  while (parser.read() !== null) records += 1;
});
createReadStream(file, { highWaterMark: 1024 * 1024 }).pipe(parser);
await finished(parser);
console.log(JSON.stringify({ rows: records - 1, ms: performance.now() - startedAt }));
