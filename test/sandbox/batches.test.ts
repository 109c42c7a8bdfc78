import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { BATCHES, batchOf, LONG_CODE, recipient, TOLL_FREE } from './sandbox-client.ts';
import { useWorld } from './use-world.ts';

const world = useWorld();

describe('a submitted batch', () => {
  it('counts what was accepted, and lists rejected recipients by position in the POST reply only', async () => {
    const messages = [recipient(1), 'nonsense', recipient(2), '+442071838750', '+18765550123'].map((to) => ({
      to: [to],
    }));
    const { status, json } = await world().post(BATCHES, { from: LONG_CODE, text: 'Hi', messages });
    expect([status, json.batchSize]).toEqual([201, 2]);
    expect(json.rejected.map(({ index, to, errorCode }) => [index, to[0], errorCode])).toEqual([
      [2, 'nonsense', 'SMS-RC-410'],
      [4, '+442071838750', 'SMS-RC-410'],
      [5, '+18765550123', 'SMS-RC-410'],
    ]);
    expect((await world().get(`${BATCHES}/${json.id}`)).json.rejected).toEqual([]);
    expect((await world().get(BATCHES)).json.records[0]?.rejected).toEqual([]);
  });

  it('crosses the border to Canada from a toll-free number only', async () => {
    const messages = [{ to: ['+14165550123'] }];
    const fromLongCode = await world().post(BATCHES, { from: LONG_CODE, text: 'Hi', messages });
    const fromTollFree = await world().post(BATCHES, { from: TOLL_FREE, text: 'Hi', messages });
    expect([fromLongCode.json.batchSize, fromTollFree.json.batchSize]).toEqual([0, 1]);
  });

  it.each([
    [LONG_CODE, 60],
    [TOLL_FREE, 180],
  ])('drains from %s at %i messages a minute, one batch after the other', async (from, perMinute) => {
    const first = await world().post(BATCHES, { ...batchOf(perMinute), from });
    const second = await world().post(BATCHES, { ...batchOf(perMinute), from });
    const look = async (): Promise<unknown[]> => {
      const replies = [];
      for (const { json } of [first, second]) replies.push((await world().get(`${BATCHES}/${json.id}`)).json);
      return replies.map(({ status, processedCount }) => [status, processedCount]);
    };
    world().advance(30_010);
    expect(await look()).toEqual([
      ['Processing', perMinute / 2],
      ['Processing', 0],
    ]);
    world().advance(60_010);
    expect(await look()).toEqual([
      ['Completed', perMinute],
      ['Processing', perMinute / 2],
    ]);
  });

  it('shows its estimated cost only some time after it has completed', async () => {
    const { json } = await world().post(BATCHES, { ...batchOf(60), text: 'x'.repeat(161) });
    world().advance(60_010);
    const completed = (await world().get(`${BATCHES}/${json.id}`)).json;
    expect([completed.status, completed.cost]).toEqual(['Completed', undefined]);
    world().advance(31_000);
    expect((await world().get(`${BATCHES}/${json.id}`)).json.cost).toBe(1.428);
  });

  it('takes 10,000 messages', async () => {
    expect((await world().post(BATCHES, batchOf(10_000))).json.batchSize).toBe(10_000);
  });
});

