import { createReadStream } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { BatchRecord, RecipientRecord, ReportLedger } from '../../../src/core/ledger.ts';
import type { Run } from '../../../src/core/run.ts';
import { writeReports } from '../../../src/report/write.ts';
import { collectGarbage } from '../../fakes/garbage.ts';
import { aRun, ledgerOf, nanos, T0 } from './fake-ledger.ts';
import { newReportDirectory } from './workspace.ts';

const RECIPIENTS = 1_000_000;
const BATCH_SIZE = 10_000;
const SAMPLE_EVERY = 100_000;
const MOST_GROWTH_BYTES = 8 * 1024 * 1024;

it('a million messages are written in flat memory', { timeout: 240_000 }, async () => {
  const heaps: number[] = [];
  const { ledger, run } = bigLedger(() => heaps.push(liveHeapBytes()));
  const directory = await newReportDirectory();

  const { summary } = await writeReports(ledger, run, directory);

  const [first = 0, ...later] = heaps;
  expect(later.length).toBe(RECIPIENTS / SAMPLE_EVERY - 1);
  expect(Math.max(...later) - first).toBeLessThan(MOST_GROWTH_BYTES);
  expect(summary.messages.delivered).toBe(RECIPIENTS);
  expect(summary.cost.actual).toBe('11900.00');
  expect(summary.controls.every((control) => control.ok)).toBe(true);
  expect(await countLines(path.join(directory, 'messages.csv'))).toBe(RECIPIENTS + 1);
});

function bigLedger(sample: () => void): { ledger: ReportLedger; run: Run } {
  const batches = Array.from({ length: RECIPIENTS / BATCH_SIZE }, (_, index) => toBatch(index + 1));
  const run = aRun({
    rows: RECIPIENTS,
    recipients: RECIPIENTS,
    segments: RECIPIENTS,
    batches: batches.length,
  });
  return { run, ledger: ledgerOf(run, batches, () => records(sample)) };
}

async function* records(sample: () => void): AsyncGenerator<RecipientRecord> {
  for (let index = 0; index < RECIPIENTS; index += 1) {
    if (index % SAMPLE_EVERY === 0) {
      await setImmediate();
      sample();
    }
    yield toRecord(index);
  }
}

function toRecord(index: number): RecipientRecord {
  const batch = Math.floor(index / BATCH_SIZE) + 1;
  return {
    batch,
    position: (index % BATCH_SIZE) + 1,
    line: index + 2,
    phone: `+1415${String(2_000_000 + index)}`,
    from: '+14155550100',
    batchId: `b-${batch}`,
    batchState: 'settled',
    messageId: String(7_000_000_000 + index),
    status: 'Delivered',
    errorCode: null,
    rejection: null,
    withheld: null,
    price: PRICE,
    plannedSegments: 1,
    segments: 1,
    cost: PRICE,
    createdAt: T0 + index,
    updatedAt: T0 + index + 1500,
  };
}

const PRICE = nanos('0.0119');

function toBatch(number: number): BatchRecord {
  const cost = PRICE * BigInt(BATCH_SIZE);
  const tally = {
    status: 'Delivered',
    errorCode: null,
    count: BATCH_SIZE,
    cost,
    unpriced: 0,
    costless: 0,
    segments: BATCH_SIZE,
  };
  return {
    ...{
      number,
      ...{ from: '+14155550100', window: '', price: PRICE, withheld: 0 },
      state: 'settled',
      attempts: 1,
      recipients: BATCH_SIZE,
      segments: BATCH_SIZE,
    },
    ...{ batchId: `b-${number}`, batchIds: [`b-${number}`], firstOfferedAt: T0, submittedAt: T0 },
    ...{ completedAt: T0, settledAt: T0, doubtedAt: null, problem: null },
    ...{ accepted: BATCH_SIZE, rejected: 0, providerCost: cost, statusesCost: null },
    tallies: [{ ...tally, oldestUpdate: T0, newestUpdate: T0 }],
  };
}

/** What is still in use after a collection; what merely waits to be collected says nothing. */
function liveHeapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

async function countLines(file: string): Promise<number> {
  let count = 0;
  for await (const chunk of createReadStream(file, 'utf8')) count += String(chunk).split('\n').length - 1;
  return count;
}
