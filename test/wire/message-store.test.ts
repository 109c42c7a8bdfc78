import { describe, expect, it } from 'vitest';
import type { IdOutcome, MailboxMessage } from '../../src/core/message-store.ts';
import { playApi, type Reply } from './api.ts';
import { openProvider, USER_AGENT, type Wishes } from './open-provider.ts';

const STORE = '/restapi/v1.0/account/~/extension/~/message-store';
const BULK = 'application/vnd.ringcentral.multipart+json';
const HEADERS = {
  accept: 'application/json',
  authorization: 'Bearer cached-token',
  'user-agent': USER_AGENT,
};
const WINDOW = { dateFrom: Date.UTC(2026, 10, 19, 8), dateTo: Date.UTC(2026, 10, 21, 8) };
const NOT_FOUND = { errorCode: 'CMN-102', message: 'Resource for parameter [messageId] is not found' };

const openStore = (wishes: Wishes = {}) => openProvider(wishes).provider.stores.messages;

async function gather(outcomes: AsyncIterable<readonly IdOutcome[]>): Promise<readonly IdOutcome[]> {
  const all: IdOutcome[] = [];
  for await (const some of outcomes) all.push(...some);
  return all;
}

describe('the list of an extension’s messages', () => {
  it('goes out with every filter that is given, words as repeated keys and a number with its plus', async () => {
    const seen = playApi({ body: { records: [] } });
    const pages = openStore().list({
      ...WINDOW,
      availabilities: ['Alive', 'Deleted'],
      conversationId: '4212',
      directions: ['Inbound'],
      isDistinct: true,
      messageTypes: ['SMS', 'Fax'],
      ownerExtensionTypes: ['Department'],
      readStatuses: ['Unread'],
      phoneNumber: '+14155550101',
      page: 3,
      perPage: 50,
    });
    for await (const page of pages) expect(page.records).toEqual([]);
    expect(seen[0]).toMatchObject({ method: 'GET', path: STORE, headers: HEADERS, body: '' });
    expect(seen[0]?.query).toEqual([
      ['availability', 'Alive'],
      ['availability', 'Deleted'],
      ['direction', 'Inbound'],
      ['messageType', 'SMS'],
      ['messageType', 'Fax'],
      ['ownerExtensionType', 'Department'],
      ['readStatus', 'Unread'],
      ['conversationId', '4212'],
      ['distinctConversations', 'true'],
      ['phoneNumber', '+14155550101'],
      ['dateFrom', '2026-11-19T08:00:00.000Z'],
      ['dateTo', '2026-11-21T08:00:00.000Z'],
      ['perPage', '50'],
      ['page', '3'],
    ]);
    expect(seen[0]?.url).toContain('phoneNumber=%2B14155550101');
  });

  it('follows the numbers of its pages, and keeps every digit of an id', async () => {
    const page = (id: string, number: number): Reply => ({
      body: `{"records":[{"id":${id},"conversationId":${id},"to":[{"phoneNumber":"+14155550101"}]}],"paging":{"page":${number},"totalPages":2}}`,
    });
    const seen = playApi(page('9007199254740993', 1), page('2', 2));
    const found: MailboxMessage[] = [];
    const next: (string | null)[] = [];
    for await (const { records, nextPageToken } of openStore().list(WINDOW)) {
      found.push(...records);
      next.push(nextPageToken);
    }
    expect(found.map(({ id, to }) => [id, ...to])).toEqual([
      ['9007199254740993', '+14155550101'],
      ['2', '+14155550101'],
    ]);
    expect(next).toEqual(['2', null]);
    expect(seen.map(({ query }) => query.at(-1))).toEqual([
      ['page', '1'],
      ['page', '2'],
    ]);
  });
});

