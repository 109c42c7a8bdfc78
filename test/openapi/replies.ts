import { expect } from 'vitest';
import {
  BATCHES,
  batchOf,
  CONSENTS,
  EXTENSION,
  LONG_CODE,
  MESSAGES,
  OPT_OUTS,
  recipient,
  SMS,
  STANDARD,
  STATUSES,
  STORE,
  type TestSandbox,
} from '../sandbox/sandbox-client.ts';
import type { Ask } from './plain-client.ts';

const BULK = 'application/vnd.ringcentral.multipart+json';
const FORM = 'application/x-www-form-urlencoded';

/** The sandbox's replies where all is well, and those to what an operation itself refuses. */
export async function playReplies(world: TestSandbox, ask: Ask): Promise<void> {
  const get = async (...paths: readonly string[]): Promise<void> => {
    for (const path of paths) expect([path, (await ask('GET', path)).status]).toEqual([path, 200]);
  };
  await playHighVolume(world, ask, get);
  await playConsents(ask, get);
  await playStore(world, ask, get);
  await playSession(world, ask);
}

type Get = (...paths: readonly string[]) => Promise<void>;

async function playHighVolume(world: TestSandbox, ask: Ask, get: Get): Promise<void> {
  // One of each end: rejected, without a code or a cost, unknown, opted out, delivered.
  const ends = ['0190', '0191', '0192', '0193', '0195', '0199'].map((end) => ({ to: [`+1415555${end}`] }));
  const batch = await ask('POST', BATCHES, { body: { ...batchOf(0), messages: ends } });
  expect(batch.status).toBe(201);
  await get(BATCHES);
  await world.post('/sandbox/replies', { from: recipient(1), to: LONG_CODE, text: 'STOP' });
  await get(`${BATCHES}/${batch.json.id}`, `${MESSAGES}?batchId=${batch.json.id}&view=Detailed`);
  world.advance(3 * 60 * 60_000);
  await get(`${BATCHES}?perPage=1&status=Completed`, `${BATCHES}/${batch.json.id}`, `${MESSAGES}?perPage=2`);
  await get(`${MESSAGES}?view=Detailed&direction=Inbound`, STATUSES, `${STATUSES}?batchId=${batch.json.id}`);
  const { json } = await ask('GET', `${MESSAGES}?batchId=${batch.json.id}`);
  for (const { id } of json.records) await get(`${MESSAGES}/${id}`);
  await get(`${EXTENSION}/phone-number?perPage=1&page=2`);
  const numbers = (await ask('GET', `${EXTENSION}/phone-number`)).json.records;
  for (const { id } of numbers) await get(`${EXTENSION}/phone-number/${id}/sms-configuration`);
  expect((await ask('POST', BATCHES, { body: '{}' })).status).toBe(400);
  for (const body of [{ from: LONG_CODE }, { from: 'x', messages: [] }, '{']) {
    const headers = { 'Content-Type': 'application/json' };
    expect((await ask('POST', BATCHES, { body, headers })).status).toBe(400);
  }
  for (const path of [`${BATCHES}/nope`, `${MESSAGES}/nope`, `${EXTENSION}/phone-number/1/sms-configuration`])
    expect((await ask('GET', path)).status).toBe(404);
}

async function playConsents(ask: Ask, get: Get): Promise<void> {
  const optOut = { optStatus: 'OptOut', source: 'Api' };
  const patch = async (record: object, status: number): Promise<void> => {
    const body = { records: [{ ...optOut, ...record }] };
    expect((await ask('PATCH', CONSENTS, { body })).status).toBe(status);
  };
  await patch({ from: LONG_CODE, to: recipient(2) }, 200);
  await patch({ from: '*', to: recipient(3) }, 200);
  // A number of Canada, which a long code doesn't reach: it fails inside the 200.
  await patch({ from: LONG_CODE, to: '+14165550123' }, 200);
  await patch({ from: LONG_CODE, to: 'nobody' }, 400);
  await get(CONSENTS, `${CONSENTS}?perPage=1&from=${encodeURIComponent(LONG_CODE)}`, `${CONSENTS}/export`);
  await get(`${CONSENTS}/history?perPage=1`, `${CONSENTS}/history?to=${encodeURIComponent(recipient(2))}`);
  for (const body of [{}, { from: [LONG_CODE], optStatus: 'OptOut', perPage: 1 }])
    expect((await ask('POST', `${CONSENTS}/search`, { body })).status).toBe(200);
  expect((await ask('POST', `${CONSENTS}/search`, { body: { from: ['x'] } })).status).toBe(400);
  await get(OPT_OUTS, `${OPT_OUTS}?from=*&status=all&perPage=1`);
  expect((await ask('GET', OPT_OUTS, { headers: { Accept: 'text/csv' } })).status).toBe(200);
  const assign = { from: LONG_CODE, optOuts: [recipient(4), '+14165550123'], optIns: [recipient(2)] };
  expect((await ask('POST', `${OPT_OUTS}/bulk-assign`, { body: assign })).status).toBe(200);
}

