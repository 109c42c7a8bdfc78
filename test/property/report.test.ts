import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BATCH_STATES } from '../../src/core/batch.ts';
import type { BatchState } from '../../src/core/batch.ts';
import { MESSAGE_OUTCOMES } from '../../src/core/message.ts';
import type { RejectedRow } from '../../src/core/recipient.ts';
import { REJECT_CODES } from '../../src/core/recipient.ts';
import { toNeutralCell } from '../../src/report/neutral-cell.ts';
import { writeRejected } from '../../src/report/rejected.ts';
import { writeReports } from '../../src/report/write.ts';
import { buildSummary } from '../../src/report/summary.ts';
import type { RunSummary } from '../../src/report/summary.ts';
import type { FigureEntry } from '../../src/report/figures.ts';
import type { ReportFiles } from '../../src/report/write.ts';
import { fakeLedger, nanos } from '../unit/report/fake-ledger.ts';
import type { FakeBatch, FakeLedger, FakeRecipient } from '../unit/report/fake-ledger.ts';

const SEED = 20260302;
/** Each writes all reports, the page among them, and that is drawn. */
const RUNS = Number(process.env['REPORTS'] ?? 20);
let directory = '';

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'reports-'));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

describe('whatever became of a run', () => {
  it('every row of the file is in exactly one place: a line of messages.csv or of rejected.csv', async () => {
    await holds(anyRun(), async ({ ledger, run }) => {
      const report = await writeReports(ledger, run, directory);
      const lines = [...(await rowsOf('messages.csv')), ...(await rowsOf('rejected.csv'))].map(
        (row) => row['line'],
      );
      expect(new Set(lines).size).toBe(lines.length);
      expect(lines.length).toBe(report.summary.rows);
    });
  });

  it('the controls hold, and the figures of all files agree', async () => {
    await holds(anyRun(), async ({ ledger, run }) => {
      const report = await writeReports(ledger, run, directory);
      expect(report.summary.controls.filter((control) => !control.ok)).toEqual([]);
      expectFiguresToAgree(report, await rowsOf('messages.csv'), await rowsOf('batches.csv'));
    });
  });

  it('the senders, the days and the countries each add up to the whole run', async () => {
    await holds(anyRun(), async ({ ledger, run }) => {
      const summary = await buildSummary(ledger, run);
      for (const part of [summary.senders, summary.days, summary.countries]) {
        expectSumOf(part, summary);
      }
      expect(new Set(summary.senders.map((one) => one.from)).size).toBe(summary.senders.length);
      expect(new Set(summary.days.map((one) => one.day)).size).toBe(summary.days.length);
    });
  });

  it('nobody is called rejected whom the provider did not reject', async () => {
    await holds(anyRun(), async ({ ledger, run }) => {
      const rejected: string[] = [];
      for await (const record of ledger.recipientRecords(run.id)) {
        if (record.rejection !== null) rejected.push(String(record.line));
      }
      await writeReports(ledger, run, directory);
      const called = (await rowsOf('messages.csv')).filter((row) => row['status']?.startsWith('Rejected'));
      expect(called.map((row) => row['line'])).toEqual(rejected);
    });
  });

  it('the provider’s own total is there when every batch that it took says its cost, and only then', async () => {
    await holds(anyRun(), async ({ ledger, run }) => {
      const { summary } = await writeReports(ledger, run, directory);
      const taken = (await rowsOf('batches.csv')).filter((row) => row['accepted'] !== '');
      const isTotal = taken.length > 0 && taken.every((row) => row['provider_cost'] !== '');
      const { providerBatches } = summary.cost;
      if (isTotal) expect(billionths(providerBatches ?? '')).toBe(money(taken, 'provider_cost'));
      expect(providerBatches !== null).toBe(isTotal);
    });
  });

  it('the files are the same bytes when they are made again', async () => {
    await holds(anyRun(), async ({ ledger, run }) => {
      const first = await texts((await writeReports(ledger, run, directory)).files);
      expect(await texts((await writeReports(ledger, run, directory)).files)).toEqual(first);
    });
  });
});

describe('money', () => {
  it('is exact over a hundred thousand random costs', async () => {
    const draw = fc.sample(fc.bigInt({ min: 0n, max: 10n ** 12n }), { numRuns: 100_000, seed: SEED });
    const recipients = draw.map((cost, index) => ({ status: 'Sent', messageId: `m${index}`, cost }));
    const { ledger, run } = fakeLedger([{ state: 'settled', recipients }]);

    const { summary } = await writeReports(ledger, run, directory);

    const expected = draw.reduce((sum, cost) => sum + cost, 0n);
    expect(billionths(summary.cost.actual)).toBe(expected);
    expect(billionths(summary.batches[0]?.cost ?? '')).toBe(expected);
    const column = (await rowsOf('messages.csv')).map((row) => billionths(row['cost'] ?? ''));
    expect(column.reduce((sum, cost) => sum + cost, 0n)).toBe(expected);
  });
});