describe('several messages at once', () => {
  it('are read in one call that asks for JSON, each with its own status', async () => {
    const entries = [
      { resourceId: '1', status: 200, body: { id: 1, subject: 'Hi', readStatus: 'Read' } },
      { resourceId: '2', status: 404, body: NOT_FOUND },
    ];
    const seen = playApi({ status: 207, body: entries });
    const outcomes = await gather(openStore().read(['1', '2', '3', '1']));
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ method: 'GET', url: `${STORE}/1,2,3` });
    expect(seen[0]?.headers).toMatchObject({ ...HEADERS, accept: `${BULK}, application/json` });
    expect(outcomes).toMatchObject([
      { id: '1', status: 200, reason: null, message: { text: 'Hi', readStatus: 'Read' } },
      { id: '2', status: 404, errorCode: 'CMN-102', reason: NOT_FOUND.message, message: null },
      { id: '3', message: null, reason: expect.stringContaining('does not say') as string },
    ]);
  });

  it('are marked by a body for each of them', async () => {
    const body = ['1', '2'].map((resourceId) => ({ resourceId, status: 200, body: { id: resourceId } }));
    const seen = playApi({ status: 207, body });
    await gather(openStore().setReadStatus(['1', '2'], 'Unread'));
    const entry = { body: { readStatus: 'Unread' } };
    expect(seen[0]).toMatchObject({ method: 'PUT', url: `${STORE}/1,2`, headers: { 'content-type': BULK } });
    expect(JSON.parse(String(toText(seen[0]?.body)))).toEqual([entry, entry]);
  });

  it('go out in calls of fifty', async () => {
    const seen = playApi({ status: 204, body: '' }, { status: 204, body: '' });
    const ids = Array.from({ length: 51 }, (_, index) => String(index + 1));
    const outcomes = await gather(openStore().remove(ids, false));
    expect(outcomes.filter(({ reason }) => reason === null)).toHaveLength(51);
    expect(seen.map(({ url }) => url)).toEqual([`${STORE}/${ids.slice(0, 50).join(',')}`, `${STORE}/51`]);
  });

  it('are unreadable in multipart/mixed, which was not asked for', async () => {
    const type = { 'Content-Type': 'multipart/mixed; boundary=b' };
    playApi({ status: 207, body: '--b\r\n\r\n{}\r\n--b--', headers: type });
    await expect(gather(openStore().read(['1', '2']))).rejects.toMatchObject({
      detail: { failure: 'unreadable' },
    });
  });
});

describe('one message', () => {
  it.each([
    ['marked', 'PUT', { readStatus: 'Read' }, 'setReadStatus'],
    ['restored', 'PATCH', { availability: 'Alive' }, 'restore'],
  ] as const)('is %s with %s and plain JSON', async (_done, method, body, name) => {
    const seen = playApi({ body: { id: 1 } });
    const store = openStore();
    await gather(name === 'restore' ? store.restore(['1']) : store.setReadStatus(['1'], 'Read'));
    expect(seen[0]).toMatchObject({ method, url: `${STORE}/1`, body });
    expect(seen[0]?.headers).toMatchObject({ ...HEADERS, 'content-type': 'application/json' });
  });

  it('is deleted without a body, and purged by a parameter', async () => {
    const seen = playApi({ status: 204, body: '' }, { status: 204, body: '' });
    const store = openStore();
    await gather(store.remove(['1'], false));
    await gather(store.remove(['1'], true));
    expect(seen.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['DELETE', `${STORE}/1`, ''],
      ['DELETE', `${STORE}/1?purge=true`, ''],
    ]);
    expect(seen[0]?.headers).not.toHaveProperty('content-type');
  });

  it('that is not there is an outcome, and a missing permission is an error', async () => {
    playApi({ status: 404, body: NOT_FOUND }, { status: 403, body: { errorCode: 'CMN-401' } });
    const store = openStore();
    expect(await gather(store.read(['9']))).toMatchObject([{ id: '9', status: 404, errorCode: 'CMN-102' }]);
    await expect(gather(store.read(['9']))).rejects.toMatchObject({ detail: { failure: 'forbidden' } });
  });

  it.each([[[]], [['']]])('without an id is never called: %j', async (ids) => {
    const seen = playApi();
    expect(await gather(openStore().remove(ids, true))).toEqual([]);
    expect(seen).toEqual([]);
  });
});

