import { chmod, mkdir } from 'node:fs/promises';
import path from 'node:path';
import type { BatchRecord, ReportLedger } from '../core/ledger.ts';
import { isSandbox } from '../core/run.ts';
import type { Run } from '../core/run.ts';
import { BATCH_COLUMNS, toBatchCells, toBatchRow } from './batches.ts';
import { countRecord, newRunCount } from './count.ts';
import type { RunCount } from './count.ts';
import { toCsvChunks } from './csv.ts';
import { buildPage } from './html/page.ts';
import { addToTimeline, newTimeline } from './html/timeline.ts';
import type { Timeline } from './html/timeline.ts';
import { formatJson, toJsonChunks } from './json.ts';
import { MESSAGE_COLUMNS, toMessageCells } from './messages.ts';
import { findStanding, readBatches } from './read-count.ts';
import { REJECTED_COLUMNS, writeRejected } from './rejected.ts';
import { asFileProblem, removeFile, removeLeftovers, replaceFile } from './replace-file.ts';
import { assertFits } from './xlsx/fits.ts';
import { summarize } from './summary.ts';
import type { RunSummary } from './summary.ts';

/** The reports of a run on disk. */
export interface ReportFiles {
  readonly directory: string;
  /** Names in the directory, in the order in which they were written. */
  readonly files: readonly string[];
  readonly summary: RunSummary;
}

/** What says that a run was only tried. */
const SANDBOX_FILE = 'SANDBOX.txt';
/** What says that numbers and texts are gone. */
const PURGED_FILE = 'PURGED.txt';
const WORKBOOK_FILE = 'report.xlsx';
const OWN_FILES: ReadonlySet<string> = new Set([
  ...['rejected.csv', 'messages.csv', 'messages.json', 'batches.csv', 'batches.json', 'summary.json'],
  'report.html',
  SANDBOX_FILE,
  PURGED_FILE,
  WORKBOOK_FILE,
]);

/**
 * Writes the reports of a run to `directory` (made 0700, files 0600), each file replaced in one step, `summary.json` last.
 * They are derived from the ledger alone: made again from the same ledger they are the same bytes. Memory doesn't grow
 * with the number of messages, but for the workbook. A `messages.json` or a workbook that wasn't asked for is removed,
 * since it would grow stale.
 *
 * @throws InputError when a file can't be written, or a workbook is asked for that can't hold the run.
 */
export async function writeReports(
  ledger: ReportLedger,
  run: Run,
  directory: string,
  options: { readonly hasMessagesJson?: boolean; readonly isXlsx?: boolean } = {},
): Promise<ReportFiles> {
  const isXlsx = options.isXlsx === true;
  if (isXlsx) assertFits(toRowsToFit(run));
  await prepareDirectory(directory);
  const files: string[] = [];
  const write = async (name: string, produce: Parameters<typeof replaceFile>[1]): Promise<void> => {
    await replaceFile(path.join(directory, name), produce);
    files.push(name);
  };

  if (isSandbox(run.world)) await write(SANDBOX_FILE, () => [toSandboxNote(run)]);
  else await removeFile(path.join(directory, SANDBOX_FILE));

  if (run.purgedAt === null) await removeFile(path.join(directory, PURGED_FILE));
  else await write(PURGED_FILE, () => [toPurgedNote(run.name, run.purgedAt)]);

  await writeRejected(ledger, run.id, run.header, path.join(directory, 'rejected.csv'));
  files.push('rejected.csv');

  const batches = await readBatches(ledger, run);
  let count = newRunCount();
  let timeline = newTimeline();
  await write('messages.csv', () => {
    count = newRunCount();
    timeline = newTimeline();
    return toMessagesCsv(ledger, run, batches, count, timeline);
  });
  if (options.hasMessagesJson === true)
    await write('messages.json', () => toMessagesJson(ledger, run, batches));
  else await removeFile(path.join(directory, 'messages.json'));

  const summary = await summarize(ledger, run, batches, count);
  await write('batches.csv', () => toBatchesCsv(run, batches, count));
  await write('batches.json', () => [formatJson(summary.batches)]);
  if (isXlsx) {
    const { writeWorkbook } = await import('./xlsx/workbook.ts');
    const { readRunSheets } = await import('./run-sheets.ts');
    const sheets = await readRunSheets(ledger, run, { batches, count, summary });
    await writeWorkbook(path.join(directory, WORKBOOK_FILE), sheets);
    files.push(WORKBOOK_FILE);
  } else await removeFile(path.join(directory, WORKBOOK_FILE));

  // A page that can't be made must not cost anybody the figures: it is missed only after they are on disk.
  const [page] = await Promise.allSettled([
    buildPage(summary, timeline).then((text) => write('report.html', () => [text])),
  ]);
  await write('summary.json', () => [formatJson(summary)]);
  if (page.status === 'rejected') throw page.reason;
  return { directory, files, summary };
}

function toRowsToFit({ recipients, rejectedRows, header }: Run): Parameters<typeof assertFits>[0] {
  return [
    { what: 'messages', rows: recipients, columns: MESSAGE_COLUMNS.length },
    { what: 'rejected', rows: rejectedRows, columns: REJECTED_COLUMNS.length + header.length },
  ];
}

async function prepareDirectory(directory: string): Promise<void> {
  await asFileProblem(directory, mkdir(directory, { recursive: true, mode: 0o700 }));
  await asFileProblem(directory, chmod(directory, 0o700));
  await asFileProblem(
    directory,
    removeLeftovers(directory, (name) => OWN_FILES.has(name)),
  );
}

function toSandboxNote(run: Run): string {
  return `${run.name} ran against a sandbox (${run.world}).\nNothing in these reports was really sent, and nothing was charged.\n`;
}

function toPurgedNote(name: string, purgedAt: number | null): string {
  const at = new Date(purgedAt ?? 0).toISOString();
  return `${name} was purged ${at}.\nIts numbers, texts and cells are gone: of a number the area code is left. Counts and sums are those of the run.\n`;
}

/** Counts while it writes, so that the figures are those of the file and the ledger is read once. */
function toMessagesCsv(
  ledger: ReportLedger,
  run: Run,
  batches: ReadonlyMap<number, BatchRecord>,
  count: RunCount,
  timeline: Timeline,
): AsyncIterable<string> {
  return toCsvChunks(MESSAGE_COLUMNS, ledger.recipientRecords(run.id), (record) => {
    const standing = findStanding(record, batches);
    countRecord(count, record, standing);
    addToTimeline(timeline, record, standing);
    return toMessageCells(run, record, standing);
  });
}

function toMessagesJson(
  ledger: ReportLedger,
  run: Run,
  batches: ReadonlyMap<number, BatchRecord>,
): AsyncIterable<string> {
  return toJsonChunks(MESSAGE_COLUMNS, ledger.recipientRecords(run.id), (record) =>
    toMessageCells(run, record, findStanding(record, batches)),
  );
}

function toBatchesCsv(
  run: Run,
  batches: ReadonlyMap<number, BatchRecord>,
  count: RunCount,
): AsyncIterable<string> {
  return toCsvChunks(BATCH_COLUMNS, batches.values(), (record) =>
    toBatchCells(toBatchRow(run, record, count.batches.get(record.number))),
  );
}
