import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { InputError } from '../core/error.ts';
import type { EncodingChoice } from './encoding.ts';
import type { EncodingTally } from './encoding-cost.ts';
import type { IntakeChunk } from './intake.ts';
import { splitPlain } from './plain-lines.ts';
import type { CsvShape } from './record.ts';
import { createRecordReader } from './records.ts';
import { createRowSorter, createSortedRows, type RowRules, type RowSource } from './row-sorter.ts';
import type { Survey } from './survey.ts';
import { createTranscoder } from './transcode.ts';

const LINE_FEED = 0x0a;
/** Small, because what is made of a chunk lives until it is on the disk, and garbage is collected in its turn. */
const CHUNK_BYTES = 64 * 1024;

/** A file that was looked at once, and how to read it. */
export interface OpenedFile {
  readonly path: string;
  readonly survey: Survey;
  readonly choice: EncodingChoice;
  readonly shape: CsvShape;
  /** Records before the first row: the header, and a `sep=` line if there is one. */
  readonly headerRecords: number;
}

/**
 * Reads the rows, and tallies the recipients' texts. Throws InputError when the file isn't CSV to its end or has changed since it was surveyed; the latter
 * may be known only after the last chunk, so nothing of a file is settled before its end is reached.
 */
export async function* readChunks(
  file: OpenedFile,
  rules: RowRules,
  tally: EncodingTally,
  signal?: AbortSignal,
): AsyncGenerator<IntakeChunk> {
  signal?.throwIfAborted();
  await refuseTouchedFile(file);
  const transcode = createTranscoder(file.choice);
  const sort = createRowSorter(rules, tally, estimateRows(file.survey));
  const hash = createHash('sha256');
  let bytesRead = 0;
  let toSkip = file.headerRecords;
  let rows = 0;
  let sorted = createSortedRows();

  // Each record is sorted as soon as it is parsed, while it is small and near: gathering them first costs a tenth more.
  const records = createRecordReader(file.path, file.shape, (cells, line, whole) => {
    if (toSkip > 0) {
      toSkip -= 1;
      return;
    }
    rows += 1;
    sort(cells, line, whole, sorted);
  });
  const takeChunk = (): IntakeChunk => {
    const { recipients, rejected, sources } = sorted;
    const cellsOf = (index: number): readonly string[] => toCells(sources[index] ?? [], file.shape);
    const chunk = { recipients, rejected, cellsOf, rows, bytesRead };
    sorted = createSortedRows();
    rows = 0;
    return chunk;
  };

  for await (const chunk of readBytes(file.path)) {
    signal?.throwIfAborted();
    hash.update(chunk);
    bytesRead += chunk.length;
    if (bytesRead > file.survey.bytes) throw changed(file.path);
    await records.write(transcode(chunk, false));
    if (rows > 0) yield takeChunk();
  }
  if (hash.digest('hex') !== file.survey.sha256) throw changed(file.path);
  await records.write(transcode(Buffer.alloc(0), true));
  await records.end();
  if (rows > 0) yield takeChunk();
}

/** What the lines of its beginning make likely. */
function estimateRows({ bytes, head }: Survey): number {
  let lines = 1;
  for (let at = head.indexOf(LINE_FEED); at >= 0; at = head.indexOf(LINE_FEED, at + 1)) lines += 1;
  return head.length === 0 ? 0 : Math.ceil((bytes / head.length) * lines);
}

/** A file's bytes. What is yielded is its taker's until the next is asked for; that is read meanwhile. */
async function* readBytes(path: string): AsyncGenerator<Buffer> {
  const file = await open(path, 'r');
  let [buffer, other] = [Buffer.allocUnsafe(CHUNK_BYTES), Buffer.allocUnsafe(CHUNK_BYTES)];
  let reading = file.read(buffer, 0, CHUNK_BYTES, null);
  try {
    for (;;) {
      const { bytesRead } = await reading;
      if (bytesRead === 0) return;
      [buffer, other] = [other, buffer];
      reading = file.read(buffer, 0, CHUNK_BYTES, null);
      reading.catch(() => undefined); // met when its turn comes
      yield other.subarray(0, bytesRead);
    }
  } finally {
    await reading.catch(() => undefined);
    await file.close();
  }
}

function toCells(source: RowSource, { delimiter }: CsvShape): readonly string[] {
  return typeof source === 'string' ? (splitPlain(source, delimiter) ?? []) : source;
}

async function refuseTouchedFile(file: OpenedFile): Promise<void> {
  const now = await stat(file.path).catch(() => null);
  const isSame = now?.size === file.survey.bytes && now.mtimeMs === file.survey.modifiedAtMs;
  if (!isSame) throw changed(file.path);
}

function changed(path: string): InputError {
  const found = 'the file has changed while it was being read';
  return new InputError([{ where: path, found, remedy: 'Run the command again when nothing writes to it.' }]);
}
