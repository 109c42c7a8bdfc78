import { describe, expect, it } from 'vitest';
import {
  type Answer,
  BATCHES,
  batchOf,
  CONSENTS,
  LONG_CODE,
  MESSAGES,
  OPT_OUTS,
  recipient,
  TOLL_FREE,
} from './sandbox-client.ts';
import { useWorld } from './use-world.ts';

const world = useWorld();

function patch(records: unknown): Promise<Answer> {
  const headers = { 'Content-Type': 'application/json' };
  return world().send('PATCH', CONSENTS, { body: JSON.stringify({ records }), headers });
}

const search = (body: object): Promise<Answer> => world().post(`${CONSENTS}/search`, body);

const recordOf = (n: number, more: object = {}): object => ({
  from: LONG_CODE,
  to: recipient(n),
  optStatus: 'OptOut',
  source: 'Api',
  ...more,
});

/** The recipients that an answer lists. */
const numbersIn = ({ json }: Answer): unknown[] => json.records.map(({ to }) => to);

describe('a consent', () => {
  it('is the same in both generations of the API, whichever it came in by', async () => {
    await patch([recordOf(1)]);
    await world().post(`${OPT_OUTS}/bulk-assign`, { from: LONG_CODE, optOuts: [recipient(2)] });
    await world().post('/sandbox/replies', { from: recipient(3), to: TOLL_FREE, text: 'STOP' });
    const newer = (await search({ optStatus: 'OptOut' })).json.records;
    expect(newer).toMatchObject([
      { from: LONG_CODE, to: recipient(1), optStatus: 'OptOut', source: 'Api', coverage: 'PhoneNumber' },
      { from: LONG_CODE, to: recipient(2), optStatus: 'OptOut', source: 'Api', coverage: 'PhoneNumber' },
      { from: TOLL_FREE, to: recipient(3), optStatus: 'OptOut', source: 'Recipient' },
    ]);
    expect(newer.map(({ lastModifiedTime }) => lastModifiedTime.slice(0, 13))).toEqual(
      Array(3).fill('2026-06-01T12'),
    );
    const older = (await world().get(OPT_OUTS)).json.records;
    expect(older.map(({ to, source }) => [to, source])).toEqual([
      [recipient(1), 'Account'],
      [recipient(2), 'Account'],
      [recipient(3), 'Recipient'],
    ]);
  });

  it('that opts in again ends an opt-out', async () => {
    await patch([recordOf(1), recordOf(2)]);
    await patch([recordOf(1, { optStatus: 'OptIn' })]);
    expect(numbersIn(await search({ optStatus: 'OptOut' }))).toEqual([recipient(2)]);
    expect(numbersIn(await search({ optStatus: 'OptIn' }))).toEqual([recipient(1)]);
    expect(numbersIn(await search({}))).toEqual([recipient(1), recipient(2)]);
  });

  it.each([
    ['of the account is about every number of it', { coverage: 'Account' }, true],
    ['of one number is not about another', {}, false],
    ['from * is about every number', { from: '*' }, true],
  ])('%s', async (_what, more, isBlocked) => {
    await patch([recordOf(0, more)]);
    await world().post(BATCHES, { ...batchOf(1), from: TOLL_FREE });
    world().advance(60_000);
    const { records } = (await world().get(MESSAGES)).json;
    expect(records.map(({ errorCode }) => errorCode === 'SMS-RC-413')).toEqual([isBlocked]);
  });

  it('of the account fails what waits in the queue of any number', async () => {
    await world().post(BATCHES, { ...batchOf(3), from: TOLL_FREE });
    await patch([recordOf(2, { coverage: 'Account' })]);
    world().advance(60_000);
    const { records } = (await world().get(MESSAGES)).json;
    expect(records.map(({ to, errorCode }) => [to[0], errorCode === 'SMS-RC-413'])).toContainEqual([
      recipient(2),
      true,
    ]);
    expect((await search({ coverage: ['Account'] })).json.records).toMatchObject([{ coverage: 'Account' }]);
    expect((await search({ coverage: ['PhoneNumber'] })).json.records).toEqual([]);
  });
});

