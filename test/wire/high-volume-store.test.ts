import { describe, expect, it } from 'vitest';
import type { Page } from '../../src/core/provider.ts';
import { A2P, playApi } from './api.ts';
import { openProvider, USER_AGENT } from './open-provider.ts';

const WINDOW = { dateFrom: Date.UTC(2026, 10, 19, 8), dateTo: Date.UTC(2026, 10, 21, 8, 0, 0, 5) };
const DATES = [
  ['dateFrom', '2026-11-19T08:00:00.000Z'],
  ['dateTo', '2026-11-21T08:00:00.005Z'],
] as const;
const HEADERS = {
  accept: 'application/json',
  authorization: 'Bearer cached-token',
  'user-agent': USER_AGENT,
};

const openStore = () => openProvider().provider.stores.highVolume;

async function gather<T>(pages: AsyncIterable<Page<T>>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const { records } of pages) all.push(...records);
  return all;
}

describe('the exact requests of the high volume store', () => {
  it('list batches by every filter, a status a key', async () => {
    const seen = playApi({ body: { records: [] } });
    await gather(
      openStore().batches({
        ...{ ...WINDOW, from: '+14155550100', statuses: ['Processing', 'Completed'] },
        ...{ perPage: 50, pageToken: 'p+2/=' },
      }),
    );
    expect(seen[0]).toMatchObject({ method: 'GET', path: `${A2P}/batches`, headers: HEADERS, body: '' });
    expect(seen[0]?.query).toEqual([
      ['from', '+14155550100'],
      ['status', 'Processing'],
      ['status', 'Completed'],
      ...DATES,
      ['perPage', '50'],
      ['pageToken', 'p+2/='],
    ]);
    expect(seen[0]?.url).toContain('from=%2B14155550100&status=Processing&status=Completed&');
    expect(seen[0]?.url).toContain('pageToken=p%2B2%2F%3D');
  });

  it('list messages by every filter, and leave out those that nobody gave', async () => {
    const seen = playApi({ body: { records: [] } }, { body: { records: [] } });
    const store = openStore();
    await gather(
      store.messages({
        ...{ ...WINDOW, batchId: 'b-1', directions: ['Inbound', 'Outbound'] },
        ...{ phoneNumbers: ['+14155550101', '+14155550102'], isDetailed: true },
      }),
    );
    await gather(store.messages(WINDOW));
    expect(seen[0]?.url).toBe(
      `${A2P}/messages?batchId=b-1&direction=Inbound&direction=Outbound` +
        '&phoneNumber=%2B14155550101&phoneNumber=%2B14155550102' +
        '&dateFrom=2026-11-19T08%3A00%3A00.000Z&dateTo=2026-11-21T08%3A00%3A00.005Z&view=Detailed&perPage=1000',
    );
    expect(seen[1]?.query).toEqual([...DATES, ['perPage', '1000']]);
  });

  it('count statuses by the same filters', async () => {
    const seen = playApi({ body: {} });
    await openStore().statuses({
      ...WINDOW,
      batchId: 'b-1',
      directions: ['Outbound'],
      phoneNumbers: ['+14155550101'],
    });
    expect(seen[0]).toMatchObject({ path: `${A2P}/statuses`, headers: HEADERS });
    expect(seen[0]?.query).toEqual([
      ['batchId', 'b-1'],
      ['direction', 'Outbound'],
      ['phoneNumber', '+14155550101'],
      ...DATES,
    ]);
  });

  it('read one batch and one message by their ids, which go into the path as they must', async () => {
    const seen = playApi({ body: { id: 'b/1' } }, { body: { id: 'm?1' } });
    const store = openStore();
    await store.batch('b/1');
    await store.message('m?1');
    expect(seen.map(({ url }) => url)).toEqual([`${A2P}/batches/b%2F1`, `${A2P}/messages/m%3F1`]);
  });

  it('follow the tokens with the same filters, and ask for no page that nobody wants', async () => {
    const page = (id: string, nextPageToken?: string) => ({
      body: { records: [{ id }], paging: { perPage: 1, nextPageToken } },
    });
    const seen = playApi(page('m-1', 't+2'), page('m-2', 't3'));
    const ids: string[] = [];
    for await (const { records } of openStore().messages({ ...WINDOW, directions: ['Inbound'] })) {
      ids.push(...records.map(({ id }) => id));
      if (ids.length === 2) break;
    }
    expect(ids).toEqual(['m-1', 'm-2']);
    expect(seen.map(({ query }) => query)).toEqual([
      [['direction', 'Inbound'], ...DATES, ['perPage', '1000']],
      [['direction', 'Inbound'], ...DATES, ['perPage', '1000'], ['pageToken', 't+2']],
    ]);
  });

  it('end in an error where a page leads in a circle', async () => {
    const page = { body: { records: [{ id: 'm-1' }], paging: { nextPageToken: 'again' } } };
    playApi(page, page);
    await expect(gather(openStore().messages(WINDOW))).rejects.toMatchObject({
      detail: { failure: 'unreadable', call: 'GET /a2p-sms/messages' },
    });
  });
});

