import { NO_LIMITS } from '../../../src/core/limits.ts';
import { TAKEN_STATES } from '../../../src/core/batch.ts';
import type { BatchState } from '../../../src/core/batch.ts';
import type { BatchRecord, MessageTally, RecipientRecord, ReportLedger } from '../../../src/core/ledger.ts';
import { parseMoney } from '../../../src/core/money.ts';
import type { Nanos } from '../../../src/core/money.ts';
import type { RejectedRow } from '../../../src/core/recipient.ts';
import type { RejectedCounts, Run } from '../../../src/core/run.ts';

/** 2026-03-02T15:00:00.000Z */
export const T0 = Date.UTC(2026, 2, 2, 15);

export function nanos(decimal: string): Nanos {
  const value = parseMoney(decimal);
  if (value === null) throw new Error(`not a decimal: ${decimal}`);
  return value;
}

/** A recipient of a fake batch: the record's own fields, with a phone, a line and ids made up where none are given. */
export type FakeRecipient = Partial<RecipientRecord>;

export interface FakeBatch {
  readonly state: BatchState;
  readonly recipients: readonly FakeRecipient[];
  readonly attempts?: number;
  /** When it came into doubt: a batch that is or was in doubt by default, once offered. */
  readonly doubtedAt?: number | null;
  /** All ids that the provider has for it. */
  readonly batchIds?: readonly string[];
  readonly from?: string;
  readonly batchId?: string | null;
  readonly submittedAt?: number | null;
  readonly completedAt?: number | null;
  readonly settledAt?: number | null;
  readonly providerCost?: Nanos | null;
  readonly statusesCost?: Nanos | null;
}

export interface FakeLedger {
  readonly ledger: ReportLedger;
  readonly run: Run;
}

/** A recipient with a message. */
export function message(status: string, more: FakeRecipient = {}): FakeRecipient {
  return { status, messageId: 'made up', cost: nanos('0.0119'), segments: 1, ...more };
}

/** A recipient that the provider refused in its reply. */
export function rejection(errorCode: string | null, description: string | null): FakeRecipient {
  return { rejection: { errorCode, description } };
}

/** An in-memory ledger that holds one run: everything is derived from its batches and rejected rows. */
export function fakeLedger(
  batches: readonly FakeBatch[],
  rejected: readonly RejectedRow[] = [],
  overrides: Partial<Run> = {},
): FakeLedger {
  let line = 2;
  const records = batches.map((batch, index) =>
    batch.recipients.map((recipient, at) => toRecord(batch, index + 1, at + 1, line++, recipient)),
  );
  const batchRecords = batches.map((batch, index) => toBatchRecord(batch, index + 1, records[index] ?? []));
  const recipients = batchRecords.reduce((sum, batch) => sum + batch.recipients, 0);
  const run = aRun({
    rows: recipients + rejected.length,
    recipients,
    rejectedRows: rejected.length,
    batches: batches.length,
    segments: batchRecords.reduce((sum, batch) => sum + batch.segments, 0),
    ...overrides,
  });
  return { run, ledger: ledgerOf(run, batchRecords, records.flat(), rejected) };
}

export function aRun(overrides: Partial<Run> = {}): Run {
  return {
    id: 1,
    name: 'spring-0123456789',
    campaign: 'spring',
    world: 'live',
    state: 'finished',
    file: 'campaigns/spring.csv',
    header: ['name', 'phone'],
    template: { pieces: ['Hello'] },
    senders: ['+14155550100'],
    rows: 0,
    recipients: 0,
    rejectedRows: 0,
    batches: 0,
    segments: 0,
    estimate: nanos('0.0119') * BigInt(overrides.segments ?? 0),
    currency: 'USD',
    tracking: {
      settleAfterMs: 86_400_000,
      trackForMs: 172_800_000,
      minDeliveredPercent: null,
      inDoubt: 'hold' as const,
      inDoubtGraceMs: 1_800_000,
    },
    limits: NO_LIMITS,
    optOutScope: 'all',
    retryOf: null,
    isTest: false,
    plannedAt: T0 - 60_000,
    startedAt: T0,
    lastSubmitAt: T0,
    finishedAt: T0 + 3_600_000,
    pausedAt: null,
    alarm: null,
    watchedFrom: null,
    cancelledAt: null,
    account: null,
    reportedAt: null,
    purgedAt: null,
    ...overrides,
  };
}

