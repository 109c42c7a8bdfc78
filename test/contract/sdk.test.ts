import { SDK } from '@ringcentral/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReplyBody } from '../sandbox/reply-body.ts';
import {
  BATCHES,
  batchOf,
  EXTENSION,
  MESSAGES,
  openSandbox,
  recipient,
  SMS,
  STANDARD,
  STATUSES,
  STORE,
  type TestSandbox,
} from '../sandbox/sandbox-client.ts';

type Platform = ReturnType<SDK['platform']>;

let world: TestSandbox;
let sdk: SDK;
let platform: Platform;

beforeEach(async () => {
  world = await openSandbox();
  const { url, clientId, clientSecret, jwt } = world.sandbox;
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

afterEach(async () => {
  await world.close();
});

const read = async (path: string, query?: Record<string, unknown>): Promise<ReplyBody> =>
  (await (await platform.get(path, query)).json()) as ReplyBody;

const sendText = async (text: string): Promise<ReplyBody> => {
  const body = { from: { phoneNumber: STANDARD }, to: [{ phoneNumber: recipient(1) }], text };
  return (await (await platform.post(SMS, body)).json()) as ReplyBody;
};

describe("the vendor's SDK, used as its README shows", () => {
  it('signs in by JWT and lists the numbers that may send', async () => {
    expect(await platform.loggedIn()).toBe(true);
    const { records } = await read(`${EXTENSION}/phone-number`);
    const senders = records.filter(({ features }) => features.includes('A2PSmsSender'));
    expect(senders.map(({ phoneNumber }) => phoneNumber)).toEqual(world.sandbox.numbers);
  });

  it('sends a batch, pages through its messages and reads their statuses', async () => {
    const batch = (await (await platform.post(BATCHES, batchOf(5))).json()) as ReplyBody;
    world.advance(45 * 60_000);
    const ids: string[] = [];
    let pageToken: string | undefined;
    do {
      const query = { batchId: batch.id, perPage: 2, ...(pageToken === undefined ? {} : { pageToken }) };
      const page = await read(MESSAGES, query);
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

  it('deletes a message, which leaves the list of those alive', async () => {
    const { id } = await sendText('Hello');
    expect((await platform.delete(`${STORE}/${id}`)).status).toBe(204);
    expect((await read(STORE)).records).toEqual([]);
    expect((await read(STORE, { availability: 'Deleted' })).records).toMatchObject([{ id }]);
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
