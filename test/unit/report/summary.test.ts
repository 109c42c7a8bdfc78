import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RejectedRow } from '../../../src/core/recipient.ts';
import type { Run } from '../../../src/core/run.ts';
import { buildSummary } from '../../../src/report/summary.ts';
import type { RunSummary } from '../../../src/report/summary.ts';
import { writeReports } from '../../../src/report/write.ts';
import { fakeLedger, message, nanos, rejection } from './fake-ledger.ts';
import type { FakeBatch } from './fake-ledger.ts';
import { newReportDirectory } from './workspace.ts';

const REJECTED: readonly RejectedRow[] = [
  { line: 90, phone: '', code: 'missing-phone', reason: 'no number', cells: ['Ada', ''] },
  { line: 91, phone: '+1', code: 'invalid-phone', reason: 'too short', cells: ['Bob', '+1'] },
  { line: 92, phone: '+2', code: 'invalid-phone', reason: 'too short', cells: ['Cy', '+2'] },
];

const BATCHES: readonly FakeBatch[] = [
  {
    state: 'settled',
    providerCost: nanos('0.0357'),
    recipients: [
      message('Delivered'),
      message('Delivered', { cost: nanos('0.0238') }),
      message('DeliveryFailed', { errorCode: 'SMS-CAR-413', cost: null }),
      rejection('SMS-RC-410', 'no'),
    ],
  },
  { state: 'settled', providerCost: nanos('0.5'), recipients: [message('SendingFailed')] },
  { state: 'abandoned', recipients: [{}] },
];