/** A ledger that answers what it is given. */
export function ledgerOf(
  run: Run,
  batches: readonly BatchRecord[],
  records: Iterable<RecipientRecord> | (() => AsyncIterable<RecipientRecord>),
  rejected: readonly RejectedRow[] = [],
): ReportLedger {
  return {
    findRun: (name) => Promise.resolve(name === run.name ? run : null),
    listRuns: () => Promise.resolve([run]),
    findRunBySource: () => Promise.resolve(run),
    countRejectedRows: () => Promise.resolve(countCodes(rejected)),
    batchRecords: () => streamOf(batches),
    recipientRecords: () => (typeof records === 'function' ? records() : streamOf(records)),
    rejectedRows: () => streamOf(rejected),
    widestRejectedRow: () => Promise.resolve(Math.max(0, ...rejected.map((row) => row.cells.length))),
    countRepeatedMessageIds: () => Promise.resolve(typeof records === 'function' ? 0 : countRepeats(records)),
    journal: () => Promise.resolve([]),
    doubtfulBatches: () => Promise.resolve([]),
    worstLagMs: () => Promise.resolve(0),
    countCalls: () => Promise.resolve(new Map([['POST /a2p-sms/batches', batches.length]])),
  };
}

async function* streamOf<T>(items: Iterable<T>): AsyncGenerator<T> {
  for (const item of items) yield await Promise.resolve(item);
}

function toRecord(
  batch: FakeBatch,
  number: number,
  position: number,
  line: number,
  recipient: FakeRecipient,
): RecipientRecord {
  const isStray = recipient.position === 0;
  const made: RecipientRecord = {
    batch: number,
    position,
    line: isStray ? 0 : line,
    phone: `+1415555${String(1000 + line)}`,
    from: batch.from ?? '+14155550100',
    batchId: batchIdOf(batch, number),
    batchState: batch.state,
    messageId: null,
    status: null,
    errorCode: null,
    rejection: null,
    withheld: null,
    price: nanos('0.0119'),
    plannedSegments: isStray ? 0 : 1,
    segments: null,
    cost: null,
    createdAt: null,
    updatedAt: null,
    ...recipient,
  };
  return made.messageId === 'made up' ? { ...made, messageId: `m-${number}-${position}` } : made;
}

function toBatchRecord(batch: FakeBatch, number: number, records: readonly RecipientRecord[]): BatchRecord {
  const own = records.filter((record, index) => isFirstOfItsRecipient(record, records[index - 1]));
  const rejected = own.filter((record) => record.rejection !== null).length;
  const isTaken = TAKEN_STATES.includes(batch.state);
  const isSettled = batch.state === 'settled';
  const batchId = batchIdOf(batch, number);
  const submittedAt = batch.submittedAt ?? (batch.state === 'planned' ? null : T0 + number * 1000);
  return {
    number,
    from: batch.from ?? '+14155550100',
    window: '',
    price: nanos('0.0119'),
    withheld: own.filter((record) => record.withheld !== null).length,
    state: batch.state,
    attempts: batch.attempts ?? (batch.state === 'planned' ? 0 : 1),
    recipients: own.length,
    segments: own.reduce((sum, record) => sum + record.plannedSegments, 0),
    batchId,
    batchIds: batch.batchIds ?? (batchId === null ? [] : [batchId]),
    firstOfferedAt: submittedAt,
    submittedAt,
    doubtedAt: batch.doubtedAt ?? (batch.state === 'in_doubt' ? submittedAt : null),
    completedAt: batch.completedAt === undefined ? (isSettled ? T0 + 60_000 : null) : batch.completedAt,
    settledAt: batch.settledAt === undefined ? (isSettled ? T0 + 120_000 : null) : batch.settledAt,
    problem: null,
    accepted: isTaken ? own.length - rejected : 0,
    rejected,
    providerCost: batch.providerCost ?? null,
    statusesCost: batch.statusesCost ?? null,
    tallies: tallyOf(records),
  };
}

function isFirstOfItsRecipient(record: RecipientRecord, before: RecipientRecord | undefined): boolean {
  return record.position > 0 && record.position !== before?.position;
}

function batchIdOf(batch: FakeBatch, number: number): string | null {
  if (batch.batchId !== undefined) return batch.batchId;
  return TAKEN_STATES.includes(batch.state) ? `b-${number}` : null;
}

function tallyOf(records: readonly RecipientRecord[]): readonly MessageTally[] {
  const messages = records.filter((record) => record.messageId !== null);
  const groups = groupBy(messages, (record) => `${record.status ?? ''}|${record.errorCode ?? ''}`);
  return [...groups.values()].map((group) => ({
    status: group[0]?.status ?? '',
    errorCode: group[0]?.errorCode ?? null,
    count: group.length,
    cost: group.reduce((sum, record) => sum + (record.cost ?? 0n), 0n),
    unpriced: group.filter((record) => record.cost === null).length,
    costless: group.filter((record) => record.cost === 0n).length,
    segments: group.reduce((sum, record) => sum + (record.segments ?? 0), 0),
    oldestUpdate: null,
    newestUpdate: null,
  }));
}

function countCodes(rejected: readonly RejectedRow[]): RejectedCounts {
  const groups = groupBy(rejected, (row) => row.code);
  return Object.fromEntries([...groups].map(([code, rows]) => [code, rows.length]));
}

function countRepeats(records: Iterable<RecipientRecord>): number {
  const ids = [...records].flatMap((record) => record.messageId ?? []);
  return ids.length - new Set(ids).size;
}

function groupBy<T, Key>(items: Iterable<T>, keyOf: (item: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