describe('a patch', () => {
  it('that can do all answers with nothing, and what it can not do with each record and why', async () => {
    const all = await patch([recordOf(1)]);
    expect([all.status, all.json]).toEqual([200, {}]);
    const abroad = recordOf(2, { to: '+442071838750' });
    const stranger = recordOf(3, { from: '+12125550123' });
    const { status, json } = await patch([abroad, stranger, recordOf(4)]);
    expect(status).toBe(200);
    expect(json.failedRecords).toMatchObject([
      { ...abroad, error: { errorCode: 'CMN-101', parameterName: 'to' } },
      { ...stranger, error: { errorCode: 'CMN-101', parameterName: 'from' } },
    ]);
    expect(numbersIn(await search({}))).toEqual([recipient(1), recipient(4)]);
  });

  it.each([
    [[], 'records'],
    ['x', 'records'],
    [Array(1001).fill(recordOf(1)), 'records'],
    [[recordOf(1), recordOf(2, { to: '14152000002' })], 'records[1].to'],
    [[recordOf(1, { from: undefined })], 'records[0].from'],
    [[recordOf(1, { optStatus: 'Out' })], 'records[0].optStatus'],
    [[recordOf(1, { source: 'Account' })], 'records[0].source'],
    [[recordOf(1, { coverage: 'CampaignType' })], 'records[0].coverage'],
    [[recordOf(1, { note: 'x' })], 'records[0].note'],
    [['x'], 'records[0]'],
  ])('with a wrong record is refused as a whole, in the newer shape', async (records, parameterName) => {
    const { status, json } = await patch(records);
    expect([status, Object.keys(json)]).toEqual([400, ['errors']]);
    expect(json.errors).toMatchObject([{ errorCode: 'CMN-101', parameterName }]);
    expect((await search({})).json.records).toEqual([]);
  });

  it('takes a thousand records at once', async () => {
    const records = Array.from({ length: 1000 }, (_, n) => recordOf(n));
    expect((await patch(records)).json).toEqual({});
    expect((await search({ perPage: 5000 })).json.paging.perPage).toBe(1000);
  });
});

describe('a search', () => {
  it('comes in pages of a hundred unless told otherwise; a token is good for its own filters', async () => {
    await patch(Array.from({ length: 101 }, (_, n) => recordOf(n)));
    const first = await search({ optStatus: 'OptOut' });
    const { nextPageToken: pageToken, perPage } = first.json.paging;
    expect([first.json.records.length, perPage]).toEqual([100, 100]);
    const second = await search({ optStatus: 'OptOut', pageToken });
    expect(numbersIn(second)).toEqual([recipient(100)]);
    expect(second.json.paging).not.toHaveProperty('nextPageToken');
    const other = await search({ optStatus: 'OptIn', pageToken });
    expect([other.status, other.json.errors[0]?.parameterName]).toEqual([400, 'pageToken']);
  });

  it('finds by our numbers and by theirs', async () => {
    await patch([recordOf(1), recordOf(2), recordOf(1, { from: TOLL_FREE })]);
    expect(numbersIn(await search({ from: [TOLL_FREE] }))).toEqual([recipient(1)]);
    expect(numbersIn(await search({ to: [recipient(2), recipient(3)] }))).toEqual([recipient(2)]);
    expect(numbersIn(await search({ coverage: ['CampaignType'] }))).toEqual([]);
  });

  it.each([
    [{ from: LONG_CODE }, 'from'],
    [{ from: [] }, 'from'],
    [{ to: ['14152000001'] }, 'to'],
    [{ to: [recipient(1), recipient(1)] }, 'to'],
    [{ to: Array.from({ length: 21 }, (_, n) => recipient(n)) }, 'to'],
    [{ optStatus: ['OptOut'] }, 'optStatus'],
    [{ optStatus: 'optout' }, 'optStatus'],
    [{ coverage: ['Company'] }, 'coverage'],
    [{ campaignType: ['Spam'] }, 'campaignType'],
    [{ perPage: 0 }, 'perPage'],
    [{ perPage: '10' }, 'perPage'],
    [{ status: 'OptOut' }, 'status'],
  ])('for %j is refused', async (body, parameterName) => {
    const { status, json } = await search(body);
    expect([status, json.errors[0]?.parameterName]).toEqual([400, parameterName]);
    expect(json).not.toHaveProperty('errorCode');
  });

  it('shows a new opt-out only once the lag of the lists is over, though it holds at once', async () => {
    await world().post('/sandbox/settings', { 'list-lag': '30s' });
    await patch([recordOf(0)]);
    await world().post(BATCHES, batchOf(1));
    expect((await search({})).json.records).toEqual([]);
    expect((await world().get(OPT_OUTS)).json.records).toEqual([]);
    world().advance(40_000);
    expect((await search({})).json.records).toHaveLength(1);
    expect((await world().get(MESSAGES)).json.records[0]?.errorCode).toBe('SMS-RC-413');
  });
});