describe('a batch that is refused as a whole', () => {
  const message = { to: [recipient(1)] };
  it.each([
    ['a sender that is not ours', { from: '+12125550123', text: 'Hi', messages: [message] }, 'from'],
    ['a standard number', { from: '+16505550111', text: 'Hi', messages: [message] }, 'from'],
    ['no messages', { from: LONG_CODE, text: 'Hi', messages: [] }, 'messages'],
    ['two recipients', { from: LONG_CODE, text: 'Hi', messages: [{ to: ['+1', '+2'] }] }, 'messages[0].to'],
    ['no text', { from: LONG_CODE, messages: [message] }, 'messages[0].text'],
    [
      '1001 units',
      { from: LONG_CODE, messages: [{ ...message, text: 'x'.repeat(1001) }] },
      'messages[0].text',
    ],
    ['501 emoji', { from: LONG_CODE, text: '😀'.repeat(501), messages: [message] }, 'text'],
  ])('for %s gets 400 CMN-101 with the name', async (_, body, parameterName) => {
    const { status, json } = await world().post(BATCHES, body);
    expect([status, json.errorCode, json.errors[0]?.parameterName]).toEqual([400, 'CMN-101', parameterName]);
    expect((await world().get(BATCHES)).json.records).toEqual([]);
  });

  it.each([
    ['broken JSON', '{"from":', 'application/json', 400, 'CMN-104'],
    ['a JSON list', '[]', 'application/json', 400, 'CMN-104'],
    ['another content type', '{}', 'text/plain', 415, 'AGW-415'],
  ])('for %s is told so', async (_, body, type, status, code) => {
    const answer = await world().send('POST', BATCHES, { body, headers: { 'Content-Type': type } });
    expect([answer.status, answer.json.errorCode]).toEqual([status, code]);
  });

  it.each([
    ['announced', { 'Content-Length': String(60 * 1024 * 1024) }, 1],
    ['streamed', {}, 60],
  ])('for more than 50 MB, %s, gets 413 before it has sent them', async (_, length, megabytes) => {
    const { json } = await world().signIn();
    const headers = {
      Authorization: `Bearer ${json.access_token}`,
      'Content-Type': 'application/json',
      ...length,
    };
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const upload = request(world().sandbox.url + BATCHES, { method: 'POST', headers }, (response) => {
        resolve(response.statusCode);
        upload.destroy();
      });
      upload.on('error', reject);
      const megabyte = Buffer.alloc(1024 * 1024, 0x20);
      for (let sent = 0; sent < megabytes; sent += 1) upload.write(megabyte);
    });
    expect(status).toBe(413);
  });
});

describe('reading', () => {
  it.each([
    ['GET', `${BATCHES}/nobody`, 404, 'CMN-102'],
    ['GET', '/restapi/v1.0/account/1/a2p-sms/batches', 404, 'CMN-102'],
    ['GET', '/restapi/v1.0/account/~/extension/~/message-sync', 404, 'CMN-120'],
    ['DELETE', BATCHES, 405, 'CMN-202'],
    ['GET', `${BATCHES}?form=x`, 400, 'CMN-101'],
  ])('%s %s is answered with %i', async (method, path, status, code) => {
    const answer = await world().send(method, path);
    expect([answer.status, answer.json.errorCode]).toEqual([status, code]);
    expect(answer.headers.get('RCRequestId')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each(['/index.html', '/restapi', '/favicon.ico'])(
    'answers %s with a JSON 404, without a token too',
    async (path) => {
      const { status, headers, json } = await world().get(path, { Authorization: '' });
      expect([status, json.errorCode]).toEqual([404, 'CMN-120']);
      expect(headers.get('Content-Type')).toMatch(/^application\/json/);
      expect(headers.get('X-Sandbox')).toBe('true');
    },
  );

  it('accepts the account by number too', async () => {
    expect((await world().get('/restapi/v1.0/account/400131001/a2p-sms/batches')).status).toBe(200);
  });

  it('lists batches newest first, by sender and by status, and shows one status filter its own', async () => {
    const old = await world().post(BATCHES, batchOf(1));
    world().advance(120_000);
    const fresh = await world().post(BATCHES, batchOf(1));
    const other = await world().post(BATCHES, { ...batchOf(1), from: TOLL_FREE });
    const ids = async (query: string): Promise<string[]> =>
      (await world().get(`${BATCHES}?${query}`)).json.records.map(({ id }) => id);
    expect(await ids('')).toEqual([other.json.id, fresh.json.id, old.json.id]);
    expect(await ids('from=%2B16505550100')).toEqual([fresh.json.id, old.json.id]);
    expect(await ids('status=Completed')).toEqual([old.json.id]);
    expect(await ids('status=Processing')).toEqual([other.json.id, fresh.json.id]);
    expect(await ids('status=Queued')).toEqual([]);
  });
});
