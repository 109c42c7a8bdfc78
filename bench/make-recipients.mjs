// Writes a recipients file unless it is there: `node make-recipients.mjs FILE ROWS`; a third of the rows of `bad-….csv` are bad.
import { closeSync, existsSync, openSync, renameSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { HEADER, recipientRows } from './recipients.mjs';

const CHUNK_UNITS = 1024 * 1024;
const [, , path, size] = process.argv;
const kind = basename(path).startsWith('bad-') ? 'bad' : 'good';
if (!existsSync(path)) {
  // Complete or not there at all: an interrupted run must not leave a shorter file behind.
  const unfinished = `${path}.unfinished`;
  const descriptor = openSync(unfinished, 'w');
  let text = HEADER;
  for (const row of recipientRows(Number(size), kind)) {
    text += row;
    if (text.length < CHUNK_UNITS) continue;
    writeSync(descriptor, text);
    text = '';
  }
  writeSync(descriptor, text);
  closeSync(descriptor);
  renameSync(unfinished, path);
}
