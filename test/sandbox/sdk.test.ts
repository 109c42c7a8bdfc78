import { SDK } from '@ringcentral/sdk';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ReplyBody } from './reply-body.ts';
import {
  ACCOUNT,
  BATCHES,
  batchOf,
  LONG_CODE,
  MESSAGES,
  openSandbox,
  recipient,
  SMS,
  STANDARD,
  STATUSES,
  STORE,
  type TestSandbox,
} from './sandbox-client.ts';

let world: TestSandbox;

beforeEach(async () => {
  world = await openSandbox();
});

afterEach(async () => {
  await world.close();
});

describe("the vendor's SDK as the client", () => {
  it('signs in, finds the sender, sends a batch, follows it to the end and signs out', async () => {
    const { url, clientId, clientSecret, jwt } = world.sandbox;
    const sdk = new SDK({ server: url, clientId, clientSecret, cachePrefix: url });
    const platform = sdk.platform();
    const read = async (path: string, query?: Record<string, unknown>): Promise<ReplyBody> =>
      (await (await platform.get(path, query)).json()) as ReplyBody;
    await platform.login({ jwt });

    const numbers = await read(`${ACCOUNT}/extension/~/phone-number`);
    const senders = numbers.records.filter((number) => number.features.includes('A2PSmsSender'));
    expect(senders.map((number) => number.phoneNumber)).toEqual(world.sandbox.numbers);

    const submitted = await platform.post(BATCHES, batchOf(5));
    expect(submitted.status).toBe(201);
    const batch = (await submitted.json()) as ReplyBody;
    expect(batch).toMatchObject({ from: LONG_CODE, batchSize: 5, processedCount: 0, status: 'Processing' });

    world.advance(45 * 60_000);
    expect(await read(`${BATCHES}/${batch.id}`)).toMatchObject({
      status: 'Completed',
      processedCount: 5,
      cost: 0.0595,
    });

    const seen: ReplyBody[] = [];
    let page = await read(MESSAGES, { batchId: batch.id, view: 'Detailed', perPage: 2 });
    seen.push(...page.records);
    while (page.paging.nextPageToken !== undefined) {
      const { nextPageToken: pageToken } = page.paging;
      page = await read(MESSAGES, { batchId: batch.id, view: 'Detailed', perPage: 2, pageToken });
      seen.push(...page.records);
    }
    expect(new Set(seen.map((message) => message.id)).size).toBe(5);
    expect(seen.every((message) => message.text === 'Hello')).toBe(true);

    const statuses = await read(STATUSES, { batchId: batch.id });
    expect(statuses.queued.count).toBe(0);

    await platform.logout();
    expect(await platform.loggedIn()).toBe(false);
  });

  it('sends a standard SMS, finds the answer to it, marks it read, deletes it and gets it back', async () => {
    const { url, clientId, clientSecret, jwt } = world.sandbox;
    const platform = new SDK({ server: url, clientId, clientSecret, cachePrefix: url }).platform();
    const read = async (answer: Promise<Response>): Promise<ReplyBody> =>
      (await (await answer).json()) as ReplyBody;
    await platform.login({ jwt });

    const body = { from: { phoneNumber: STANDARD }, to: [{ phoneNumber: recipient(1) }], text: 'Hello' };
    const sent = await read(platform.post(SMS, body));
    await world.post('/sandbox/replies', { from: recipient(1), to: STANDARD, text: 'Who is this?' });
    const query = { messageType: ['SMS'], direction: ['Inbound'], readStatus: ['Unread'] };
    const { records } = await read(platform.get(STORE, query));
    expect(records).toMatchObject([{ subject: 'Who is this?', conversationId: sent.conversationId }]);
    const path = `${STORE}/${records[0]?.id ?? ''}`;

    expect((await read(platform.put(path, { readStatus: 'Read' }))).readStatus).toBe('Read');
    expect((await platform.delete(path)).status).toBe(204);
    const restored = await platform.send({ method: 'PATCH', url: path, body: { availability: 'Alive' } });
    expect(((await restored.json()) as ReplyBody).availability).toBe('Alive');
    expect((await platform.delete(path, undefined, { purge: true })).status).toBe(204);
    expect((await read(platform.get(path))).availability).toBe('Purged');
    const several = await platform.get(`${STORE}/${sent.id},${records[0]?.id ?? ''}`);
    expect([several.status, several.headers.get('content-type')]).toEqual([
      207,
      expect.stringContaining('multipart/mixed'),
    ]);
  });

  it('can use a token at a speed that would otherwise end it within its own safety margin', async () => {
    const fast = await openSandbox({ speed: 3600 });
    const { url, clientId, clientSecret, jwt } = fast.sandbox;
    const sdk = new SDK({ server: url, clientId, clientSecret, cachePrefix: url });
    await sdk.platform().login({ jwt });
    const answer = await sdk.platform().get(BATCHES);
    expect(answer.status).toBe(200);
    await fast.close();
  });
});