describe('summary.json', () => {
  it('is the whole run in figures, its keys in the documented order', async () => {
    const { ledger, run } = fakeLedger(BATCHES, REJECTED);
    const directory = await newReportDirectory();

    const { summary } = await writeReports(ledger, run, directory);
    const text = await readFile(path.join(directory, 'summary.json'), 'utf8');

    expect(text).toBe(`${JSON.stringify({ ...GOLDEN, batches: summary.batches, ...TAIL }, null, 2)}\n`);
  });

  it('is the same when it is built without the files', async () => {
    const { ledger, run } = fakeLedger(BATCHES, REJECTED);
    const { summary } = await writeReports(ledger, run, await newReportDirectory());
    expect(await buildSummary(ledger, run)).toEqual(summary);
  });

  it.each([
    ['live', false],
    ['sandbox', true],
    ['loopback', true],
  ] as const)('says of a %s run that it is a sandbox: %s', async (world, sandbox) => {
    expect(await summaryOf([], { world })).toMatchObject({ sandbox });
  });

  it('says how far an unfinished run is, with all controls holding all the way', async () => {
    const summary = await summaryOf(
      [
        { state: 'completed', recipients: [message('Sent'), {}, rejection('SMS-RC-410', null)] },
        { state: 'in_doubt', recipients: [{}, {}] },
        { state: 'planned', recipients: [{}] },
      ],
      { state: 'open', finishedAt: null },
    );

    expect(summary).toMatchObject({ state: 'in-doubt', finishedAt: null, cost: { unpriced: 1 } });
    expect(summary.messages).toMatchObject({ accepted: 2, queued: 1, sent: 1, inDoubt: 2, notSent: 1 });
    expect(summary.controls.filter((control) => !control.ok)).toEqual([]);
  });

  it('counts a given-up doubt as in doubt, a lost reason as a rejection without a code, an unlisted message as unknown', async () => {
    const summary = await summaryOf([
      { state: 'abandoned', doubtedAt: 1, recipients: [{}, {}] },
      { state: 'settled', recipients: [rejection(null, null), {}, {}] },
    ]);
    expect(summary.messages).toMatchObject({
      ...{ inDoubt: 2, assumedSent: 2, rejectedByProvider: 1, accepted: 2, unknown: 2, queued: 0 },
    });
    expect(summary.cost).toMatchObject({ actual: '0.00', unpriced: 2 });
    expect(summary.errors).toEqual([{ code: null, meaning: 'no reason given', class: 'unknown', count: 1 }]);
  });

  it('counts those left out before the offer as not sent, by their reason, and no batch has accepted them', async () => {
    const leftOut = [{ withheld: 'opted-out' }, { withheld: 'contacted-recently' }] as const;
    const summary = await summaryOf([
      { state: 'settled', recipients: [message('Delivered'), ...leftOut] },
      { state: 'abandoned', recipients: [{ withheld: 'contacted-recently' }] },
    ]);
    expect(summary.messages).toMatchObject({ accepted: 1, notSent: 3, optedOut: 1, contactedRecently: 2 });
    expect(summary.batches.map(({ accepted }) => accepted)).toEqual([1, null]);
    expect(summary.controls.filter((control) => !control.ok)).toEqual([]);
  });

  it('tells of a batch that the provider has twice, whom it met and how often, and all controls hold', async () => {
    const twice = { position: 1, line: 2 };
    const summary = await summaryOf([
      {
        state: 'duplicated',
        batchIds: ['b-1', 'b-9'],
        recipients: [
          message('Delivered'),
          message('Sent', { ...twice, messageId: 'x' }),
          message('Sent'),
          {},
        ],
      },
      { state: 'settled', recipients: [message('Delivered')] },
    ]);
    expect(summary.incidents).toEqual([
      { kind: 'duplicated', batch: 1, batchIds: ['b-1', 'b-9'], recipients: 3, twins: 1 },
    ]);
    expect(summary.messages).toMatchObject({ accepted: 4, delivered: 2, sent: 2, queued: 1 });
    expect(summary.cost.actual).toBe('0.0476');
    expect(summary.controls.filter((control) => !control.ok)).toEqual([]);
  });

  it('lists errors by frequency, unknown outcomes among them, but no success marker', async () => {
    const summary = await summaryOf([
      {
        state: 'settled',
        recipients: [
          message('SendingFailed', { errorCode: 'SMS-RC-413' }),
          message('DeliveryFailed', { errorCode: 'SMS-CAR-104' }),
          message('SendingFailed', { errorCode: 'SMS-RC-413' }),
          rejection('SMS-RC-410', null),
          message('Delivered', { errorCode: 'SMS-NO-ERROR' }),
          message('Teleported'),
        ],
      },
    ]);
    expect(summary.errors.map((error) => [error.code, error.class, error.count])).toEqual([
      ['SMS-RC-413', 'opt-out', 2],
      ['SMS-CAR-104', 'unknown', 1],
      ['SMS-RC-410', 'invalid-number', 1],
    ]);
  });

  it('lists where a batch’s own cost is not its messages’, without breaking a control', async () => {
    const summary = await summaryOf([
      { state: 'settled', providerCost: nanos('0.0119'), recipients: [message('Delivered')] },
      { state: 'settled', providerCost: nanos('0.02'), recipients: [message('Delivered')] },
      { state: 'completed', providerCost: nanos('0.01'), recipients: [{}] },
      { state: 'settled', recipients: [message('Delivered')] },
      { state: 'settled', statusesCost: nanos('0.0238'), recipients: [message('Delivered')] },
    ]);
    expect(summary.differences).toEqual([
      { batch: 2, batchId: 'b-2', cost: '0.0119', providerCost: '0.02', statusesCost: null },
      { batch: 3, batchId: 'b-3', cost: null, providerCost: '0.01', statusesCost: null },
      { batch: 5, batchId: 'b-5', cost: '0.0119', providerCost: null, statusesCost: '0.0238' },
    ]);
    expect(summary.controls.every((control) => control.ok)).toBe(true);
  });

  it.each([
    ['no batch', null, [null, null, null]],
    ['all but one of the batches that were taken', null, [nanos('0.0119'), nanos('0.02'), null]],
    ['every batch that was taken', '0.0419', [nanos('0.0119'), nanos('0.02'), nanos('0.01')]],
    ['every batch that was taken, that it was free,', '0.00', [0n, 0n, 0n]],
  ] as const)('when %s says its cost, has %j as the provider’s figure', async (_, figure, costs) => {
    const [first, second, third] = costs;
    const summary = await summaryOf([
      { state: 'settled', providerCost: first, recipients: [message('Delivered')] },
      { state: 'completed', providerCost: second, recipients: [message('Sent')] },
      { state: 'accepted', providerCost: third, recipients: [{}] },
      { state: 'in_doubt', recipients: [{}] },
      { state: 'refused', recipients: [{}] },
      { state: 'planned', recipients: [{}] },
    ]);
    expect(summary.cost.providerBatches).toBe(figure);
  });

  it('has no provider’s figure of a run of which nothing was taken', async () => {
    expect((await summaryOf([{ state: 'planned', recipients: [{}] }])).cost.providerBatches).toBeNull();
  });
});

