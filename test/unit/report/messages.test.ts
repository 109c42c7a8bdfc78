import { parse } from 'csv-parse/sync';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeReports } from '../../../src/report/write.ts';
import { fakeLedger, message, nanos, rejection, T0 } from './fake-ledger.ts';
import type { FakeBatch } from './fake-ledger.ts';
import { newReportDirectory, readLines } from './workspace.ts';

const HEADER =
  'run,batch,batch_id,message_id,line,to,from,status,error_code,error,segments,estimated_cost,cost,currency,created_at,updated_at';

describe('messages.csv', () => {
  it('has a line per recipient, with the provider’s words, money as plain decimals and times in UTC', async () => {
    const lines = await messagesCsv([
      {
        state: 'settled',
        recipients: [
          message('Delivered', { createdAt: T0, updatedAt: T0 + 1500 }),
          message('DeliveryFailed', { errorCode: 'SMS-CAR-411', cost: nanos('0.007') }),
          rejection('SMS-RC-410', 'Destination, "unsupported"'),
        ],
      },
    ]);

    expect(lines).toEqual([
      HEADER,
      'spring-0123456789,1,b-1,m-1-1,2,+14155551002,+14155550100,Delivered,,,1,0.0119,0.0119,USD,2026-03-02T15:00:00.000Z,2026-03-02T15:00:01.500Z',
      'spring-0123456789,1,b-1,m-1-2,3,+14155551003,+14155550100,DeliveryFailed,SMS-CAR-411,number invalid or not textable,1,0.0119,0.007,USD,,',
      'spring-0123456789,1,b-1,,4,+14155551004,+14155550100,Rejected,SMS-RC-410,"Destination, ""unsupported""",1,0.0119,,USD,,',
      '',
    ]);
  });

  it('quotes statuses and codes that nobody has heard of as they are', async () => {
    const rows = await messagesOf([
      { state: 'settled', recipients: [message('Teleported', { errorCode: 'SMS-CAR-777' })] },
    ]);
    expect(rows).toMatchObject([
      { status: 'Teleported', error_code: 'SMS-CAR-777', error: 'code not documented' },
    ]);
  });

  it.each(['SMS-CAR-104', 'SMS-CAR-199'])(
    'calls a message with %s Unknown, not failed',
    async (errorCode) => {
      const rows = await messagesOf([
        { state: 'settled', recipients: [message('DeliveryFailed', { errorCode })] },
      ]);
      expect(rows).toMatchObject([{ status: 'Unknown', error_code: errorCode }]);
    },
  );

  it('falls back on the table’s meaning where a rejection has no description', async () => {
    const rows = await messagesOf([{ state: 'accepted', recipients: [rejection('SMS-RC-413', null)] }]);
    expect(rows).toMatchObject([{ status: 'Rejected', error: 'recipient has opted out', cost: '' }]);
  });

  it.each(['accepted', 'processing', 'completed', 'settled', 'duplicated'] as const)(
    'tells a rejection without code and words from one with a reason, and from no rejection, in a batch that is %s',
    async (state) => {
      const rows = await messagesOf([
        { state, recipients: [rejection(null, null), rejection(null, 'no route'), {}] },
      ]);
      const absent = state === 'settled' ? 'Unlisted' : 'Queued';
      expect(rows).toMatchObject([
        {
          status: 'RejectedReasonLost',
          error: 'rejected by the provider; its reason was lost or never given',
        },
        { status: 'Rejected', error: 'no route' },
        { status: absent, error_code: '', error: '', segments: '1', estimated_cost: '0.0119' },
      ]);
    },
  );

  it('shows the segments that the provider counted, and the estimate of those that were planned', async () => {
    const rows = await messagesOf([
      { state: 'settled', recipients: [message('Sent', { plannedSegments: 2, segments: 3 })] },
      { state: 'planned', recipients: [{ plannedSegments: 2 }] },
    ]);
    expect(rows).toMatchObject([
      { segments: '3', estimated_cost: '0.0238' },
      { segments: '2', estimated_cost: '0.0238' },
    ]);
  });

  it.each([
    ['an accepted batch', 'Queued', 'accepted', {}],
    ['a processing batch', 'Queued', 'processing', {}],
    ['a completed batch that isn’t read to its end', 'Queued', 'completed', { completedAt: T0 }],
    ['a batch that settled by the deadline, never completed', 'Unlisted', 'settled', { completedAt: null }],
    ['a completed and settled batch', 'Unlisted', 'settled', {}],
    ['a batch that the provider has twice', 'Queued', 'duplicated', { completedAt: T0 }],
    ['a settled batch that the provider has twice', 'Unlisted', 'duplicated', { settledAt: T0 }],
    ['a batch being submitted', 'InDoubt', 'submitting', {}],
    ['a batch in doubt', 'InDoubt', 'in_doubt', {}],
    ['an abandoned batch that was in doubt', 'AssumedSent', 'abandoned', { attempts: 1, doubtedAt: 1 }],
    ['an abandoned batch that was never offered', 'NotSent', 'abandoned', { attempts: 0 }],
    ['an abandoned batch that was certainly not taken', 'NotSent', 'abandoned', { attempts: 1 }],
    ['a planned batch', 'NotSent', 'planned', {}],
    ['a batch offered in vain', 'NotSent', 'planned', { attempts: 1 }],
    ['a refused batch', 'NotSent', 'refused', {}],
  ] as const)('in %s calls a recipient without a message %s', async (_, status, state, batch) => {
    const rows = await messagesOf([{ state, recipients: [{}], ...batch }]);
    expect(rows).toMatchObject([{ status, message_id: '', cost: '' }]);
  });

  it('lists a message that matches no recipient, on line 0', async () => {
    const rows = await messagesOf([
      {
        state: 'settled',
        recipients: [message('Sent'), message('Sent', { position: 0, phone: '+14165550199' })],
      },
    ]);
    expect(rows.map((row) => [row['line'], row['to']])).toEqual([
      ['2', '+14155551002'],
      ['0', '+14165550199'],
    ]);
  });

  it('neutralizes what the provider says', async () => {
    const rows = await messagesOf([{ state: 'accepted', recipients: [rejection('=1+1', '@SUM(A1)')] }]);
    expect(rows).toMatchObject([{ error_code: "'=1+1", error: "'@SUM(A1)" }]);
  });
});