async function playStore(world: TestSandbox, ask: Ask, get: Get): Promise<void> {
  const text = async (...to: readonly string[]): Promise<string> => {
    const body = {
      from: { phoneNumber: STANDARD },
      to: to.map((phoneNumber) => ({ phoneNumber })),
      text: 'Hi',
    };
    const { status, json } = await ask('POST', SMS, { body });
    expect(status).toBe(200);
    // An id of this store is a number.
    const id: unknown = json.id;
    return String(id);
  };
  const [one, failed] = [await text(recipient(1)), await text('+14155550191')];
  await text(recipient(1), recipient(2));
  await world.post('/sandbox/replies', { from: recipient(1), to: STANDARD, text: 'Hi' });
  await get(STORE, `${STORE}?perPage=1&page=2`, `${STORE}?perPage=0`, `${STORE}/${one}`);
  world.advance(60 * 60_000);
  const { json } = await ask('GET', STORE);
  for (const { id } of json.records) await get(`${STORE}/${id}`);
  await get(`${STORE}/${one}/content/${one}`, `${STORE}/${one}/content/${one}?contentDisposition=Attachment`);
  const several = `${STORE}/${one},${failed},99`;
  for (const Accept of [BULK, 'application/json'])
    expect((await ask('GET', several, { headers: { Accept } })).status).toBe(207);
  await playChanges(ask, one, failed);
  for (const from of ['+16505550100', '+12025550123'])
    expect((await ask('POST', SMS, { body: toSms(from, recipient(1)) })).status).toBe(403);
  expect((await ask('POST', SMS, { body: toSms(STANDARD, '+442071838750') })).status).toBe(403);
  for (const path of [`${STORE}/99`, `${STORE}/99/content/1`])
    expect((await ask('GET', path)).status).toBe(404);
}

function toSms(from: string, to: string): object {
  return { from: { phoneNumber: from }, to: [{ phoneNumber: to }], text: 'Hi' };
}

/** A message's life: each of its changes alone, and of several messages at once in both forms. */
async function playChanges(ask: Ask, one: string, other: string): Promise<void> {
  const change = async (status: number, method: string, path: string, call = {}): Promise<void> => {
    expect([method, path, (await ask(method, `${STORE}/${path}`, call)).status]).toEqual([
      method,
      path,
      status,
    ]);
  };
  const both = `${one},${other}`;
  const mixed = ['Read', 'Unread'].map((readStatus) => JSON.stringify({ readStatus }));
  const parts = mixed.map((part) => `--b\r\nContent-Type: application/json\r\n\r\n${part}\r\n`);
  for (const method of ['PUT', 'PATCH']) {
    await change(200, method, one, { body: { readStatus: 'Unread' } });
    const bulk = JSON.stringify([{ body: { readStatus: 'Read' } }, { body: { readStatus: 'Read' } }]);
    await change(207, method, both, { body: bulk, headers: { 'Content-Type': BULK, Accept: BULK } });
    const body = `${parts.join('')}--b--\r\n`;
    await change(207, method, both, { body, headers: { 'Content-Type': 'multipart/mixed; boundary=b' } });
  }
  await change(204, 'DELETE', one);
  await change(200, 'PATCH', one, { body: { availability: 'Alive' } });
  await change(204, 'DELETE', both);
  await change(207, 'DELETE', `${both},99`, { headers: { Accept: BULK } });
  await change(400, 'PATCH', one, { body: { availability: 'Alive' } });
  await change(204, 'DELETE', '*', { body: [one] });
  expect((await ask('DELETE', `${STORE}?type=SMS`)).status).toBe(204);
}

async function playSession(world: TestSandbox, ask: Ask): Promise<void> {
  const { clientId, clientSecret, jwt } = world.sandbox;
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const headers = { Authorization: `Basic ${basic}`, 'Content-Type': FORM };
  const grant = async (status: number, fields: Record<string, string>): Promise<string> => {
    const body = new URLSearchParams(fields).toString();
    const answer = await ask('POST', '/restapi/oauth/token', { body, headers });
    expect(answer.status).toBe(status);
    return answer.json.refresh_token;
  };
  const JWT = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: jwt };
  const refresh = await grant(200, { ...JWT, access_token_ttl: '600', refresh_token_ttl: '7200' });
  const last = await grant(200, { grant_type: 'refresh_token', refresh_token: refresh });
  await grant(400, { ...JWT, assertion: 'nobody' });
  await grant(400, { ...JWT, access_token_ttl: '5' });
  const body = new URLSearchParams({ token: last }).toString();
  expect((await ask('POST', '/restapi/oauth/revoke', { body, headers })).status).toBe(200);
}