describe('a CSV', () => {
  it('reads back cell by cell as it was written, whatever stands in the file', async () => {
    await holds(anyTable(), async ({ header, rows }) => {
      const file = path.join(directory, 'rejected.csv');
      await writeRejected(fakeLedger([], rows).ledger, 1, header, file);
      const [, ...written] = parse(await readFile(file, 'utf8'));
      expect(written.map((cells) => cells.slice(4))).toEqual(rows.map((row) => row.cells.map(toNeutralCell)));
      expect(written.map((cells) => cells[1])).toEqual(rows.map((row) => toNeutralCell(row.phone)));
    });
  });

  it('holds no cell that a spreadsheet would run', () => {
    const danger = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '\0', '＝', '＋', '－', '＠');
    const cell = fc
      .tuple(fc.stringMatching(/^ {0,3}$/), danger, fc.string({ unit: 'binary' }))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(cell, (text) => {
        if (/^\+[1-9]\d{6,14}$/.test(text)) expect(toNeutralCell(text)).toBe(text);
        else expect(toNeutralCell(text)).toBe(`'${text}`);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });
});

async function holds<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => Promise<void>): Promise<void> {
  await fc.assert(fc.asyncProperty(arbitrary, check), { seed: SEED, numRuns: RUNS });
}

function expectSumOf(
  parts: readonly FigureEntry[],
  { messages, cost, segments, recipients }: RunSummary,
): void {
  const total = (name: keyof FigureEntry): number => parts.reduce((n, part) => n + Number(part[name]), 0);
  const totalMoney = (name: 'estimated' | 'actual' | 'variance'): bigint =>
    parts.reduce((n, part) => n + billionths(part[name]), 0n);
  expect(total('recipients')).toBe(recipients);
  expect(total('accepted')).toBe(messages.accepted);
  expect(total('rejected')).toBe(messages.rejectedByProvider);
  expect(total('inDoubt')).toBe(messages.inDoubt);
  expect(total('notSent')).toBe(messages.notSent);
  for (const outcome of MESSAGE_OUTCOMES) expect(total(outcome)).toBe(messages[outcome]);
  expect(total('messages')).toBe(MESSAGE_OUTCOMES.reduce((n, outcome) => n + messages[outcome], 0));
  expect(total('segments')).toBe(segments);
  expect(total('unpriced')).toBe(cost.unpriced);
  expect(totalMoney('actual')).toBe(billionths(cost.actual));
  expect(totalMoney('estimated')).toBe(billionths(cost.estimated));
  expect(totalMoney('variance')).toBe(billionths(cost.variance));
}

function expectFiguresToAgree(
  { summary }: ReportFiles,
  messages: readonly Record<string, string>[],
  batches: readonly Record<string, string>[],
): void {
  const figures = summary.messages;
  expect(sum(batches, 'accepted')).toBe(figures.accepted);
  expect(sum(batches, 'rejected')).toBe(figures.rejectedByProvider);
  expect(sum(batches, 'delivered')).toBe(figures.delivered);
  expect(sum(batches, 'queued')).toBe(figures.queued);
  expect(sum(batches, 'unknown')).toBe(figures.unknown);
  expect(sum(batches, 'segments')).toBe(summary.segments);
  expect(sum(messages, 'segments')).toBe(summary.segments);
  expect(money(batches, 'cost')).toBe(billionths(summary.cost.actual));
  expect(money(messages, 'cost')).toBe(billionths(summary.cost.actual));
  expect(money(messages, 'estimated_cost')).toBe(billionths(summary.cost.estimated));
  expect(money(batches, 'estimated_cost')).toBe(billionths(summary.cost.estimated));
  const withStatus = (...words: string[]): number =>
    messages.filter((row) => words.includes(row['status'] ?? '')).length;
  expect(withStatus('Queued')).toBe(figures.queued);
  expect(withStatus('Unknown', 'Unlisted', 'Teleported')).toBe(figures.unknown);
  expect(withStatus('Rejected', 'RejectedReasonLost')).toBe(figures.rejectedByProvider);
  expect(withStatus('InDoubt', 'AssumedSent')).toBe(figures.inDoubt);
  expect(withStatus('NotSent')).toBe(figures.notSent);
  expect(messages.filter((row) => row['message_id'] !== '' && row['cost'] === '').length).toBe(
    summary.cost.unpriced - withStatus('Queued', 'Unlisted'),
  );
}

function sum(rows: readonly Record<string, string>[], column: string): number {
  return rows.reduce((total, row) => total + Number(row[column]), 0);
}

