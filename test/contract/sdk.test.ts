import { SDK } from '@ringcentral/sdk';
import { beforeEach, describe, expect, it } from 'vitest';
import type { ReplyBody } from '../sandbox/reply-body.ts';
import {
  BATCHES,
  batchOf,
  EXTENSION,
  LONG_CODE,
  MESSAGES,
  openSandbox,
  recipient,
  SMS,
  STANDARD,
  STATUSES,
  STORE,
} from '../sandbox/sandbox-client.ts';
import { useWorld } from '../sandbox/use-world.ts';

type Platform = ReturnType<SDK['platform']>;

const world = useWorld();
let sdk: SDK;
let platform: Platform;

beforeEach(async () => {
  const { url, clientId, clientSecret, jwt } = world().sandbox;
  sdk = new SDK({
    server: url,
    clientId,
    clientSecret,
    cachePrefix: url,
    appName: 'Shop',
    appVersion: '2.1',
  });
  platform = sdk.platform();
  await platform.login({ jwt });
});

const read = async (path: string, query?: Record<string, unknown>): Promise<ReplyBody> =>
  (await (await platform.get(path, query)).json()) as ReplyBody;

const sendText = async (text: string): Promise<ReplyBody> => {
  const body = { from: { phoneNumber: STANDARD }, to: [{ phoneNumber: recipient(1) }], text };
  return (await (await platform.post(SMS, body)).json()) as ReplyBody;
};

describe("the vendor's SDK, used as its README shows", () => {
  it('signs in by JWT, and out', async () => {
    expect(await platform.loggedIn()).toBe(true);
    await platform.logout();
    expect(await platform.loggedIn()).toBe(false);
  });

  it('can use a token at a speed that would otherwise end it within its own safety margin', async () => {
    const fast = await openSandbox({ speed: 3600 });
    const { url, clientId, clientSecret, jwt } = fast.sandbox;
    const other = new SDK({ server: url, clientId, clientSecret, cachePrefix: url }).platform();
    await other.login({ jwt });
    expect((await other.get(BATCHES)).status).toBe(200);
    await fast.close();
  });

  it('lists the numbers that may send', async () => {
    const { records } = await read(`${EXTENSION}/phone-number`);
    const senders = records.filter(({ features }) => features.includes('A2PSmsSender'));
    expect(senders.map(({ phoneNumber }) => phoneNumber)).toEqual(world().sandbox.numbers);
  });

  it('sends a batch, follows it, pages through its messages and reads their statuses', async () => {
    const submitted = await platform.post(BATCHES, batchOf(5));
    expect(submitted.status).toBe(201);
    const batch = (await submitted.json()) as ReplyBody;
    expect(batch).toMatchObject({ from: LONG_CODE, batchSize: 5, processedCount: 0, status: 'Processing' });
    world().advance(45 * 60_000);
    const end = { status: 'Completed', processedCount: 5, cost: 0.0595 };
    expect(await read(`${BATCHES}/${batch.id}`)).toMatchObject(end);
    const ids: string[] = [];
    let pageToken: string | undefined;
    do {
      const filter = { batchId: batch.id, view: 'Detailed', perPage: 2 };
      const page = await read(MESSAGES, pageToken === undefined ? filter : { ...filter, pageToken });
      expect(page.records.every(({ text }) => text === 'Hello')).toBe(true);
      ids.push(...page.records.map(({ id }) => id));
      pageToken = page.paging.nextPageToken;
    } while (pageToken !== undefined);
    expect(new Set(ids).size).toBe(5);
    expect(ids).toHaveLength(5);
    const { queued, sent, delivered, deliveryFailed, sendingFailed } = await read(STATUSES, {
      batchId: batch.id,
    });
    expect(queued.count).toBe(0);
    expect(sent.count + delivered.count + deliveryFailed.count + sendingFailed.count).toBe(5);
  });

  it('sends a standard SMS and finds it in the message store', async () => {
    const { id } = await sendText('Hello');
    const { records } = await read(STORE, { messageType: 'SMS' });
    expect(records).toMatchObject([{ id, subject: 'Hello', direction: 'Outbound' }]);
  });

  it('marks a message read and unread again', async () => {
    const { id } = await sendText('Hello');
    for (const readStatus of ['Unread', 'Read']) {
      await platform.put(`${STORE}/${id}`, { readStatus });
      expect((await read(`${STORE}/${id}`)).readStatus).toBe(readStatus);
    }
  });

  it('deletes a message, which leaves the list of those alive, and gets it back until it is purged', async () => {
    const { id } = await sendText('Hello');
    const path = `${STORE}/${id}`;
    expect((await platform.delete(path)).status).toBe(204);
    expect((await read(STORE)).records).toEqual([]);
    expect((await read(STORE, { availability: 'Deleted' })).records).toMatchObject([{ id }]);
    const restored = await platform.send({ method: 'PATCH', url: path, body: { availability: 'Alive' } });
    expect(((await restored.json()) as ReplyBody).availability).toBe('Alive');
    expect((await read(STORE)).records).toMatchObject([{ id }]);
    expect((await platform.delete(path, undefined, { purge: true })).status).toBe(204);
    expect((await read(path)).availability).toBe('Purged');
  });

  it('finds the answer to a message by the filters of the list, in the same conversation', async () => {
    const { conversationId } = await sendText('Hello');
    await world().post('/sandbox/replies', { from: recipient(1), to: STANDARD, text: 'Who is this?' });
    const query = { messageType: ['SMS'], direction: ['Inbound'], readStatus: ['Unread'] };
    expect((await read(STORE, query)).records).toMatchObject([{ subject: 'Who is this?', conversationId }]);
  });

  it('reads several messages by their ids, a part for each', async () => {
    const ids = [await sendText('Hello'), await sendText('again')].map(({ id }) => id);
    const several = await platform.get(`${STORE}/${ids.join(',')}`);
    expect(several.status).toBe(207);
    expect(several.headers.get('content-type')).toContain('multipart/mixed');
  });

  it('gives a parameter several values by repeating it', async () => {
    await sendText('Hello');
    expect((await read(STORE, { messageType: ['Fax', 'SMS'] })).records).toHaveLength(1);
    expect((await read(STORE, { messageType: ['Fax', 'VoiceMail'] })).records).toEqual([]);
  });

  it('names its user agent on each request', async () => {
    const agents: (string | null)[] = [];
    const client = sdk.client();
    client.on(client.events.beforeRequest, (request: Request) => {
      agents.push(request.headers.get('X-User-Agent'));
    });
    await read(STORE);
    expect(agents).toEqual([expect.stringMatching(/^Shop\/2\.1 .*RCJSSDK\//)]);
  });
});
