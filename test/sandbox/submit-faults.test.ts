import { afterEach, describe, expect, it } from 'vitest';
import {
  ACCOUNT,
  BATCHES,
  batchOf,
  LONG_CODE,
  MESSAGES,
  openSandbox,
  requestToken,
  STATUSES,
  type TestSandbox,
} from './sandbox-client.ts';

const ON_SUBMIT = 'POST /a2p-sms/batches';

let world: TestSandbox;

afterEach(async () => {
  await world.close();
});

async function countBatches(): Promise<number> {
  return (await world.get(BATCHES)).json.records.length;
}

describe('a submit that goes wrong', () => {
  it('drop-unread cuts the connection before the call is read, signed in or counted', async () => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: drop-unread x1`] });
    await expect(world.post(BATCHES, batchOf(1), { Authorization: 'Bearer x' })).rejects.toThrow(
      'fetch failed',
    );
    const { json, headers } = await world.post(BATCHES, batchOf(1));
    expect([json.batchSize, headers.get('X-Rate-Limit-Remaining')]).toEqual([1, '999']);
    expect((await world.get('/sandbox/calls')).json.endpoints['POST /a2p-sms/batches']?.outcomes).toEqual({
      '201': 1,
      'drop-unread': 1,
    });
  });

  it('late cuts the connection at once and takes the batch when the client is gone', async () => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: late 300ms x1`] });
    await expect(world.post(BATCHES, batchOf(2))).rejects.toThrow('fetch failed');
    expect(await countBatches()).toBe(0);
    while ((await countBatches()) === 0);
    expect((await world.get(BATCHES)).json.records.map(({ batchSize }) => batchSize)).toEqual([2]);
    expect((await world.get('/sandbox/calls')).json.endpoints['POST /a2p-sms/batches']?.outcomes).toEqual({
      late: 1,
    });
  });

  it('late does not take a batch that it would refuse anyway', async () => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: late 1ms`] });
    await expect(world.post(BATCHES, { ...batchOf(1), from: '+12125550123' })).rejects.toThrow(
      'fetch failed',
    );
    while ((await world.get('/sandbox/calls')).json.endpoints['POST /a2p-sms/batches'] === undefined);
    expect(await countBatches()).toBe(0);
  });

  it('twice makes two batches of one call and answers with the first', async () => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: twice`] });
    const { json } = await world.post(BATCHES, batchOf(2));
    const { records } = (await world.get(BATCHES)).json;
    expect(records.map(({ batchSize }) => batchSize)).toEqual([2, 2]);
    expect(records.map(({ id }) => id).indexOf(json.id)).toBe(1);
  });

  it('alter-text adds a line to every text, and never makes one too long', async () => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: alter-text`] });
    const messages = [{ to: ['+14152000000'] }, { to: ['+14152000001'], text: 'x'.repeat(1000) }];
    const { status, json } = await world.post(BATCHES, { from: LONG_CODE, text: 'Hello', messages });
    expect([status, json.batchSize]).toEqual([201, 2]);
    const { records } = (await world.get(`${MESSAGES}?view=Detailed`)).json;
    expect(records.map(({ text }) => [text.length, text.slice(-27)])).toEqual([
      [1000, 'xxxxx\nReply STOP to opt out.'.slice(-27)],
      [28, 'ello\nReply STOP to opt out.'],
    ]);
  });

  it('never-final leaves every message Sent, priced, for ever', async () => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: never-final`] });
    await world.post(BATCHES, batchOf(20));
    world.advance(30 * 24 * 60 * 60_000);
    await world.signIn();
    const { json } = await world.get(`${STATUSES}?dateFrom=2026-01-01T00:00:00Z`);
    expect([json.sent.count, json.delivered.count, json.deliveryFailed.count]).toEqual([20, 0, 0]);
    expect(json.sent.cost).toBeCloseTo(20 * 0.0119, 6);
  });

  it('refuse-sender is 400 about the number, as for one that may not send', async () => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: refuse-sender`] });
    const { status, json } = await world.post(BATCHES, batchOf(1));
    expect([status, json.errorCode]).toEqual([400, 'CMN-101']);
    expect(json.errors[0]).toMatchObject({ parameterName: 'from', parameterValue: LONG_CODE });
    expect(await countBatches()).toBe(0);
  });
});

describe('a status', () => {
  it.each([
    ['400', 400, 'CMN-101', { parameterName: 'messages' }],
    ['400 CMN-104', 400, 'CMN-104', {}],
    ['401', 401, 'TokenInvalid', {}],
    ['401 OAU-128', 401, 'TokenExpired', {}],
    ['403', 403, 'CMN-401', { permissionName: 'A2PSMS' }],
    ['403 CMN-408', 403, 'CMN-408', { permissionName: 'OutboundSMS' }],
    ['404', 404, 'CMN-102', { parameterName: 'batchId' }],
    ['405', 405, 'CMN-202', {}],
    ['413', 413, 'AGW-413', {}],
    ['415', 415, 'AGW-415', {}],
    ['429 CMN-304 after', 429, 'CMN-304', {}],
    ['500', 500, 'CMN-203', {}],
    ['503', 503, 'CMN-201', {}],
  ])('%s has the documented body', async (words, status, topCode, entry) => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: status ${words}`] });
    const answer = await world.post(BATCHES, batchOf(1));
    expect([answer.status, answer.json.errorCode]).toEqual([status, topCode]);
    expect(answer.json.errors[0]).toMatchObject(entry);
    expect(answer.headers.has('WWW-Authenticate')).toBe(status === 401);
  });

  it("html is a gateway's page, and it can come after the batch was taken", async () => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: status 502 html after`] });
    const { status, text, headers } = await world.post(BATCHES, batchOf(1));
    expect([status, headers.get('Content-Type'), text]).toEqual([
      502,
      'text/html',
      expect.stringMatching(/^<html>/),
    ]);
    expect(await countBatches()).toBe(1);
  });

  it.each([
    ['400', 'invalid_grant', 'OAU-140'],
    ['400 OAU-128', 'invalid_grant', 'OAU-128'],
    ['401 OAU-146', 'invalid_client', 'OAU-146'],
    ['503', undefined, 'CMN-201'],
  ])("%s at the token endpoint has OAuth's shape, but for a failure", async (words, error, code) => {
    world = await openSandbox();
    await world.post('/sandbox/faults', { fault: `POST /oauth/token: status ${words} x1` });
    const { json } = await requestToken(world.sandbox);
    expect([json.error, json.errors[0]?.errorCode]).toEqual([error, code]);
  });
});

describe('a fault of the whole service', () => {
  it('* /* is about every call, sign-in too', async () => {
    world = await openSandbox();
    await world.post('/sandbox/faults', { fault: '* /*: status 503' });
    const statuses = [
      await requestToken(world.sandbox),
      await world.get(BATCHES),
      await world.get(`${ACCOUNT}/extension/~/phone-number`),
    ].map(({ status }) => status);
    expect(statuses).toEqual([503, 503, 503]);
  });

  it('revoke-tokens ends every session at once', async () => {
    world = await openSandbox();
    const other = (await requestToken(world.sandbox)).json.access_token;
    await world.post('/sandbox/faults', { fault: 'GET /a2p-sms/batches: revoke-tokens x1' });
    for (const headers of [{}, { Authorization: `Bearer ${other}` }]) {
      const { status, json } = await world.get(BATCHES, headers);
      expect([status, json.errors[0]?.errorCode]).toEqual([401, 'OAU-213']);
    }
    await world.signIn();
    expect((await world.get(BATCHES)).status).toBe(200);
  });

  it('penalty is a 429 of the group with all its headers, and no violation of the client', async () => {
    world = await openSandbox({ faults: ['GET /a2p-sms/batches: penalty x1'] });
    const over = await world.get(BATCHES);
    expect([over.status, over.json.errorCode]).toEqual([429, 'CMN-301']);
    expect([over.headers.get('X-Rate-Limit-Remaining'), over.headers.get('Retry-After')]).toEqual([
      '0',
      '60',
    ]);
    expect((await world.get('/sandbox/calls')).json.rateViolations).toBe(0);
    world.advance(59_000);
    expect((await world.get(BATCHES)).status).toBe(429);
    expect((await world.get('/sandbox/calls')).json.penaltyViolations).toBe(1);
    world.advance(60_001);
    expect((await world.get(BATCHES)).status).toBe(200);
  });

  it('throttle with-headers has the rate headers, and its date is of the world', async () => {
    world = await openSandbox({ faults: ['GET /a2p-sms/batches: throttle date with-headers'] });
    const { status, headers } = await world.get(BATCHES);
    expect([status, headers.get('X-Rate-Limit-Limit')]).toEqual([429, '1000']);
    expect(Date.parse(headers.get('Retry-After') ?? '') - Date.parse(headers.get('Date') ?? '')).toBe(30_000);
  });
});

describe('how often a fault strikes', () => {
  it('#N is one call of many', async () => {
    world = await openSandbox({ faults: ['GET /a2p-sms/batches: status 500 #2'] });
    const statuses = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await world.get(BATCHES)).status);
    expect(statuses).toEqual([200, 500, 200, 200]);
  });

  it('for DURATION ends by itself, by the real clock', async () => {
    world = await openSandbox({ faults: ['GET /a2p-sms/batches: status 503 for 2m'] });
    world.advance(119_000);
    await world.post('/sandbox/settings', { 'clock-skew': '5m' });
    expect((await world.get(BATCHES)).status).toBe(503);
    world.advance(1001);
    expect((await world.get(BATCHES)).status).toBe(200);
  });

  it('several on one call all strike, in the order in which they were set', async () => {
    const pair = [`${ON_SUBMIT}: status 502 after x1`, `${ON_SUBMIT}: status 503 after x2`];
    world = await openSandbox({ faults: pair });
    const statuses = [];
    for (let call = 0; call < 3; call += 1) statuses.push((await world.post(BATCHES, batchOf(1))).status);
    expect(statuses).toEqual([502, 503, 201]);
    expect((await world.get('/sandbox/faults')).json.faults.map(({ fired }) => fired)).toEqual([1, 2]);
  });
});