function money(rows: readonly Record<string, string>[], column: string): bigint {
  return rows.reduce((total, row) => total + billionths(row[column] ?? ''), 0n);
}

/** Reads a plain decimal by moving its point: nothing that the program itself uses. */
function billionths(decimal: string): bigint {
  if (decimal === '') return 0n;
  expect(decimal).toMatch(/^-?\d+\.\d{2,9}$/);
  const [whole = '', fraction = ''] = decimal.replace('-', '').split('.');
  const size = BigInt(whole + fraction.padEnd(9, '0'));
  return decimal.startsWith('-') ? -size : size;
}

async function rowsOf(name: string): Promise<Record<string, string>[]> {
  return parse(await readFile(path.join(directory, name), 'utf8'), { columns: true });
}

async function texts(names: readonly string[]): Promise<string[]> {
  return Promise.all(names.map((name) => readFile(path.join(directory, name), 'utf8')));
}

const TAKEN = new Set<string>(['accepted', 'processing', 'completed', 'settled', 'duplicated']);

function anyRun(): fc.Arbitrary<FakeLedger> {
  const batch = fc.constantFrom(...BATCH_STATES).chain((state) =>
    fc.record<FakeBatch>({
      state: fc.constant(state),
      from: fc.constantFrom('+14155550100', '+14155550101', '+16135550100'),
      attempts: fc.integer({ min: 0, max: 3 }),
      doubtedAt: fc.option(fc.constant(1_772_000_000_000)),
      completedAt: fc.option(fc.constant(1_772_000_000_000)),
      settledAt: settledAtOf(state),
      providerCost: fc.option(fc.bigInt({ min: 0n, max: 10n ** 10n })),
      recipients: fc.array(TAKEN.has(state) ? anyRecipient() : plainRecipient(), {
        minLength: 1,
        maxLength: 8,
      }),
    }),
  );
  const codes = fc.array(fc.constantFrom(...REJECT_CODES), { maxLength: 8 });
  return fc.tuple(fc.array(batch, { maxLength: 6 }), codes).map(([batches, rejected]) =>
    fakeLedger(
      batches,
      rejected.map((code, index) => ({
        line: 1000 + index,
        phone: '',
        code,
        reason: code,
        cells: ['a', '+1'],
      })),
    ),
  );
}

/** A batch that the provider has twice may have been settled before that came out. */
function settledAtOf(state: BatchState): fc.Arbitrary<number | null> {
  const at = fc.constant(1_772_000_060_000);
  if (state === 'duplicated') return fc.option(at);
  return state === 'settled' ? at : fc.constant(null);
}

function plainRecipient(): fc.Arbitrary<FakeRecipient> {
  return fc.record({ plannedSegments: fc.integer({ min: 1, max: 7 }) });
}

function anyRecipient(): fc.Arbitrary<FakeRecipient> {
  const sent = fc.record({
    messageId: fc.constant('made up'),
    status: fc.constantFrom('Sent', 'Delivered', 'DeliveryFailed', 'SendingFailed', 'Teleported'),
    createdAt: fc.option(fc.integer({ min: 1_772_000_000_000, max: 1_773_000_000_000 })),
    phone: fc.constantFrom('+14155550123', '+16135550123', '+442079460958'),
    errorCode: fc.option(fc.constantFrom('SMS-CAR-104', 'SMS-CAR-199', 'SMS-CAR-411', 'SMS-XX-9', '=1')),
    segments: fc.option(fc.integer({ min: 1, max: 9 })),
    cost: fc.option(fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 11n }), fc.constant(nanos('0.0119')))),
    plannedSegments: fc.integer({ min: 1, max: 7 }),
  });
  const refused = fc.record({
    rejection: fc.record({ errorCode: fc.option(fc.string()), description: fc.option(fc.string()) }),
  });
  return fc.oneof(sent, refused, plainRecipient());
}

function anyTable(): fc.Arbitrary<{ readonly header: string[]; readonly rows: RejectedRow[] }> {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.stringMatching(/^[ "=+@,;\r\n\t\-1]{0,6}$/),
    fc.constantFrom('+14155550100', '', ' ', '"', '""', "'", '＝1'),
  );
  return fc.integer({ min: 1, max: 5 }).chain((width) => {
    const cells = fc.array(cell, { minLength: width, maxLength: width });
    const row = fc.tuple(cells, cell).map(([its, phone]) => ({ phone, reason: 'no', cells: its }));
    return fc.record({ header: cells, rows: fc.array(row, { maxLength: 10 }) }).map(({ header, rows }) => ({
      header,
      rows: rows.map((one, index) => ({ ...one, line: index + 2, code: 'invalid-phone' as const })),
    }));
  });
}
