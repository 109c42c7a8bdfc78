import { describe, expect, it } from 'vitest';
import { readPages } from '../../src/core/pages.ts';
import type { Consent } from '../../src/core/provider.ts';
import { A2P, playApi, type Reply } from './api.ts';
import { openProvider, USER_AGENT, type Opened } from './open-provider.ts';

const FROM = '+14155550100';
const TO = '+14155550101';
const CONSENTS = '/restapi/v2/accounts/~/sms/consents';
const HEADERS = {
  accept: 'application/json',
  authorization: 'Bearer cached-token',
  'user-agent': USER_AGENT,
};
const JSON_HEADERS = { ...HEADERS, 'content-type': 'application/json' };
const MISSING: Reply = { status: 403, body: { errors: [{ errorCode: 'CMN-401', message: 'needs [SMS]' }] } };

const openV1 = (): Opened => openProvider();
const openV2 = (): Opened => openProvider({ token: { scope: 'A2PSMS ReadAccounts SMS' } });

/** What one record becomes, told by the generation that a reply of that shape comes from. */
async function readRecord(open: () => Opened, record: object): Promise<Consent | undefined> {
  playApi({ body: { records: [record] } });
  return (await open().provider.listOptOuts({})).records[0];
}

describe('opt-outs without the permission SMS', () => {
  it('are the v1 list of all our numbers, with the largest page', async () => {
    const seen = playApi({ body: { records: [] } });
    expect(await openV1().provider.listOptOuts({})).toEqual({ records: [], nextPageToken: null });
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      method: 'GET',
      url: `${A2P}/opt-outs?from=*&status=optout&perPage=1000`,
      headers: HEADERS,
      body: '',
    });
  });

  it('come page by page, with the same filters', async () => {
    const page = (to: string, nextPageToken?: string): Reply => ({
      body: { records: [{ from: FROM, to }], paging: { perPage: 1000, nextPageToken } },
    });
    const seen = playApi(page(TO, 'p+2/='), page('+14155550102'));
    const { provider } = openV1();
    const found = [];
    for await (const records of readPages((query) => provider.listOptOuts(query))) found.push(...records);
    expect(found.map(({ to }) => to)).toEqual([TO, '+14155550102']);
    expect(seen[1]?.url).toBe(`${A2P}/opt-outs?from=*&status=optout&perPage=1000&pageToken=p%2B2%2F%3D`);
  });

  it('are opt-outs where the record says neither status nor source, as older replies do', async () => {
    expect(await readRecord(openV1, { from: FROM, to: TO })).toEqual({
      to: TO,
      from: FROM,
      status: 'OptOut',
      source: null,
      at: null,
    });
  });

  it('are assigned in bulk, and nobody is opted in', async () => {
    const seen = playApi({ body: { optOuts: { successful: [TO], failed: [] }, optIns: {} } });
    expect(await openV1().provider.addOptOuts(FROM, [TO])).toEqual({ done: [TO], failed: [] });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: `${A2P}/opt-outs/bulk-assign`,
      headers: JSON_HEADERS,
      body: { from: FROM, optOuts: [TO] },
    });
  });

  it('that fail one by one are told one by one, and so is one that the reply forgets', async () => {
    const phones = ['+14155550101', '+14155550102', '+14155550103'];
    const failed = [{ to: '14155550102', errorMessage: 'Unexpected issue on +14155550102' }, 'odd'];
    playApi({ body: { optOuts: { successful: ['14155550101'], failed } } });
    expect(await openV1().provider.addOptOuts(FROM, phones)).toEqual({
      done: ['+14155550101'],
      failed: [
        { to: '+14155550102', reason: 'Unexpected issue on •••0102' },
        { to: '+14155550103', reason: 'the provider did not say what became of it' },
      ],
    });
  });

  it('are forbidden where A2PSMS is missing too', async () => {
    playApi({ status: 403, body: { errorCode: 'CMN-401', message: 'needs [A2PSMS]' } });
    await expect(openV1().provider.listOptOuts({})).rejects.toMatchObject({
      detail: { failure: 'forbidden', status: 403, errorCode: 'CMN-401', call: 'GET /a2p-sms/opt-outs' },
    });
  });
});

