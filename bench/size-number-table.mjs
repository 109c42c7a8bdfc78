// Tells how many bytes the program's own table of numbers takes: `node --expose-gc size-number-table.mjs DIST NUMBERS`.
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , program, count] = process.argv;
const { createNumberTable } = await import(
  pathToFileURL(join(resolve(program), 'intake', 'number-table.js')).href
);
const before = process.memoryUsage().arrayBuffers;
const numbers = createNumberTable();
for (let n = 0; n < Number(count); n += 1) numbers.add(12_000_000_000 + n * 7, n + 2);
globalThis.gc();
console.log(JSON.stringify({ bytes: process.memoryUsage().arrayBuffers - before, size: numbers.size }));
