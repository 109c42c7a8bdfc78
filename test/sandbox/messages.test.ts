import { describe, expect, it } from 'vitest';
import type { ReplyBody } from './reply-body.ts';
import { BATCHES, batchOf, LONG_CODE, MESSAGES, recipient, STATUSES } from './sandbox-client.ts';
import { useWorld } from './use-world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

const world = useWorld();

/** Follows page tokens to the end. */
async function readAll(query: string): Promise<ReplyBody[]> {
  const records: ReplyBody[] = [];
  let token = '';
  do {
    const { status, json } = await world().get(`${MESSAGES}?${query}${token}`);
    expect(status).toBe(200);
    records.push(...json.records);
    token = json.paging.nextPageToken === undefined ? '' : `&pageToken=${json.paging.nextPageToken}`;
  } while (token !== '');
  return records;
}

describe('the message list', () => {
  it('shows the last 24 hours unless told otherwise, with a batch id too', async () => {
    const { json } = await world().post(BATCHES, batchOf(1));
    world().advance(DAY_MS + 1000);
    await world().signIn();
    expect((await world().get(MESSAGES)).json.records).toEqual([]);
    expect((await world().get(`${MESSAGES}?batchId=${json.id}`)).json.records).toEqual([]);
    expect((await world().get(BATCHES)).json.records).toEqual([]);
    const dateFrom = encodeURIComponent(json.creationTime);
    expect(
      (await world().get(`${MESSAGES}?batchId=${json.id}&dateFrom=${dateFrom}`)).json.records,
    ).toHaveLength(1);
    expect((await world().get(`${BATCHES}?dateFrom=${dateFrom}`)).json.records).toHaveLength(1);
  });

  it('is the same list through all its pages while new messages arrive', async () => {
    await world().post(BATCHES, batchOf(7));
    const first = await world().get(`${MESSAGES}?perPage=3`);
    await world().post(BATCHES, batchOf(5, 100));
    const second = await world().get(`${MESSAGES}?perPage=3&pageToken=${first.json.paging.nextPageToken}`);
    const third = await world().get(`${MESSAGES}?perPage=3&pageToken=${second.json.paging.nextPageToken}`);
    const numbers = [first, second, third].flatMap(({ json }) => json.records.map(({ to }) => to[0]));
    expect(numbers).toEqual([6, 5, 4, 3, 2, 1, 0].map(recipient));
    expect(third.json.paging).not.toHaveProperty('nextPageToken');
  });

  it('refuses a page token with other filters, and one that it never gave', async () => {
    await world().post(BATCHES, batchOf(3));
    const { nextPageToken } = (await world().get(`${MESSAGES}?perPage=1&direction=Outbound`)).json.paging;
    const used = await world().get(`${MESSAGES}?perPage=1&pageToken=${nextPageToken}`);
    expect([used.status, used.json.errors[0]?.parameterName]).toEqual([400, 'pageToken']);
    expect((await world().get(`${MESSAGES}?pageToken=pgt1`)).status).toBe(400);
  });

  it('has the text in the Detailed view only, and its ids are numbers there', async () => {
    await world().post(BATCHES, batchOf(1));
    const simple = (await world().get(MESSAGES)).json.records[0];
    const detailed = (await world().get(`${MESSAGES}?view=Detailed`)).json.records[0];
    expect(simple).not.toHaveProperty('text');
    expect(detailed?.text).toBe('Hello');
    expect(detailed?.id).toBeTypeOf('number');
    expect((await world().get(`${MESSAGES}/${detailed?.id ?? ''}`)).json).toMatchObject({
      id: String(detailed?.id),
      text: 'Hello',
    });
  });

  it('finds up to 15 phone numbers on either side, and no more', async () => {
    await world().post(BATCHES, batchOf(20));
    const query = (count: number): string =>
      Array.from({ length: count }, (_, n) => `phoneNumber=${encodeURIComponent(recipient(n))}`).join('&');
    expect(await readAll(query(15))).toHaveLength(15);
    expect((await world().get(`${MESSAGES}?${query(16)}`)).status).toBe(400);
    expect(await readAll('phoneNumber=16505550100&perPage=6')).toHaveLength(20);
    expect((await world().get(`${MESSAGES}?phoneNumber=+14152000001`)).status).toBe(400);
  });

  it.each([
    'perPage=0',
    'perPage=1001',
    'view=Full',
    'direction=Up',
    'dateFrom=2026-06-01T00:00:00',
    'batchId=',
  ])('refuses %s', async (query) => {
    expect((await world().get(`${MESSAGES}?${query}`)).json.errorCode).toBe('CMN-101');
  });
});