describe('messages.json', () => {
  it('is written only when asked for, with the same columns, lossless', async () => {
    const { ledger, run } = fakeLedger([
      { state: 'settled', recipients: [message('Delivered', { createdAt: T0 }), rejection('=1', null)] },
    ]);
    const directory = await newReportDirectory();

    const report = await writeReports(ledger, run, directory, { hasMessagesJson: true });
    const text = await readFile(path.join(directory, 'messages.json'), 'utf8');

    expect(report.files).toContain('messages.json');
    expect(Object.keys((JSON.parse(text) as object[])[0] ?? {}).join(',')).toBe(HEADER);
    expect(JSON.parse(text)).toMatchObject([
      { line: 2, status: 'Delivered', cost: '0.0119', created_at: '2026-03-02T15:00:00.000Z', error: null },
      { line: 3, status: 'Rejected', error_code: '=1', cost: null, message_id: null },
    ]);
  });

  it('is removed by a later report that doesn’t ask for it, because it would grow stale', async () => {
    const { ledger, run } = fakeLedger([{ state: 'settled', recipients: [message('Delivered')] }]);
    const directory = await newReportDirectory();
    await writeReports(ledger, run, directory, { hasMessagesJson: true });

    const report = await writeReports(ledger, run, directory);

    expect(report.files).not.toContain('messages.json');
    await expect(readFile(path.join(directory, 'messages.json'))).rejects.toThrow('ENOENT');
  });

  it('is an empty array for a run without recipients', async () => {
    const { ledger, run } = fakeLedger([]);
    const directory = await newReportDirectory();
    await writeReports(ledger, run, directory, { hasMessagesJson: true });
    expect(await readFile(path.join(directory, 'messages.json'), 'utf8')).toBe('[]\n');
  });
});

async function messagesCsv(batches: readonly FakeBatch[]): Promise<string[]> {
  const { ledger, run } = fakeLedger(batches);
  const directory = await newReportDirectory();
  await writeReports(ledger, run, directory);
  return readLines(directory, 'messages.csv');
}

async function messagesOf(batches: readonly FakeBatch[]): Promise<Record<string, string>[]> {
  return parse((await messagesCsv(batches)).join('\r\n'), { columns: true });
}
