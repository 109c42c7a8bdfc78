import { describe, expect, it } from 'vitest';
import { playApi } from './api.ts';
import { offerOf, openProvider } from './open-provider.ts';

const WINDOW = { dateFrom: 0, dateTo: 1000 };
const BATCHES = { from: '+14155550100', ...WINDOW };

describe('what replies become', () => {
  it('reads a batch, its times to the millisecond and its cost to the last digit', async () => {
    playApi({
      body: {
        id: '8d0c4e1e-6f5c-4b0e-9b1a-000000000001',
        from: '+14155550100',
        batchSize: 5,
        processedCount: 3,
        status: 'Processing',
        creationTime: '2026-11-20T09:00:00.123456Z',
        lastModifiedTime: '2026-11-20T10:00:00.123456789+01:00',
        cost: 0.0595,
      },
    });
    const { provider } = openProvider();
    expect(await provider.readBatch('x')).toEqual({
      id: '8d0c4e1e-6f5c-4b0e-9b1a-000000000001',
      from: '+14155550100',
      size: 5,
      processed: 3,
      status: 'Processing',
      createdAt: Date.UTC(2026, 10, 20, 9, 0, 0, 123),
      updatedAt: Date.UTC(2026, 10, 20, 9, 0, 0, 123),
      cost: 59_500_000n,
    });
  });

  it('takes a batch with nothing but an id, and statuses that it does not know', async () => {
    playApi({
      body: { records: [{ id: 12345 }, { id: 'b', status: 'Throttled' }], paging: { nextPageToken: '' } },
    });
    const { provider } = openProvider();
    const page = await provider.listBatches(BATCHES);
    const empty = { from: null, size: null, processed: null, createdAt: null, updatedAt: null, cost: null };
    expect(page).toEqual({
      records: [
        { ...empty, id: '12345', status: 'Unknown' },
        { ...empty, id: 'b', status: 'Throttled' },
      ],
      nextPageToken: null,
    });
  });

  it('keeps every digit of a message id beyond 2^53', async () => {
    playApi({
      body: '{"records":[{"id":9007199254740993123, "batchId" : 90071992547409931, "to":["+1"]},{"id":"77","text":"\\"id\\":9007199254740993123"}]}',
    });
    const { provider } = openProvider();
    const { records } = await provider.listMessages({ batchId: 'b', ...WINDOW });
    expect(records.map(({ id, batchId, text }) => [id, batchId, text])).toEqual([
      ['9007199254740993123', '90071992547409931', null],
      ['77', null, '"id":9007199254740993123'],
    ]);
  });

  it('takes messages of both API generations, with any field missing', async () => {
    playApi({
      body: {
        records: [
          {
            id: 1,
            batchId: 'b',
            from: '+14155550100',
            to: ['+14155550101'],
            messageStatus: 'Delivered',
            segmentCount: 2,
            cost: 0.0238,
            creationTime: '2026-11-20T09:00:00Z',
            text: '',
          },
          {
            id: '2',
            to: [{ phoneNumber: '+14155550102' }],
            messageStatus: 'SendingFailed',
            errorCode: 'SMS-RC-413',
            createdAt: '2026-11-20T09:00:00.000Z',
            lastUpdatedAt: '2026-11-20T09:00:01.000Z',
          },
          { id: '3', cost: null, segmentCount: 'many', to: [] },
        ],
        paging: { nextPageToken: 'next' },
      },
    });
    const { provider } = openProvider();
    const page = await provider.listMessages({ batchId: 'b', ...WINDOW });
    const nine = Date.UTC(2026, 10, 20, 9);
    expect(page.nextPageToken).toBe('next');
    expect(page.records).toMatchObject([
      {
        id: '1',
        from: '+14155550100',
        to: '+14155550101',
        segments: 2,
        cost: 23_800_000n,
        createdAt: nine,
        text: '',
      },
      {
        id: '2',
        to: '+14155550102',
        errorCode: 'SMS-RC-413',
        cost: null,
        createdAt: nine,
        updatedAt: nine + 1000,
      },
      { id: '3', to: null, status: 'Unknown', segments: null, cost: null },
    ]);
  });

  it('adds up the cost of all statuses, and counts a missing one as none', async () => {
    playApi({
      body: { delivered: { count: 3, cost: 0.0357 }, deliveryFailed: { count: 1, cost: 0.007 }, sent: {} },
    });
    const { provider } = openProvider();
    expect(await provider.readStatuses({ batchId: 'b', ...WINDOW })).toEqual({
      queued: 0,
      sent: 0,
      delivered: 3,
      deliveryFailed: 1,
      sendingFailed: 0,
      cost: 42_700_000n,
      errors: [],
    });
  });

  it('adds up the failed messages by error code, in order, and leaves out what is no count', async () => {
    playApi({
      body: {
        delivered: { count: 3, errorCodeCounts: { 'SMS-NO-ERROR': 3 } },
        deliveryFailed: { count: 5, errorCodeCounts: { 'SMS-UP-430': 4, 'SMS-CAR-413': 1 } },
        sendingFailed: { count: 3, errorCodeCounts: { 'SMS-UP-430': '2', 'SMS-RC-500': 0, odd: 'many' } },
      },
    });
    const { provider } = openProvider();
    const { errors } = await provider.readStatuses({ batchId: 'b', ...WINDOW });
    expect(errors).toEqual([
      { code: 'SMS-CAR-413', count: 1 },
      { code: 'SMS-UP-430', count: 6 },
    ]);
  });

  it('tells A2P senders and toll-free numbers apart', async () => {
    playApi({
      body: {
        records: [
          {
            id: 1,
            phoneNumber: '+14155550100',
            features: ['A2PSmsSender'],
            paymentType: 'Local',
            status: 'Normal',
          },
          {
            phoneNumber: '+18005550100',
            features: ['SmsSender'],
            paymentType: 'TollFree',
            label: 'Main',
          },
          { id: 3 },
        ],
      },
    });
    const { provider } = openProvider();
    expect(await provider.listNumbers()).toMatchObject([
      { id: '1', phone: '+14155550100', isA2p: true, isTollFree: false, status: 'Normal', label: null },
      { id: null, phone: '+18005550100', isA2p: false, isTollFree: true, label: 'Main' },
    ]);
  });

  it('keeps the rejected recipients of an accepted batch, with whatever is told of each', async () => {
    playApi({
      status: 201,
      headers: { RCRequestId: 'r-1' },
      body: {
        id: 'b-1',
        batchSize: 1,
        rejected: [
          { index: 2, to: ['+14155550102'], errorCode: 'SMS-RC-410', description: 'Bad number' },
          'odd',
        ],
      },
    });
    const { provider } = openProvider();
    expect(await provider.createBatch(offerOf())).toMatchObject({
      kind: 'reply',
      requestId: 'r-1',
      batch: { id: 'b-1', size: 1 },
      rejected: [
        { index: 2, to: '+14155550102', errorCode: 'SMS-RC-410', description: 'Bad number' },
        { index: null, to: null, errorCode: null, description: null },
      ],
      errorCode: null,
      message: null,
    });
  });

  it.each([
    ['no JSON', '<html>ok</html>'],
    ['no records', '{"paging":{}}'],
    ['a record without an id', '{"records":[{"id":"1"},{"status":"Sent"}]}'],
    ['nothing', ''],
  ])('does not take %s for an empty page, which would prove that a batch is absent', async (_what, body) => {
    playApi({ body });
    const { provider } = openProvider();
    await expect(provider.listBatches(BATCHES)).rejects.toMatchObject({ detail: { failure: 'unreadable' } });
  });
});