describe('a message', () => {
  it('goes from Queued to Sent to Delivered, with segments once sent and the cost after the status', async () => {
    await world().post(BATCHES, {
      from: LONG_CODE,
      text: 'é'.repeat(161),
      messages: [{ to: ['+14155550199'] }],
    });
    const look = async (): Promise<unknown> => {
      const record = (await world().get(MESSAGES)).json.records[0];
      return [record?.messageStatus, record?.segmentCount, record?.cost];
    };
    expect(await look()).toEqual(['Queued', undefined, undefined]);
    world().advance(1010);
    expect(await look()).toEqual(['Sent', 2, undefined]);
    world().advance(2000);
    expect(await look()).toEqual(['Delivered', 2, undefined]);
    world().advance(60_000);
    expect(await look()).toEqual(['Delivered', 2, 0.0238]);
  });

  it('ends well for about 93 in 100 recipients, and the status counts say the same as the list', async () => {
    await world().post(BATCHES, batchOf(3000));
    world().advance(60 * 60_000);
    await world().signIn();
    world().advance(55 * 60_000);
    const counts = (await world().get(STATUSES)).json;
    const records = await readAll('');
    const inList = (status: string): number =>
      records.filter((record) => record.messageStatus === status).length;
    expect(counts.delivered.count / 3000).toBeGreaterThan(0.91);
    expect(counts.delivered.count / 3000).toBeLessThan(0.96);
    expect([
      ...[counts.queued, counts.sent, counts.delivered, counts.deliveryFailed, counts.sendingFailed].map(
        (group) => group.count,
      ),
    ]).toEqual(['Queued', 'Sent', 'Delivered', 'DeliveryFailed', 'SendingFailed'].map(inList));
    const failed = Object.values(counts.deliveryFailed.errorCodeCounts ?? {}).reduce(
      (sum, count) => sum + count,
      0,
    );
    expect(failed).toBe(counts.deliveryFailed.count);
    expect(counts.delivered).not.toHaveProperty('errorCodeCounts');
    const micros = records.reduce((sum, record) => sum + Math.round((record.cost ?? 0) * 1_000_000), 0);
    const inGroups = [counts.sent, counts.delivered, counts.deliveryFailed, counts.sendingFailed];
    expect(inGroups.reduce((sum, group) => sum + Math.round(group.cost * 1_000_000), 0)).toBe(micros);
  });
});

describe('magic recipients', () => {
  it('end as the table says, whatever the seed', async () => {
    const messages = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((digit) => ({ to: [`+1212555019${digit}`] }));
    const submitted = await world().post(BATCHES, {
      from: LONG_CODE,
      text: 'Hi',
      messages: [{ to: ['+12125550190'] }, ...messages],
    });
    expect(submitted.json.rejected).toMatchObject([{ index: 1, errorCode: 'SMS-RC-410' }]);
    const look = async (): Promise<unknown[]> => {
      const records = await readAll('');
      return records
        .reverse()
        .map(({ to, messageStatus, errorCode, cost }) => [to[0]?.slice(-1), messageStatus, errorCode, cost]);
    };
    const late = { three: ['3', 'Sent', undefined, 0.0119], six: ['6', 'Sent', undefined, 0.0119] };
    const early = [
      ['1', 'SendingFailed', 'SMS-UP-410', undefined],
      ['2', 'DeliveryFailed', 'SMS-CAR-413', 0.0119],
      late.three,
      ['4', 'Sent', undefined, 0.0119],
      ['5', 'SendingFailed', undefined, undefined],
      late.six,
      ['7', 'DeliveryFailed', 'SMS-CAR-430', 0.0119],
      ['8', 'Expired', undefined, 0.0119],
      ['9', 'Delivered', undefined, 0.0119],
    ];
    world().advance(5 * 60_000);
    expect(await look()).toEqual(early);
    late.three.splice(1, 2, 'DeliveryFailed', 'SMS-CAR-104');
    late.six.splice(1, 1, 'Delivered');
    world().advance(2 * 60 * 60_000);
    await world().signIn();
    expect(await look()).toEqual(early);
    expect((await world().get(STATUSES)).json).toHaveProperty('expired', { count: 1, cost: 0.0119 });
  });
});