describe('the permission SMS', () => {
  it('is needed, and its lack told in the newer shape', async () => {
    await world().post('/sandbox/settings', { permissions: 'A2PSMS,ReadAccounts' });
    for (const { status, json } of [await search({}), await patch([recordOf(1)])]) {
      expect([status, Object.keys(json)]).toEqual([403, ['errors']]);
      expect(json.errors).toMatchObject([{ errorCode: 'CMN-401', permissionName: 'SMS' }]);
    }
    expect((await world().get(OPT_OUTS)).status).toBe(200);
  });
});

describe('the older ways to read consents', () => {
  it('list opt-outs unless told otherwise', async () => {
    await patch([recordOf(1), recordOf(2, { optStatus: 'OptIn' })]);
    expect(numbersIn(await world().get(CONSENTS))).toEqual([recipient(1)]);
    expect(numbersIn(await world().get(`${CONSENTS}?optStatus=OptIn&optStatus=OptOut`))).toHaveLength(2);
    const to = encodeURIComponent(recipient(2));
    expect(numbersIn(await world().get(`${CONSENTS}?to=${to}&optStatus=OptIn`))).toEqual([recipient(2)]);
    expect((await world().get(`${CONSENTS}?status=OptIn`)).status).toBe(400);
  });

  it('export all of them as CSV', async () => {
    await patch([recordOf(1), recordOf(2, { optStatus: 'OptIn', coverage: 'Account' })]);
    const { headers, text } = await world().get(`${CONSENTS}/export`);
    expect(headers.get('content-type')).toContain('text/csv');
    const [head, first, second, end] = text.split('\r\n');
    expect(head).toBe(
      'External Party Number,Internal Party Number,Consent Status,Source,Coverage,Campaign Type,Notes,Last Modified Time',
    );
    expect(first).toMatch(/^\+14152000001,\+16505550100,OptOut,Api,PhoneNumber,,,2026-06-01T12:/);
    expect(second).toContain(',OptIn,Api,Company,');
    expect(end).toBe('');
  });

  it('tell the history of a number, the latest word first', async () => {
    await patch([recordOf(1), recordOf(2)]);
    await patch([recordOf(1, { optStatus: 'OptIn' })]);
    const path = `${CONSENTS}/history?to=${encodeURIComponent(recipient(1))}&perPage=1`;
    const first = (await world().get(path)).json;
    const second = (await world().get(`${path}&pageToken=${first.paging.nextPageToken}`)).json;
    expect([...first.records, ...second.records].map(({ optStatus }) => optStatus)).toEqual([
      'OptIn',
      'OptOut',
    ]);
    expect(first.records[0]).toHaveProperty('createdAt');
    expect(second.paging).not.toHaveProperty('nextPageToken');
  });
});

describe('opt-outs by control', () => {
  const CONTROL = '/sandbox/opt-outs';

  it('come in thousands at once, without a token', async () => {
    const to = Array.from({ length: 5000 }, (_, n) => recipient(n));
    const answer = await world().post(CONTROL, { from: LONG_CODE, to }, { Authorization: 'none' });
    expect([answer.status, answer.json.count]).toEqual([201, 5000]);
    const page = (await world().get(`${OPT_OUTS}?perPage=1000`)).json;
    expect([page.records.length, page.records[0]?.source]).toEqual([1000, 'Carrier']);
    expect(page.paging).toHaveProperty('nextPageToken');
  });

  it('may have another status, source and coverage', async () => {
    const words = { status: 'OptIn', source: 'Recipient', coverage: 'Account' };
    await world().post(CONTROL, { from: LONG_CODE, to: [recipient(1)], ...words });
    expect((await search({})).json.records).toMatchObject([
      { optStatus: 'OptIn', source: 'Recipient', coverage: 'Account' },
    ]);
  });

  it.each([
    [{ from: '+12125550123', to: [] }, '"from" must be one of'],
    [{ from: LONG_CODE, to: '+14152000001' }, '"to" must be a list'],
    [{ from: LONG_CODE, to: ['+14152000001', 'x'] }, '"to" must be a list of E.164 numbers, not of "x"'],
    [{ from: LONG_CODE, to: [], source: 'Api' }, '"source" must be one of Carrier'],
  ])('that are wrong (%j) are refused as a whole', async (body, reason) => {
    const { status, json } = await world().post(CONTROL, body);
    expect([status, json.error]).toEqual([400, expect.stringContaining(reason)]);
    expect((await search({})).json.records).toEqual([]);
  });
});
