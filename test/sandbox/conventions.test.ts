import { describe, expect, it } from 'vitest';
import { BATCHES, batchOf, CONSENTS, LONG_CODE, recipient, SMS, STANDARD, STORE } from './sandbox-client.ts';
import { useWorld } from './use-world.ts';

const world = useWorld();

async function send(): Promise<string> {
  const body = { from: { phoneNumber: STANDARD }, to: [{ phoneNumber: recipient(1) }], text: 'Hello' };
  return (await world().post(SMS, body)).json.id;
}

const tunnel = (method: string): Record<string, string> => ({ 'X-HTTP-Method-Override': method });

interface LoggedCall {
  readonly endpoint: string;
  readonly outcome: string;
  readonly userAgent: string | null;
}

async function log(): Promise<LoggedCall[]> {
  const { text } = await world().get('/sandbox/calls?view=log');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as LoggedCall);
}

describe('a POST that stands for another method', () => {
  it('is PUT, PATCH or DELETE by its header', async () => {
    const id = await send();
    const put = await world().post(`${STORE}/${id}`, { readStatus: 'Unread' }, tunnel('PUT'));
    expect([put.status, put.json.readStatus]).toEqual([200, 'Unread']);
    const patch = await world().post(`${STORE}/${id}`, { readStatus: 'Read' }, tunnel('PATCH'));
    expect([patch.status, patch.json.readStatus]).toEqual([200, 'Read']);
    const remove = await world().send('POST', `${STORE}/${id}?purge=true`, { headers: tunnel('DELETE') });
    expect([remove.status, remove.headers.get('X-Rate-Limit-Group')]).toEqual([204, 'Medium']);
    expect((await world().get(`${STORE}/${id}`)).json.availability).toBe('Purged');
  });

  it('is so by its query as well, and by both when they agree', async () => {
    const id = await send();
    expect((await world().post(`${STORE}/${id}?_method=PUT`, { readStatus: 'Unread' })).status).toBe(200);
    const both = await world().send('POST', `${STORE}/${id}?_method=DELETE`, { headers: tunnel('DELETE') });
    expect(both.status).toBe(204);
    const records = [{ from: LONG_CODE, to: recipient(1), optStatus: 'OptOut', source: 'Api' }];
    expect((await world().post(`${CONSENTS}?_method=PATCH`, { records })).json).toEqual({});
  });

  it.each([
    ['?_method=PUT', 'DELETE', 'CMN-101'],
    ['?_method=GET', null, 'CMN-101'],
    ['?_method=PUT&_method=DELETE', null, 'CMN-101'],
    ['', 'GET', 'CMN-407'],
    ['', 'delete', 'CMN-407'],
  ])('is refused with 400 for %s and the header %s', async (query, header, code) => {
    const id = await send();
    const headers = header === null ? {} : tunnel(header);
    const { status, json } = await world().send('POST', `${STORE}/${id}${query}`, { headers });
    expect([status, json.errorCode]).toEqual([400, code]);
    expect((await world().get(`${STORE}/${id}`)).json.availability).toBe('Alive');
  });

  it('is nothing but a POST: other methods mean themselves', async () => {
    const id = await send();
    expect((await world().get(`${STORE}/${id}`, tunnel('DELETE'))).json.availability).toBe('Alive');
    const asked = await world().get(`${STORE}/${id}?_method=DELETE`);
    expect([asked.status, asked.json.errors[0]?.parameterName]).toEqual([400, '_method']);
    const wrong = await world().send('POST', BATCHES, { headers: tunnel('DELETE') });
    expect([wrong.status, wrong.headers.get('Allow')]).toEqual([405, 'POST, GET']);
  });

  it('meets the faults of the method that it stands for', async () => {
    const id = await send();
    await world().post('/sandbox/faults', { fault: 'DELETE /message-store/*: status 503' });
    const answer = await world().send('POST', `${STORE}/${id}`, { headers: tunnel('DELETE') });
    expect([answer.status, answer.json.errorCode]).toEqual([503, 'CMN-201']);
  });
});

describe('the log of the calls', () => {
  it('tells who called, under the method that was meant', async () => {
    const id = await send();
    await world().get(BATCHES, { 'User-Agent': 'acme/1.2 (Linux)' });
    await world().send('POST', `${STORE}/${id}`, { headers: tunnel('DELETE') });
    const [last, before] = (await log()).reverse();
    expect(before).toMatchObject({
      endpoint: 'GET /a2p-sms/batches',
      outcome: '200',
      userAgent: 'acme/1.2 (Linux)',
    });
    expect(last).toMatchObject({ endpoint: 'DELETE /message-store/{messageId}', outcome: '204' });
    expect(last?.userAgent).toContain('node');
  });
});

describe('what every call refuses', () => {
  it.each([
    ['GET', BATCHES],
    ['GET', STORE],
    ['GET', `${STORE}/1`],
    ['DELETE', STORE],
    ['POST', SMS],
  ])('%s %s: a query parameter that is not documented, by its name', async (method, path) => {
    const { status, json } = await world().send(method, `${path}?colour=red`);
    expect([status, json.errorCode, json.errors[0]?.parameterName]).toEqual([400, 'CMN-101', 'colour']);
  });

  it('a call without a token, to an unknown path, with another method', async () => {
    const anonymous = await world().get(STORE, { Authorization: '' });
    expect([anonymous.status, anonymous.headers.get('WWW-Authenticate')]).toEqual([
      401,
      expect.stringContaining('Bearer'),
    ]);
    expect((await world().get(`${STORE}s`)).json.errorCode).toBe('CMN-120');
    const wrong = await world().send('PUT', SMS);
    expect([wrong.status, wrong.json.errorCode, wrong.headers.get('Allow')]).toEqual([
      405,
      'CMN-202',
      'POST',
    ]);
  });

  it('keeps the budgets of the groups apart', async () => {
    await send();
    await world().post('/sandbox/faults', { fault: 'POST /sms: penalty x1' });
    const body = { from: { phoneNumber: STANDARD }, to: [{ phoneNumber: recipient(1) }], text: 'Hello' };
    expect((await world().post(SMS, body)).status).toBe(429);
    expect((await world().send('DELETE', STORE)).status).toBe(429);
    expect((await world().post(BATCHES, batchOf(1))).status).toBe(201);
  });
});