/** Beyond what a number of JavaScript holds. */
const ID = '9007199254740993';

describe('the replies of the high volume store', () => {
  it.each([
    ['number', '2026-11-20T09:00:00.123Z'],
    ['string', '2026-11-20T09:00:00.123456Z'],
    ['string', '2026-11-20T09:00:00.123456789Z'],
  ])('may have a %s as their id, and the time %s', async (type, creationTime) => {
    // As text: the number would be rounded before it is sent.
    const body = `{"records":[{"id":${type === 'string' ? `"${ID}"` : ID},
      "direction":"Inbound","from":"+14155550101","to":["+14155550100"],"messageStatus":"Delivered",
      "creationTime":"${creationTime}","cost":0.0119,"segmentCount":1,"text":"STOP"}]}`;
    playApi({ body });
    expect(await gather(openStore().messages(WINDOW))).toEqual([
      {
        ...{ id: ID, batchId: null, direction: 'Inbound' },
        ...{ from: '+14155550101', to: '+14155550100', status: 'Delivered', errorCode: null },
        ...{ segments: 1, cost: 11_900_000n, text: 'STOP' },
        ...{ createdAt: Date.UTC(2026, 10, 20, 9, 0, 0, 123), updatedAt: null },
      },
    ]);
  });

  it.each([{}, { paging: null }, { paging: {} }, { paging: { nextPageToken: '' } }])(
    'with %j are the last page',
    async (rest) => {
      playApi({ body: { records: [{ id: 'b-1' }], ...rest } });
      expect(await gather(openStore().batches(WINDOW))).toMatchObject([{ id: 'b-1', status: 'Unknown' }]);
    },
  );

  it('without records are no empty page', async () => {
    playApi({ body: { paging: {} } });
    await expect(gather(openStore().batches(WINDOW))).rejects.toMatchObject({
      detail: { failure: 'unreadable' },
    });
  });

  it('of statuses count what is documented, keep what is not, and name each error code', async () => {
    const failed = { count: 3, cost: 0.0238, errorCodeCounts: { 'SMS-UP-410': 1, 'SMS-CAR-413': 2 } };
    playApi({ body: { delivered: { count: 5, cost: 0.0595 }, deliveryFailed: failed, held: { count: 1 } } });
    const none = { count: 0, cost: null, errors: [] };
    expect(await openStore().statuses(WINDOW)).toEqual([
      { status: 'Queued', ...none },
      { status: 'Sent', ...none },
      { status: 'Delivered', count: 5, cost: 59_500_000n, errors: [] },
      {
        ...{ status: 'DeliveryFailed', count: 3, cost: 23_800_000n },
        errors: [
          { code: 'SMS-CAR-413', count: 2 },
          { code: 'SMS-UP-410', count: 1 },
        ],
      },
      { status: 'SendingFailed', ...none },
      { status: 'Held', count: 1, cost: null, errors: [] },
    ]);
  });

  it('of an id that nobody knows are a refusal', async () => {
    playApi({ status: 404, body: { errorCode: 'CMN-102', message: 'Resource is not found' } });
    await expect(openStore().message('1')).rejects.toMatchObject({
      detail: { failure: 'refused', status: 404, errorCode: 'CMN-102' },
    });
  });
});
