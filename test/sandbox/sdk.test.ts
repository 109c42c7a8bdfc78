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
  STATUSES,
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
