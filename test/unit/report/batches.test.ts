import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeReports } from '../../../src/report/write.ts';
import { fakeLedger, message, nanos, rejection } from './fake-ledger.ts';
import type { FakeBatch } from './fake-ledger.ts';
import { newReportDirectory, readLines } from './workspace.ts';

const HEADER =
  'run,campaign,batch,batch_id,from,state,submitted_at,completed_at,recipients,accepted,rejected,queued,sent,delivered,delivery_failed,sending_failed,unknown,segments,estimated_cost,cost,provider_cost,variance,currency';

const SETTLED: FakeBatch = {
  state: 'settled',
  providerCost: nanos('0.04'),
  recipients: [
    message('Delivered'),
    message('Sent', { cost: nanos('0.0238'), segments: 2 }),
    message('DeliveryFailed', { errorCode: 'SMS-CAR-104', cost: null }),
    message('SendingFailed', { cost: null }),
    rejection('SMS-RC-410', 'no such number'),
    rejection(null, null),
    {},
  ],
};

describe('batches.csv', () => {
  it('has a line per batch: counts by outcome, the estimate against the cost, empty cells for what isn’t known', async () => {
    const { directory } = await report([SETTLED, { state: 'planned', recipients: [{}, {}] }]);

    expect(await readLines(directory, 'batches.csv')).toEqual([
      HEADER,
      'spring-0123456789,spring,1,b-1,+14155550100,settled,2026-03-02T15:00:01.000Z,2026-03-02T15:01:00.000Z,7,5,2,0,1,1,0,1,2,8,0.0833,0.0357,0.04,-0.0476,USD',
      'spring-0123456789,spring,2,,+14155550100,planned,,,2,,,,,,,,,2,0.0238,,,,USD',
      '',
    ]);
  });

  it('counts an accepted message that isn’t listed yet as queued', async () => {
    const { summary } = await report([{ state: 'processing', recipients: [{}, {}, message('Queued')] }]);
    expect(summary.batches).toMatchObject([{ accepted: 3, queued: 3, rejected: 0 }]);
  });

  it('counts a message that was never listed as unknown once the batch is settled, not as rejected', async () => {
    const { summary } = await report([{ state: 'settled', recipients: [{}, {}, message('Delivered')] }]);
    expect(summary.batches).toMatchObject([{ accepted: 3, queued: 0, unknown: 2, rejected: 0 }]);
    expect(summary.cost).toMatchObject({ actual: '0.0119', unpriced: 2 });
  });

  it('doesn’t take messages without a price for free: their batch has no cost and no variance yet', async () => {
    const { summary } = await report([
      { state: 'settled', recipients: [message('SendingFailed', { cost: null })] },
    ]);
    expect(summary.batches).toMatchObject([{ cost: null, variance: null }]);
    expect(summary.cost).toMatchObject({ actual: '0.00', unpriced: 1 });
  });

  it('knows that a batch whose recipients were all rejected costs nothing', async () => {
    const { summary } = await report([{ state: 'settled', recipients: [rejection('SMS-RC-410', null)] }]);
    expect(summary.batches).toMatchObject([{ accepted: 0, rejected: 1, cost: '0.00', variance: '-0.0119' }]);
    expect(summary.cost.unpriced).toBe(0);
  });

  it('shows no submit for an offer that certainly was not taken', async () => {
    const { summary } = await report([
      { state: 'planned', attempts: 1, submittedAt: 5, recipients: [{}] },
      { state: 'refused', submittedAt: 5, recipients: [{}] },
      { state: 'in_doubt', submittedAt: 5, recipients: [{}] },
    ]);
    expect(summary.batches.map((batch) => batch.submitted_at)).toEqual([
      null,
      null,
      '1970-01-01T00:00:00.005Z',
    ]);
  });
});

describe('batches.json', () => {
  it('holds the same records as summary.json: the CSV’s columns, money as text, null for what isn’t known', async () => {
    const { directory, summary } = await report([SETTLED, { state: 'planned', recipients: [{}] }]);
    const batches: unknown = JSON.parse(await readFile(path.join(directory, 'batches.json'), 'utf8'));

    expect(batches).toEqual(summary.batches);
    expect(Object.keys(summary.batches[0] ?? {}).join(',')).toBe(HEADER);
    expect(batches).toMatchObject([
      { recipients: 7, cost: '0.0357', variance: '-0.0476', submitted_at: '2026-03-02T15:00:01.000Z' },
      { recipients: 1, accepted: null, cost: null, provider_cost: null, batch_id: null },
    ]);
  });
});

async function report(batches: readonly FakeBatch[]): ReturnType<typeof writeReports> {
  const { ledger, run } = fakeLedger(batches);
  return writeReports(ledger, run, await newReportDirectory());
}
