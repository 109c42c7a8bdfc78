import { describe, expect, it } from 'vitest';
import { CONSENTS, openSandbox, recipient, SMS, STANDARD, STORE } from './sandbox-client.ts';
import { listTexts, receiveSms, sendSms } from './standard-sms.ts';
import { useWorld } from './use-world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const BULK = 'application/vnd.ringcentral.multipart+json';

const world = useWorld();

const send = (n: number, text?: string) => sendSms(world(), n, text);
const receive = (n: number, text?: string) => receiveSms(world(), n, text);
const subjects = (query?: string) => listTexts(world(), query);

async function look(id: number): Promise<unknown> {
  const { status, json } = await world().get(`${STORE}/${id}`);
  return status === 200 ? json.availability : json.errorCode;
}

const put = (path: string, body: unknown, type = 'application/json', accept = 'application/json') =>
  world().send('PUT', path, {
    body: JSON.stringify(body),
    headers: { 'Content-Type': type, Accept: accept },
  });

const patch = (id: number, body: unknown) =>
  world().send('PATCH', `${STORE}/${id}`, {
    body: JSON.stringify(body),
    headers: { 'Content-Type': 'application/json' },
  });

describe('the read status', () => {
  it('is set by PUT and by PATCH, and changes the time of the last change only when it changes', async () => {
    const { id, lastModifiedTime } = await send(1);
    expect((await patch(id, { readStatus: 'Read' })).json.lastModifiedTime).toBe('2026-06-01T12:00:01.000Z');
    world().advance(3600_000);
    await world().signIn();
    const unread = await put(`${STORE}/${id}`, { readStatus: 'Unread' });
    expect([unread.status, unread.json.readStatus]).toEqual([200, 'Unread']);
    expect(unread.headers.get('X-Rate-Limit-Group')).toBe('Medium');
    expect(unread.json.lastModifiedTime > lastModifiedTime).toBe(true);
    expect(await subjects('readStatus=Unread')).toEqual(['Hello 1']);
    expect((await patch(id, { readStatus: 'Read' })).json.readStatus).toBe('Read');
  });

  it('is set for several in both bulk forms, and with the ids in the body', async () => {
    const [a, b] = [await send(1), await send(2)];
    const unread = { body: { readStatus: 'Unread' } };
    const json = await put(`${STORE}/${a.id},${b.id}`, [unread, unread], BULK, BULK);
    expect(json.status).toBe(207);
    expect(json.json).toMatchObject([{ body: { readStatus: 'Unread' } }, { body: { readStatus: 'Unread' } }]);
    const read = '--b\nContent-Type: application/json\n\n{"readStatus": "Read"}\n';
    const mixed = await world().send('PUT', `${STORE}/${a.id},${b.id}`, {
      body: `${read}${read}--b--`,
      headers: { 'Content-Type': 'multipart/mixed; boundary=b' },
    });
    expect(mixed.status).toBe(207);
    expect(await subjects('readStatus=Unread')).toEqual([]);
    const entries = [
      { resourceId: String(b.id), ...unread },
      { resourceId: '111', ...unread },
      { resourceId: String(a.id), body: { readStatus: 'Maybe' } },
    ];
    const starred = await put(`${STORE}/*`, entries, BULK, BULK);
    expect(starred.json).toMatchObject([{ status: 200 }, { status: 404 }, { status: 400 }]);
    expect(await subjects('readStatus=Unread')).toEqual(['Hello 2']);
  });

  it('is refused with another word, without a body for each, and for several in plain JSON', async () => {
    const { id } = await send(1);
    const answers = [
      await put(`${STORE}/${id}`, { readStatus: 'read' }),
      await put(`${STORE}/${id}`, { availability: 'Alive' }),
      await patch(id, {}),
      await patch(id, { availability: 'Deleted' }),
      await put(`${STORE}/${id},${id}`, [{ body: { readStatus: 'Read' } }], BULK),
      await put(`${STORE}/${id},${id}`, { readStatus: 'Read' }),
      await put(`${STORE}/${id}`, { readStatus: 'Read' }, 'text/plain'),
      await put(`${STORE}/111`, { readStatus: 'Read' }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 415, 415, 404]);
  });
});

