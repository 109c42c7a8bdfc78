import { describe, expect, it } from 'vitest';
import { recipient, STANDARD, STORE } from './sandbox-client.ts';
import { listTexts, receiveSms, sendSms } from './standard-sms.ts';
import { useWorld } from './use-world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const BULK = 'application/vnd.ringcentral.multipart+json';

const world = useWorld();

const send = (n: number, text?: string) => sendSms(world(), n, text);
const receive = (n: number, text?: string) => receiveSms(world(), n, text);
const subjects = (query?: string) => listTexts(world(), query);

describe('the list of the message store', () => {
  it('shows both directions, newest first, of the last 24 hours unless told otherwise', async () => {
    const first = await send(1);
    await receive(2);
    expect(await subjects()).toEqual(['Hi', 'Hello 1']);
    world().advance(DAY_MS);
    await world().signIn();
    expect(await subjects()).toEqual([]);
    expect(await subjects(`dateFrom=${first.creationTime}`)).toEqual(['Hi', 'Hello 1']);
    expect(await subjects(`dateFrom=${first.creationTime}&dateTo=${first.creationTime}`)).toEqual([
      'Hello 1',
    ]);
  });

  it('has each documented filter', async () => {
    const sent = await send(1);
    await send(1, 'Again');
    await send(2);
    await receive(1);
    expect(await subjects('direction=Inbound')).toEqual(['Hi']);
    expect(await subjects('direction=Inbound&direction=Outbound')).toHaveLength(4);
    expect(await subjects('readStatus=Unread')).toEqual(['Hi']);
    expect(await subjects(`phoneNumber=${encodeURIComponent(recipient(2))}`)).toEqual(['Hello 2']);
    expect(await subjects(`phoneNumber=${encodeURIComponent(STANDARD)}`)).toHaveLength(4);
    expect(await subjects(`conversationId=${sent.conversation.id}`)).toEqual(['Hi', 'Again', 'Hello 1']);
    expect(await subjects('distinctConversations=true')).toEqual(['Hi', 'Hello 2']);
    expect(await subjects('messageType=Fax&messageType=SMS')).toHaveLength(4);
    expect(await subjects('messageType=Fax&messageType=VoiceMail')).toEqual([]);
    expect(await subjects('ownerExtensionType=User&owner=Personal')).toHaveLength(4);
    expect(await subjects('ownerExtensionType=Department')).toEqual([]);
    expect(await subjects('owner=Shared')).toEqual([]);
  });

  it.each([
    'availability=Gone',
    'direction=Up',
    'readStatus=read',
    'messageType=Text',
    'page=0',
    'perPage=-1',
    'distinctConversations=yes',
    'phoneNumber=+14152000001',
    'conversationId=x',
    'dateFrom=2026-06-01',
    'ownerExtensionType=Boss',
    'pageToken=x',
    'batchId=x',
  ])('refuses %s', async (query) => {
    const { status, json } = await world().get(`${STORE}?${query}`);
    expect([status, json.errorCode]).toEqual([400, 'CMN-101']);
    expect(json.errors[0]?.parameterName).toBe(query.split('=')[0]);
  });

  it('comes in numbered pages of 100 with their addresses, and of at most 1000', async () => {
    for (let n = 0; n < 5; n += 1) await receive(n, `Text ${n}`);
    const whole = (await world().get(STORE)).json;
    expect(whole.paging).toEqual({
      ...{ page: 1, pageStart: 0, pageEnd: 4, perPage: 100, totalPages: 1, totalElements: 5 },
    });
    expect(Object.keys(whole.navigation)).toEqual(['firstPage', 'lastPage']);
    expect((await world().get(`${STORE}?perPage=5000`)).json.paging.perPage).toBe(1000);

    const seen: string[] = [];
    let page = (await world().get(`${STORE}?perPage=2&direction=Inbound`)).json;
    for (;;) {
      seen.push(...page.records.map(({ subject }) => subject));
      const next = page.navigation['nextPage']?.uri;
      if (next === undefined) break;
      expect(next).toContain('direction=Inbound');
      page = (await world().get(next.slice(world().sandbox.url.length))).json;
    }
    expect(seen).toEqual(['Text 4', 'Text 3', 'Text 2', 'Text 1', 'Text 0']);
    expect(page.paging).toMatchObject({ page: 3, pageStart: 4, pageEnd: 4, totalPages: 3, totalElements: 5 });
    expect(page.navigation['previousPage']?.uri).toContain('page=2');
    const beyond = (await world().get(`${STORE}?page=9`)).json;
    expect([beyond.records, beyond.paging]).toEqual([[], { perPage: 100, totalPages: 1, totalElements: 5 }]);
  });

  it('moves under a reader who counts pages while messages arrive', async () => {
    for (let n = 0; n < 4; n += 1) await receive(n, `Text ${n}`);
    expect(await subjects('perPage=2')).toEqual(['Text 3', 'Text 2']);
    await receive(9, 'New');
    expect(await subjects('perPage=2&page=2')).toEqual(['Text 2', 'Text 1']);
  });

  it('leaves new messages out for the lag of a fault', async () => {
    await receive(1);
    await world().post('/sandbox/faults', { fault: 'GET /message-store: lag 1m' });
    expect(await subjects()).toEqual([]);
    world().advance(60_000);
    expect(await subjects()).toEqual(['Hi']);
  });

  it('can lead in a circle by a fault: the same page again, or the first after the last', async () => {
    for (let n = 0; n < 3; n += 1) await receive(n, `Text ${n}`);
    const follow = async (): Promise<string[]> => {
      const seen: string[] = [];
      let path = `${STORE}?perPage=2`;
      for (let calls = 0; calls < 4; calls += 1) {
        const { records, navigation } = (await world().get(path)).json;
        seen.push(records.map(({ subject }) => subject.slice(-1)).join(''));
        path = navigation['nextPage']?.uri.slice(world().sandbox.url.length) ?? '';
      }
      return seen;
    };
    await world().post('/sandbox/faults', { fault: 'GET /message-store: loop same' });
    expect(await follow()).toEqual(['21', '21', '21', '21']);
    await world().send('DELETE', '/sandbox/faults');
    await world().post('/sandbox/faults', { fault: 'GET /message-store: loop first' });
    expect(await follow()).toEqual(['21', '0', '21', '0']);
  });

  it('survives a restart, and is counted in the state of the world', async () => {
    await send(1);
    const again = await world().restart();
    await again.signIn();
    expect(await listTexts(again)).toEqual(['Hello 1']);
    const state = await again.get('/sandbox/state');
    await again.sandbox.close();
    expect(state.json).toMatchObject({ storedMessages: { Alive: 1, Deleted: 0, Purged: 0 } });
  });
});

