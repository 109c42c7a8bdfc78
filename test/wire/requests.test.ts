import { describe, expect, it } from 'vitest';
import { A2P, playApi } from './api.ts';
import { BODY, JWT, offerOf, openProvider, USER_AGENT } from './open-provider.ts';

const WINDOW = { dateFrom: Date.UTC(2026, 10, 19, 8), dateTo: Date.UTC(2026, 10, 21, 8, 0, 0, 5) };
const DATES = [
  ['dateFrom', '2026-11-19T08:00:00.000Z'],
  ['dateTo', '2026-11-21T08:00:00.005Z'],
] as const;
const READ_HEADERS = {
  accept: 'application/json',
  authorization: 'Bearer cached-token',
  'user-agent': USER_AGENT,
};

describe('the exact request of each call', () => {
  it('lists batches of one sender with explicit dates and the largest page', async () => {
    const [seen] = [playApi({ body: { records: [] } })];
    const { provider } = openProvider();
    await provider.listBatches({ from: '+14155550100', ...WINDOW, pageToken: 'p/2=' });
    expect(seen[0]).toMatchObject({ method: 'GET', path: `${A2P}/batches`, headers: READ_HEADERS, body: '' });
    expect(seen[0]?.query).toEqual([
      ['from', '+14155550100'],
      ...DATES,
      ['perPage', '1000'],
      ['pageToken', 'p/2='],
    ]);
    expect(seen[0]?.url).toContain('from=%2B14155550100&');
    expect(seen[0]?.headers).not.toHaveProperty('content-type');
  });

  it('reads one batch without any query', async () => {
    const seen = playApi({ body: { id: 'b/1' } });
    const { provider } = openProvider();
    await provider.readBatch('b/1');
    expect(seen[0]).toMatchObject({ method: 'GET', url: `${A2P}/batches/b%2F1`, headers: READ_HEADERS });
  });

  it('lists the messages of a batch', async () => {
    const seen = playApi({ body: { records: [] } });
    const { provider } = openProvider();
    await provider.listMessages({ batchId: 'b-1', ...WINDOW });
    const query = [['batchId', 'b-1'], ['direction', 'Outbound'], ...DATES, ['perPage', '1000']];
    expect(seen[0]).toMatchObject({ path: `${A2P}/messages`, query, headers: READ_HEADERS });
  });

  it('asks for several numbers by repeating the key, and for texts by the detailed view', async () => {
    const seen = playApi({ body: { records: [] } });
    const { provider } = openProvider();
    await provider.listMessages({
      phoneNumbers: ['+14155550101', '+14155550102'],
      isDetailed: true,
      ...WINDOW,
    });
    expect(seen[0]?.url).toBe(
      `${A2P}/messages?phoneNumber=%2B14155550101&phoneNumber=%2B14155550102&direction=Outbound` +
        '&dateFrom=2026-11-19T08%3A00%3A00.000Z&dateTo=2026-11-21T08%3A00%3A00.005Z&view=Detailed&perPage=1000',
    );
  });

  it('reads the statuses of a batch', async () => {
    const seen = playApi({ body: {} });
    const { provider } = openProvider();
    await provider.readStatuses({ batchId: 'b-1', ...WINDOW });
    expect(seen[0]).toMatchObject({ path: `${A2P}/statuses`, query: [['batchId', 'b-1'], ...DATES] });
  });

  it('lists the numbers of the extension, page by page', async () => {
    const page = (phoneNumber: string, number: number) => ({
      body: { records: [{ phoneNumber }], paging: { page: number, totalPages: 2 } },
    });
    const seen = playApi(page('+14155550100', 1), page('+18005550100', 2));
    const { provider } = openProvider();
    const numbers = await provider.listNumbers();
    expect(numbers.map((number) => number.phone)).toEqual(['+14155550100', '+18005550100']);
    expect(seen.map((request) => request.url)).toEqual([
      '/restapi/v1.0/account/~/extension/~/phone-number?page=1&perPage=1000',
      '/restapi/v1.0/account/~/extension/~/phone-number?page=2&perPage=1000',
    ]);
  });

  it('reads the registration of one number', async () => {
    const seen = playApi({ body: {} });
    const { provider } = openProvider();
    await provider.readRegistration('62264009');
    const url = '/restapi/v1.0/account/~/extension/~/phone-number/62264009/sms-configuration';
    expect(seen[0]).toMatchObject({ method: 'GET', url, headers: READ_HEADERS });
  });

  it('posts a batch', async () => {
    const seen = playApi({ status: 201, body: { id: 'b-1' } });
    const { provider } = openProvider();
    await provider.createBatch(offerOf());
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: `${A2P}/batches`,
      body: JSON.parse(BODY) as object,
    });
    expect(seen[0]?.headers).toMatchObject({
      ...READ_HEADERS,
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(BODY)),
    });
  });

  it('signs in with the JWT, under the same user agent', async () => {
    const seen = playApi({ body: { access_token: 'new-token', expires_in: 3600 } }, { body: { id: 'b-1' } });
    const { provider } = openProvider({ tokenAgeMs: null });
    await provider.readBatch('b-1');
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/restapi/oauth/token',
      headers: {
        authorization: `Basic ${Buffer.from('client-id:client-secret').toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
        'user-agent': USER_AGENT,
      },
      body: `grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=${JWT}`,
    });
    expect(seen[1]?.headers).toMatchObject({ authorization: 'Bearer new-token' });
  });
});
