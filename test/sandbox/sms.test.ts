import { describe, expect, it } from 'vitest';
import {
  BATCHES,
  batchOf,
  EXTENSION,
  LONG_CODE,
  openSandbox,
  recipient,
  SMS,
  STANDARD,
  STORE,
} from './sandbox-client.ts';
import { useWorld } from './use-world.ts';

const world = useWorld();

const bodyTo = (...to: string[]): Record<string, unknown> => ({
  from: { phoneNumber: STANDARD },
  to: to.map((phoneNumber) => ({ phoneNumber })),
  text: 'Hello',
});

describe('a standard SMS', () => {
  it('is answered with its record in the message store, queued', async () => {
    const { status, json } = await world().post(SMS, bodyTo(recipient(1)));
    expect(status).toBe(200);
    expect(json).toMatchObject({
      uri: `${world().sandbox.url}/restapi/v1.0/account/400131001/extension/400131002/message-store/${json.id}`,
      id: 1_724_099_000_001,
      from: { phoneNumber: STANDARD, location: 'San Mateo, CA' },
      to: [{ phoneNumber: recipient(1), messageStatus: 'Queued' }],
      type: 'SMS',
      creationTime: '2026-06-01T12:00:00.000Z',
      readStatus: 'Read',
      priority: 'Normal',
      direction: 'Outbound',
      availability: 'Alive',
      subject: 'Hello',
      messageStatus: 'Queued',
      smsSendingAttemptsCount: 1,
    });
    expect(json.attachments).toEqual([
      { id: json.id, uri: `${json.uri}/content/${json.id}`, type: 'Text', contentType: 'text/plain' },
    ]);
    expect(json.conversation).toMatchObject({ id: String(json.conversationId) });
    expect((await world().get(`${STORE}/${json.id}`)).json).toEqual(json);
  });

  it('that is on its way at once is answered without what only the store tells of it', async () => {
    const fast = await openSandbox({ speed: 1e9 });
    const { json } = await fast.post(SMS, bodyTo('+14155550191'));
    const { json: stored } = await fast.get(`${STORE}/${json.id}`);
    expect(stored).toEqual({ ...json, segmentCount: 1, deliveryErrorCode: 'SMS-UP-410' });
    await fast.close();
  });

  it('goes from Queued to Sent to Delivered, with segments once sent and the time of delivery', async () => {
    const { json: sent } = await world().post(SMS, bodyTo('+14155550199'));
    const look = async (): Promise<unknown> => {
      const { json } = await world().get(`${STORE}/${sent.id}`);
      return [json.messageStatus, json.segmentCount, json.smsDeliveryTime, json.lastModifiedTime];
    };
    expect(await look()).toEqual(['Queued', undefined, undefined, '2026-06-01T12:00:00.000Z']);
    world().advance(1010);
    expect(await look()).toEqual(['Sent', 1, undefined, '2026-06-01T12:00:01.000Z']);
    world().advance(2000);
    const at = '2026-06-01T12:00:03.000Z';
    expect(await look()).toEqual(['Delivered', 1, at, at]);
  });

  it.each([
    ['0', 'SendingFailed', 'SMS-RC-410'],
    ['1', 'SendingFailed', 'SMS-UP-410'],
    ['2', 'DeliveryFailed', 'SMS-CAR-413'],
    ['4', 'Sent', undefined],
    ['7', 'DeliveryFailed', 'SMS-CAR-430'],
  ])('to a magic recipient …019%s ends as %s %s', async (digit, status, code) => {
    const { json } = await world().post(SMS, bodyTo(`+1212555019${digit}`));
    world().advance(60_000);
    const record = (await world().get(`${STORE}/${json.id}`)).json;
    expect([record.messageStatus, record.deliveryErrorCode]).toEqual([status, code]);
  });

  it('to several people is one message: Queued while one is, failed when sending to one failed', async () => {
    const { json } = await world().post(SMS, bodyTo('+12125550199', '+12125550191'));
    expect(json.messageStatus).toBe('Queued');
    world().advance(60_000);
    const record = (await world().get(`${STORE}/${json.id}`)).json;
    expect(record.messageStatus).toBe('SendingFailed');
    expect(record.to).toMatchObject([
      { target: true, messageStatus: 'Delivered' },
      { target: true, messageStatus: 'SendingFailed' },
    ]);
    expect(record.smsDeliveryTime).toBeUndefined();
  });

  it('obeys faults that decide what becomes of messages', async () => {
    await world().post('/sandbox/faults', { fault: `POST /sms: fate SMS-CAR-431` });
    const { json } = await world().post(SMS, bodyTo(recipient(1)));
    world().advance(60_000);
    expect((await world().get(`${STORE}/${json.id}`)).json.deliveryErrorCode).toBe('SMS-CAR-431');
  });

  it('has the same fate in the same world', async () => {
    const play = async (seed: string): Promise<unknown> => {
      const other = await openSandbox({ seed });
      for (let n = 0; n < 35; n += 1) await other.post(SMS, bodyTo(recipient(n)));
      other.advance(60_000);
      const { records } = (await other.get(STORE)).json;
      await other.close();
      return records.map(({ id, conversationId, messageStatus, deliveryErrorCode }) => [
        ...[id, conversationId, messageStatus, deliveryErrorCode],
      ]);
    };
    const first = await play('a');
    expect(await play('a')).toEqual(first);
    expect(await play('b')).not.toEqual(first);
  });

  it('leaves the batches of its world as they are without it', async () => {
    const play = async (hasSms: boolean): Promise<string> => {
      const other = await openSandbox({ seed: 'a' });
      if (hasSms) for (let n = 0; n < 5; n += 1) await other.post(SMS, bodyTo(recipient(n)));
      await other.post(BATCHES, batchOf(100));
      const { text } = await other.get('/sandbox/messages');
      await other.close();
      return text.replace(/"acceptedAt":"[^"]*",/g, '');
    };
    expect(await play(true)).toBe(await play(false));
  });

  it('counts for the group Medium, which is not the budget of the lists', async () => {
    const first = await world().post(SMS, bodyTo(recipient(1)));
    const names = ['Group', 'Limit', 'Remaining'].map((name) => first.headers.get(`X-Rate-Limit-${name}`));
    expect(names).toEqual(['Medium', '40', '39']);
    for (let n = 1; n < 40; n += 1) await world().post(SMS, bodyTo(recipient(n)));
    const over = await world().post(SMS, bodyTo(recipient(41)));
    expect([over.status, over.json.errorCode, over.headers.get('Retry-After')]).toEqual([
      429,
      'CMN-301',
      '60',
    ]);
    const list = await world().get(STORE);
    expect([list.status, list.headers.get('X-Rate-Limit-Group')]).toEqual([200, 'Light']);
  });
});