describe('a message of the store', () => {
  it('that came in is unread, received, and its text an attachment', async () => {
    await receive(1, 'Grüße 😀');
    const [message] = (await world().get(STORE)).json.records;
    expect(message).toMatchObject({
      from: { phoneNumber: recipient(1) },
      to: [{ phoneNumber: STANDARD, location: 'San Mateo, CA' }],
      direction: 'Inbound',
      readStatus: 'Unread',
      messageStatus: 'Received',
      segmentCount: 1,
    });
    expect(message).not.toHaveProperty('smsSendingAttemptsCount');
    const uri = message?.attachments[0]?.uri.slice(world().sandbox.url.length) ?? '';
    const content = await world().get(uri);
    expect([content.text, content.headers.get('content-type')]).toEqual([
      'Grüße 😀',
      'text/plain;charset=utf-8',
    ]);
    expect(content.headers.get('X-Rate-Limit-Group')).toBe('Medium');
    const query = '?contentDisposition=Attachment&contentDispositionFilename=a%20b%22.txt';
    expect((await world().get(uri + query)).headers.get('content-disposition')).toBe(
      "attachment; filename*=UTF-8''a%20b%22.txt",
    );
    expect((await world().get(`${uri}9`)).json.errors[0]?.parameterName).toBe('attachmentId');
  });

  it('is 404 CMN-102 when it is not there', async () => {
    for (const id of ['1', 'x', '99999999999999999999']) {
      const { status, json } = await world().get(`${STORE}/${id}`);
      expect([status, json.errorCode, json.errors[0]?.parameterName]).toEqual([404, 'CMN-102', 'messageId']);
    }
  });

  it('is not there for a fault that says so, by the name of its own parameter', async () => {
    const { id } = await send(1);
    await world().post('/sandbox/faults', { fault: 'GET /message-store/*: status 404' });
    const { status, json } = await world().get(`${STORE}/${id}`);
    expect([status, json.errorCode, json.errors[0]?.parameterName]).toEqual([404, 'CMN-102', 'messageId']);
  });

  it('is read with others as a JSON list of parts, each with its own status', async () => {
    const { id } = await send(1);
    const answer = await world().get(`${STORE}/${id},111`, { Accept: BULK });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([207, BULK]);
    expect(answer.json).toMatchObject([
      { resourceId: String(id), status: 200, body: { id, subject: 'Hello 1' } },
      { resourceId: '111', status: 404, body: { errorCode: 'CMN-102' } },
    ]);
  });

  it('is read with others as multipart/mixed otherwise, the statuses in the first part', async () => {
    const { id } = await send(1);
    const answer = await world().get(`${STORE}/${id},111`, { Accept: 'application/json' });
    const [type = '', boundary = ''] = (answer.headers.get('content-type') ?? '').split('; boundary=');
    expect([answer.status, type]).toEqual([207, 'multipart/mixed']);
    const pieces = answer.text.split(`--${boundary}`).slice(1, -1);
    const parts = pieces.map((piece) => JSON.parse(piece.split('\r\n\r\n')[1] ?? '') as unknown);
    expect(parts).toMatchObject([
      {
        response: [
          { status: 200, responseDescription: 'OK' },
          { status: 404, responseDescription: 'Not Found' },
        ],
      },
      { id, subject: 'Hello 1' },
      { errorCode: 'CMN-102' },
    ]);
    const ids = Array.from({ length: 51 }, (_, n) => n);
    expect((await world().get(`${STORE}/${ids.join(',')}`)).json.errorCode).toBe('CMN-101');
  });
});