describe('opt-outs with the permission SMS', () => {
  it('are searched among the consents, the filter and the page in the body', async () => {
    const next = { perPage: 1000, nextPageToken: 'p2' };
    const seen = playApi(
      { body: { records: [], paging: next } },
      { body: { records: [], paging: { perPage: 1000 } } },
    );
    const { provider } = openV2();
    const { nextPageToken } = await provider.listOptOuts({});
    await provider.listOptOuts({ pageToken: nextPageToken ?? '' });
    const search = { method: 'POST', url: `${CONSENTS}/search`, headers: JSON_HEADERS };
    expect(seen).toMatchObject([
      { ...search, body: { optStatus: 'OptOut', perPage: 1000 } },
      { ...search, body: { optStatus: 'OptOut', perPage: 1000, pageToken: 'p2' } },
    ]);
  });

  it.each([
    ['a number of ours', { coverage: 'PhoneNumber' }, FROM],
    ['a number of ours where no coverage is told', {}, FROM],
    ['every number by the account', { coverage: 'Account' }, null],
    ['every number by the kind of campaign', { coverage: 'CampaignType', from: undefined }, null],
    ['every number by a coverage that nobody knows yet', { coverage: 'Planet' }, null],
    ['every number by an asterisk', { from: '*' }, null],
    ['every number where ours can not be read', { from: 42 }, null],
  ])('are about %s', async (_whom, parts, from) => {
    const record = { from: FROM, to: TO, optStatus: 'OptOut', source: 'Recipient', ...parts };
    expect(await readRecord(openV2, { ...record, lastModifiedTime: '2026-11-20T09:00:00.123Z' })).toEqual({
      to: TO,
      from,
      status: 'OptOut',
      source: 'Recipient',
      at: Date.UTC(2026, 10, 20, 9, 0, 0, 123),
    });
  });

  it.each([
    ['OptIn', 'OptIn'],
    ['OptOut', 'OptOut'],
    ['Blocked', 'OptOut'],
    [null, 'OptOut'],
    [['OptIn'], 'OptOut'],
  ])('with the status %j count as %s', async (optStatus, status) => {
    expect(await readRecord(openV2, { from: FROM, to: TO, optStatus })).toMatchObject({ status });
  });

  it('are patched record by record', async () => {
    const phones = [TO, '+14155550102'];
    const seen = playApi({ body: {} });
    expect(await openV2().provider.addOptOuts(FROM, phones)).toEqual({ done: phones, failed: [] });
    const records = phones.map((to) => ({ from: FROM, to, optStatus: 'OptOut', source: 'Api' }));
    expect(seen).toMatchObject([
      { method: 'PATCH', url: CONSENTS, headers: JSON_HEADERS, body: { records } },
    ]);
  });

  it('that fail inside a success are told with the reason, the rest is done', async () => {
    const record = { from: FROM, to: '+14155550102', optStatus: 'OptOut', source: 'Api' };
    const error = { errorCode: 'CMN-101', message: 'No such number' };
    playApi({ body: { failedRecords: [{ ...record, error }] } });
    expect(await openV2().provider.addOptOuts(FROM, [TO, '+14155550102'])).toEqual({
      done: [TO],
      failed: [{ to: '+14155550102', reason: 'CMN-101 No such number' }],
    });
  });

  it.each([
    ['a record without a number', [{ optStatus: 'OptOut', error: {} }]],
    ['a number that was not given', [{ to: '+14155550199', error: {} }]],
    ['no list', 'some'],
  ])('are not taken for done when what failed is %s', async (_what, failedRecords) => {
    playApi({ body: { failedRecords } });
    await expect(openV2().provider.addOptOuts(FROM, [TO])).rejects.toMatchObject({
      detail: { failure: 'unreadable', call: 'PATCH /sms/consents' },
    });
  });
});