describe('a standard SMS that is refused', () => {
  it.each([
    ['an A2P number', { from: { phoneNumber: LONG_CODE } }, 403, 'MSG-242'],
    ["somebody else's number", { from: { phoneNumber: '+12125550123' } }, 403, 'MSG-304'],
    ['a recipient abroad', { to: [{ phoneNumber: '+442071838750' }] }, 403, 'MSG-240'],
    ['no sender', { from: undefined }, 400, 'CMN-101'],
    ['a sender that is no number', { from: { phoneNumber: 'me' } }, 400, 'CMN-101'],
    ['nobody', { to: [] }, 400, 'CMN-101'],
    ['a recipient in the form of A2P', { to: [recipient(1)] }, 400, 'CMN-101'],
    ['no text', { text: undefined }, 400, 'CMN-101'],
    ['a text of 1001 units', { text: 'x'.repeat(1001) }, 400, 'CMN-101'],
    ['501 emoji', { text: '😀'.repeat(501) }, 400, 'CMN-101'],
    ['a country in lower case', { country: { isoCode: 'us' } }, 400, 'CMN-101'],
  ])('%s', async (_what, change, status, errorCode) => {
    const answer = await world().post(SMS, { ...bodyTo(recipient(1)), ...change });
    expect([answer.status, answer.json.errorCode]).toEqual([status, errorCode]);
    expect((await world().get(STORE)).json.records).toEqual([]);
  });

  it('is not sent A2P from a standard number either', async () => {
    const body = { from: STANDARD, text: 'Hi', messages: [{ to: [recipient(1)] }] };
    const answer = await world().post('/restapi/v1.0/account/~/a2p-sms/batches', body);
    expect([answer.status, answer.json.errorCode]).toEqual([400, 'CMN-101']);
  });

  it('over 10 MB: 413, and 415 in another type than the documented ones', async () => {
    const big = await world().post(SMS, { ...bodyTo(recipient(1)), padding: 'x'.repeat(10 * 1024 * 1024) });
    expect([big.status, big.json.errorCode]).toEqual([413, 'AGW-413']);
    const form = await world().send('POST', SMS, { body: new URLSearchParams({ text: 'Hello' }) });
    expect([form.status, form.json.errorCode]).toEqual([415, 'AGW-415']);
  });

  it('takes the multipart form that is documented, and no attachment', async () => {
    const json = `--b\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(bodyTo(recipient(1)))}\r\n`;
    const image = '--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment\r\n\r\nxx\r\n';
    const headers = { 'Content-Type': 'multipart/mixed; boundary=b' };
    const post = (body: string) => world().send('POST', SMS, { headers, body: `${body}--b--\r\n` });
    expect((await post(json)).json.subject).toBe('Hello');
    expect([(await post(json + image)).json.errorCode, (await post(image)).json.errorCode]).toEqual([
      'MSG-348',
      'CMN-104',
    ]);
  });

  it('needs the permission SMS, and the store its own two', async () => {
    const limited = await openSandbox({ permissions: ['A2PSMS', 'ReadMessages'] });
    const sms = await limited.post(SMS, bodyTo(recipient(1)));
    expect([sms.status, sms.json.errors[0]?.permissionName]).toEqual([403, 'SMS']);
    expect((await limited.get(STORE)).status).toBe(200);
    const edit = await limited.send('DELETE', `${STORE}/1`);
    expect([edit.status, edit.json.errors[0]?.permissionName]).toEqual([403, 'EditMessages']);
    await limited.close();
  });

  it('has no other extension to send from', async () => {
    const path = SMS.replace(EXTENSION, '/restapi/v1.0/account/~/extension/111');
    expect((await world().post(path, bodyTo(recipient(1)))).json.errors[0]?.parameterName).toBe(
      'extensionId',
    );
  });
});