async function summaryOf(batches: readonly FakeBatch[], overrides: Partial<Run> = {}): Promise<RunSummary> {
  const { ledger, run } = fakeLedger(batches, [], overrides);
  return buildSummary(ledger, run);
}

const GOLDEN = {
  schema: 'campaign-report/1',
  run: 'spring-0123456789',
  campaign: 'spring',
  state: 'finished',
  sandbox: false,
  startedAt: '2026-03-02T15:00:00.000Z',
  finishedAt: '2026-03-02T16:00:00.000Z',
  from: ['+14155550100'],
  rows: 9,
  recipients: 6,
  rejectedRows: { 'missing-phone': 1, 'invalid-phone': 2 },
  messages: {
    ...{ accepted: 4, rejectedByProvider: 1, queued: 0, sent: 0, delivered: 2 },
    ...{
      deliveryFailed: 1,
      sendingFailed: 1,
      unknown: 0,
      inDoubt: 0,
      assumedSent: 0,
      notSent: 1,
      optedOut: 0,
      contactedRecently: 0,
    },
  },
  errors: [
    { code: null, meaning: 'no reason given', class: 'unknown', count: 1 },
    { code: 'SMS-CAR-413', meaning: 'recipient has opted out', class: 'opt-out', count: 1 },
    { code: 'SMS-RC-410', meaning: 'destination not supported', class: 'invalid-number', count: 1 },
  ],
  cost: {
    ...{ currency: 'USD', estimated: '0.0714', actual: '0.0476' },
    ...{ providerBatches: '0.5357', variance: '-0.0238', unpriced: 1 },
  },
  segments: 6,
};

const WHOLE = {
  ...{ recipients: 6, accepted: 4, rejected: 1, inDoubt: 0, notSent: 1 },
  ...{ messages: 4, queued: 0, sent: 0, delivered: 2, deliveryFailed: 1, sendingFailed: 1, unknown: 0 },
  ...{ segments: 6, estimated: '0.0714', actual: '0.0476', variance: '-0.0238', unpriced: 1 },
};

const TAIL = {
  controls: [
    { name: 'rows', expected: 9, actual: 9, ok: true },
    { name: 'recipients', expected: 6, actual: 6, ok: true },
    { name: 'statuses', expected: 4, actual: 4, ok: true },
    { name: 'cost', expected: '0.0476', actual: '0.0476', ok: true },
    { name: 'message-ids', expected: 0, actual: 0, ok: true },
  ],
  differences: [{ batch: 2, batchId: 'b-2', cost: '0.0119', providerCost: '0.50', statusesCost: null }],
  incidents: [],
  retryOf: null,
  senders: [{ from: '+14155550100', batches: 3, ...WHOLE }],
  days: [{ day: null, ...WHOLE }],
  countries: [{ country: 'US', ...WHOLE }],
  apiCalls: { 'POST /a2p-sms/batches': 3 },
};