describe('a permission SMS that the token has and the provider denies', () => {
  it.each([403, 404])('by %i means v1 from then on, without asking again', async (status) => {
    const seen = playApi({ ...MISSING, status }, { body: { records: [] } }, { body: { records: [] } });
    const { provider } = openV2();
    await provider.listOptOuts({});
    await provider.listOptOuts({});
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `POST ${CONSENTS}/search`,
      `GET ${A2P}/opt-outs`,
      `GET ${A2P}/opt-outs`,
    ]);
  });

  it('is found out for writing by itself', async () => {
    const done = { body: { optOuts: { successful: [TO] } } };
    const seen = playApi(MISSING, done, done, { body: { records: [] } });
    const { provider } = openV2();
    for (let time = 0; time < 2; time += 1) await provider.addOptOuts(FROM, [TO]);
    await provider.listOptOuts({});
    expect(seen.map(({ method }) => method)).toEqual(['PATCH', 'POST', 'POST', 'POST']);
    expect(seen.at(-1)?.path).toBe(`${CONSENTS}/search`);
  });

  it('in the middle of a list ends that list: a token of the one is nothing to the other', async () => {
    const first = { body: { records: [], paging: { nextPageToken: 'p2' } } };
    const seen = playApi(first, MISSING);
    const { provider } = openV2();
    const { nextPageToken } = await provider.listOptOuts({});
    await expect(provider.listOptOuts({ pageToken: nextPageToken ?? '' })).rejects.toMatchObject({
      detail: { failure: 'forbidden', errorCode: 'CMN-401', call: 'POST /sms/consents/search' },
    });
    expect(seen).toHaveLength(2);
  });

  it.each([400, 500, 503])('is not what a %i says', async (status) => {
    const seen = playApi({ status, body: { errors: [{ errorCode: 'CMN-101', message: 'Words' }] } });
    await expect(openV2().provider.listOptOuts({})).rejects.toThrow(`${status} CMN-101 Words`);
    expect(seen).toHaveLength(1);
  });
});

describe('a list of opt-outs that can not be read', () => {
  it.each([
    ['has no records', {}],
    ['has a record without a recipient', { records: [{ from: FROM, to: TO }, { from: FROM }] }],
    ['has a recipient that is no number', { records: [{ from: FROM, to: 42 }] }],
    ['has a number that could be anybody', { records: [{ from: FROM, to: '(415) 555-0101' }] }],
    ['has a number without its country', { records: [{ from: FROM, to: '4155550101' }] }],
    ['has a page that can not be turned', { records: [], paging: { nextPageToken: 7 } }],
  ])('because it %s is unreadable as a whole', async (_why, body) => {
    playApi({ body }, { body });
    for (const open of [openV1, openV2]) {
      await expect(open().provider.listOptOuts({})).rejects.toMatchObject({
        detail: { failure: 'unreadable' },
      });
    }
  });

  it('is not one where a US number lacks its plus, or where a short code has opted out', async () => {
    playApi({ body: { records: [{ from: '14155550100', to: '14155550101' }, { to: '88022' }] } });
    const { records } = await openV1().provider.listOptOuts({});
    expect(records).toMatchObject([{ from: FROM, to: TO }]);
  });
});

describe('a 401', () => {
  it('makes a write sign in again and repeat once, with the same body', async () => {
    const token = { body: { access_token: 'new', expires_in: 3600, scope: 'SMS', owner_id: '1' } };
    const seen = playApi({ status: 401 }, token, { body: {} });
    expect((await openV2().provider.addOptOuts(FROM, [TO])).done).toEqual([TO]);
    expect(seen.map(({ method, headers }) => [method, headers['authorization']])).toEqual([
      ['PATCH', 'Bearer cached-token'],
      ['POST', expect.stringMatching(/^Basic /)],
      ['PATCH', 'Bearer new'],
    ]);
    expect(seen[2]?.body).toEqual(seen[0]?.body);
  });

  it.each([429, 500])('is the only status that does: a %i goes out once', async (status) => {
    const seen = playApi({ status });
    await expect(openV2().provider.addOptOuts(FROM, [TO])).rejects.toMatchObject({ detail: { status } });
    expect(seen).toHaveLength(1);
  });
});

describe('what is asked for wrongly', () => {
  it('makes no call: no phones, too many of them, or a token from nowhere', async () => {
    const seen = playApi();
    const { provider } = openV2();
    expect(await provider.addOptOuts(FROM, [])).toEqual({ done: [], failed: [] });
    const many = Array.from({ length: 1001 }, (_, n) => `+1415555${1000 + n}`);
    await expect(provider.addOptOuts(FROM, many)).rejects.toThrow('1001 opt-outs at once');
    await expect(provider.listOptOuts({ pageToken: 'p2' })).rejects.toThrow('a page token');
    expect(seen).toEqual([]);
  });
});