describe('method tunneling', () => {
  it('sends PUT, PATCH and DELETE as a POST that says so, and nothing else', async () => {
    const record = { body: { id: 1 } };
    const seen = playApi(record, record, record, { status: 204, body: '' });
    const store = openStore({ isTunneling: true });
    await gather(store.read(['1']));
    await gather(store.setReadStatus(['1'], 'Read'));
    await gather(store.restore(['1']));
    await gather(store.remove(['1'], false));
    expect(seen.map(({ method, headers }) => [method, headers['x-http-method-override']])).toEqual([
      ['GET', undefined],
      ['POST', 'PUT'],
      ['POST', 'PATCH'],
      ['POST', 'DELETE'],
    ]);
    expect(seen[3]?.headers).toMatchObject({ 'content-length': '0', 'user-agent': USER_AGENT });
  });
});

describe('the rate group Medium', () => {
  it('has a record of its own: what silences it leaves Light alone', async () => {
    const tooMany = { status: 429, headers: { 'Retry-After': '60' } };
    playApi(tooMany, { body: { records: [] } });
    const { provider, readState } = openProvider();
    const store = provider.stores.messages;
    await expect(gather(store.setReadStatus(['1'], 'Read'))).rejects.toMatchObject({
      detail: { failure: 'rate-limited' },
    });
    for await (const { records } of store.list(WINDOW)) expect(records).toEqual([]);
    const [groups] = Object.values(readState('rate.json') as Record<string, Groups>);
    expect(groups?.medium.silentForMs).toBeGreaterThan(50_000);
    expect(groups?.light.silentForMs).toBe(0);
  });

  it('begins with 40 calls a minute, and Light with 50', async () => {
    playApi({ status: 204, body: '' }, { body: { records: [] } });
    const { provider, readState } = openProvider({ callsPerSecond: null });
    await gather(provider.stores.messages.remove(['1'], false));
    for await (const { records } of provider.stores.messages.list(WINDOW)) expect(records).toEqual([]);
    const [groups] = Object.values(readState('rate.json') as Record<string, Groups>);
    expect([groups?.medium.limit, groups?.light.limit]).toEqual([40, 50]);
  });
});

type Groups = Readonly<Record<'light' | 'medium', { readonly limit: number; readonly silentForMs: number }>>;

describe('the bytes of an attachment', () => {
  const attachment = { id: '1', contentType: 'text/plain', fileName: null, size: null };
  const path = `${STORE}/1/content/1`;

  it('come from where its record says, with the token', async () => {
    const seen = playApi({ body: 'Grüße' });
    const pieces: Uint8Array[] = [];
    const uri = `https://platform.example.com${path}`;
    await openStore().content({ ...attachment, uri }, (chunk) => {
      pieces.push(chunk);
      return Promise.resolve();
    });
    expect(Buffer.concat(pieces).toString('utf8')).toBe('Grüße');
    expect(seen[0]).toMatchObject({ method: 'GET', url: path });
    expect(seen[0]?.headers).toMatchObject({ ...HEADERS, accept: '*/*' });
  });

  it.each([
    ['https://evil.example.org/x'],
    ['http://media.example.com/x'],
    ['https://platform.example.com.evil.org/x'],
    [null],
  ])('are not asked for elsewhere: %s', async (uri) => {
    const seen = playApi();
    const nothing = () => Promise.resolve();
    await expect(openStore().content({ ...attachment, uri }, nothing)).rejects.toMatchObject({
      detail: { failure: 'unreadable' },
    });
    expect(seen).toEqual([]);
  });
});

function toText(body: unknown): unknown {
  return typeof body === 'string' ? body : JSON.stringify(body);
}