describe('a deleted message', () => {
  it('is Deleted, then Purged at the second call, then gone; a deleted one can be restored', async () => {
    const { id, attachments } = await send(1);
    const content = attachments[0]?.uri.slice(world().sandbox.url.length) ?? '';
    expect((await world().send('DELETE', `${STORE}/${id}`)).status).toBe(204);
    expect([await look(id), await subjects()]).toEqual(['Deleted', []]);
    expect(await subjects('availability=Deleted&availability=Purged')).toEqual(['Hello 1']);
    expect((await world().get(content)).text).toBe('Hello 1');
    const restored = await patch(id, { availability: 'Alive' });
    expect([restored.status, restored.json.availability, await subjects()]).toEqual([
      200,
      'Alive',
      ['Hello 1'],
    ]);

    await world().send('DELETE', `${STORE}/${id}`);
    await world().send('DELETE', `${STORE}/${id}`);
    expect(await look(id)).toBe('Purged');
    expect((await world().get(`${STORE}/${id}`)).json.attachments).toEqual([]);
    expect((await world().get(content)).status).toBe(404);
    const late = await patch(id, { availability: 'Alive' });
    expect([late.status, late.json.errors[0]?.parameterName]).toEqual([400, 'availability']);
    world().advance(5 * DAY_MS - 60_000);
    await world().signIn();
    expect(await look(id)).toBe('Purged');
    world().advance(61_000);
    expect(await look(id)).toBe('CMN-102');
  });

  it('is purged by itself after 5 days of the sandbox, sooner at another speed', async () => {
    const { id } = await send(1);
    await world().send('DELETE', `${STORE}/${id}`);
    world().advance(5 * DAY_MS - 5000);
    await world().signIn();
    expect(await look(id)).toBe('Deleted');
    world().advance(10_000);
    expect(await look(id)).toBe('Purged');
    const fast = await openSandbox({ speed: 86_400 });
    const { id: soon } = await sendSms(fast, 1);
    await fast.send('DELETE', `${STORE}/${soon}`);
    fast.advance(5010);
    expect((await fast.get(`${STORE}/${soon}`)).json.availability).toBe('Purged');
    await fast.close();
  });

  it('is purged at once when the call says so', async () => {
    const { id } = await send(1);
    expect((await world().send('DELETE', `${STORE}/${id}?purge=true`)).status).toBe(204);
    expect(await look(id)).toBe('Purged');
  });

  it('goes with others: 204 when all went, 207 when one was not there', async () => {
    const ids = [await send(1), await send(2), await send(3)].map(({ id }) => id);
    expect((await world().send('DELETE', `${STORE}/${ids[0] ?? ''},${ids[1] ?? ''}`)).status).toBe(204);
    const partly = await world().send('DELETE', `${STORE}/${ids[2] ?? ''},111`, {
      headers: { Accept: BULK },
    });
    expect([partly.status, partly.json]).toMatchObject([207, [{ status: 204 }, { status: 404 }]]);
    expect(await subjects()).toEqual([]);
  });

  it('can be named in the body', async () => {
    const [a, b] = [await send(1), await send(2)];
    const remove = (body: unknown) =>
      world().send('DELETE', `${STORE}/*`, {
        body: JSON.stringify(body),
        headers: { 'Content-Type': 'application/json' },
      });
    expect((await remove([String(a.id)])).status).toBe(204);
    expect([(await remove([])).status, (await remove([b.id])).status]).toEqual([400, 400]);
    expect(await subjects()).toEqual(['Hello 2']);
  });
});

describe('a deletion without ids', () => {
  it('takes a conversation, or what is older, or a type', async () => {
    const first = await send(1);
    await send(2);
    await receive(1);
    expect((await world().send('DELETE', `${STORE}?type=Fax`)).status).toBe(204);
    expect(await subjects()).toHaveLength(3);
    expect((await world().send('DELETE', `${STORE}?conversationId=${first.conversation.id}`)).status).toBe(
      204,
    );
    expect(await subjects()).toEqual(['Hello 2']);
    await world().send('DELETE', `${STORE}?dateTo=${first.creationTime}&purge=true`);
    expect(await subjects('availability=Purged')).toEqual(['Hello 1']);
    expect(await subjects()).toEqual(['Hello 2']);
  });

  it.each(['', '/', '/*'])('deletes everything: DELETE /message-store%s', async (end) => {
    await send(1);
    await receive(2);
    expect((await world().send('DELETE', `${STORE}${end}`)).status).toBe(204);
    expect(await subjects()).toEqual([]);
    expect(await subjects('availability=Deleted')).toHaveLength(2);
  });
});

describe('opt-outs of a standard number', () => {
  it('come by a reply with STOP, block what is sent later, and end with START', async () => {
    await receive(1, 'STOP');
    const blocked = await send(1);
    world().advance(60_000);
    const record = (await world().get(`${STORE}/${blocked.id}`)).json;
    expect([record.messageStatus, record.deliveryErrorCode]).toEqual(['SendingFailed', 'SMS-RC-413']);
    await receive(1, 'unstop');
    const free = await send(1);
    world().advance(60_000);
    expect((await world().get(`${STORE}/${free.id}`)).json.deliveryErrorCode).not.toBe('SMS-RC-413');
    expect(await subjects('direction=Inbound')).toEqual(['unstop', 'STOP']);
  });

  it('can be told to the consents of v2, which are about every number that texts', async () => {
    const records = [{ from: STANDARD, to: recipient(1), optStatus: 'OptOut', source: 'Api' }];
    const told = await world().send('PATCH', CONSENTS, {
      body: JSON.stringify({ records }),
      headers: { 'Content-Type': 'application/json' },
    });
    expect([told.status, told.json]).toEqual([200, {}]);
    const { id } = await send(1);
    world().advance(60_000);
    expect((await world().get(`${STORE}/${id}`)).json.deliveryErrorCode).toBe('SMS-RC-413');
  });

  it('catch what has not left yet', async () => {
    const body = { from: { phoneNumber: STANDARD }, to: [{ phoneNumber: recipient(1) }], text: 'Hello' };
    const { json } = await world().post(SMS, body);
    await receive(1, 'STOP');
    world().advance(1000);
    expect((await world().get(`${STORE}/${json.id}`)).json.deliveryErrorCode).toBe('SMS-RC-413');
  });
});
