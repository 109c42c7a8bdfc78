// What one writes in ten minutes: an object a row, the library a number, strings in a Set. Prints `{ rows, ms, recipients }`.
import { createReadStream } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parse } from 'csv-parse';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';

const [, , file, template] = process.argv;
const startedAt = performance.now();
const seen = new Set();
let rows = 0;
let recipients = 0;
let units = 0;
for await (const row of createReadStream(file).pipe(parse({ columns: true }))) {
  rows += 1;
  const number = parsePhoneNumberFromString(row.phone, 'US');
  if (!number?.isValid() || (number.country !== 'US' && number.country !== 'CA')) continue;
  if (seen.has(number.number)) continue;
  seen.add(number.number);
  units += template.replace(/{{(\w+)(?:\|(.*?))?}}/g, (_, name, fallback) => row[name] || fallback).length;
  recipients += 1;
}
console.log(JSON.stringify({ rows, ms: performance.now() - startedAt, recipients, units }));
