import { afterEach, describe, expect, it } from 'vitest';
import type { ReplyBody } from './reply-body.ts';
import { BATCHES, LONG_CODE, MESSAGES, openSandbox, STATUSES, type TestSandbox } from './sandbox-client.ts';

const COSTS = '/sandbox/costs';
/** Always Delivered after 2 s. */
const RECIPIENT = '+12125550199';

let world: TestSandbox;

afterEach(async () => {
  await world.close();
});

/** Submits texts of one segment each and gives the batch's id. */
async function submit(count = 1): Promise<string> {
  const messages = Array.from({ length: count }, () => ({ to: [RECIPIENT] }));
  return (await world.post(BATCHES, { from: LONG_CODE, text: 'Hi', messages })).json.id;
}

async function readMessages(): Promise<readonly ReplyBody[]> {
  return (await world.get(MESSAGES)).json.records;
}

async function readBatchCost(id: string): Promise<number | undefined> {
  return (await world.get(`${BATCHES}/${id}`)).json.cost;
}

describe('the price', () => {
  it('is for what is accepted from now on: a message that is under way keeps its own', async () => {
    world = await openSandbox({ segmentPriceMicros: 15_900 });
    const first = await submit();
    await world.post('/sandbox/settings', { price: '0.5' });
    const second = await submit();
    world.advance(10 * 60_000);
    expect((await readMessages()).map(({ cost }) => cost)).toEqual([0.5, 0.0159]);
    expect([await readBatchCost(first), await readBatchCost(second)]).toEqual([0.0159, 0.5]);
  });

  it('may be nothing', async () => {
    world = await openSandbox({ segmentPriceMicros: 0 });
    await submit();
    world.advance(10 * 60_000);
    expect((await readMessages()).map(({ cost }) => cost)).toEqual([0]);
  });
});

describe('the delay of costs', () => {
  it('keeps the cost of a message and of its batch back for so long', async () => {
    world = await openSandbox({ costDelay: 10 * 60_000 });
    const id = await submit();
    world.advance(10 * 60_000);
    const early = await readMessages();
    expect([early[0]?.messageStatus, early[0]?.cost]).toEqual(['Delivered', undefined]);
    expect(await readBatchCost(id)).toBeUndefined();
    world.advance(60_000);
    expect((await readMessages())[0]?.cost).toBe(0.0119);
    expect(await readBatchCost(id)).toBe(0.0119);
  });

  it('is divided by the speed', async () => {
    world = await openSandbox({ costDelay: 10 * 60_000, speed: 60 });
    await submit();
    world.advance(12_000);
    expect((await readMessages())[0]?.cost).toBe(0.0119);
  });

  it('may be for ever: then no cost ever comes, and the oracle has none', async () => {
    world = await openSandbox();
    expect((await world.post('/sandbox/settings', { 'cost-delay': 'never' })).status).toBe(200);
    const id = await submit();
    world.advance(23 * 60 * 60_000);
    await world.signIn();
    expect((await readMessages()).map(({ messageStatus, cost }) => [messageStatus, cost])).toEqual([
      ['Delivered', undefined],
    ]);
    expect(await readBatchCost(id)).toBeUndefined();
    const { records } = (await world.get('/sandbox/messages?limit=1')).json;
    expect(records[0]).toMatchObject({ cost: null, finalCost: null });
  });
});

describe('a corrected cost', () => {
  it('is another one from now on, in every reply, and a modification of the message', async () => {
    world = await openSandbox();
    const id = await submit(2);
    await submit();
    world.advance(10 * 60_000);
    const before = (await readMessages())[1]?.lastModifiedTime ?? '';
    const { json } = await world.post(COSTS, { batchId: id, cost: '0.0159' });
    expect(json).toEqual({ messages: 2, batches: 0 });
    const messages = await readMessages();
    expect(messages.map(({ cost }) => cost)).toEqual([0.0119, 0.0159, 0.0159]);
    expect(messages[1]?.lastModifiedTime.localeCompare(before)).toBe(1);
    expect((await world.get(STATUSES)).json.delivered.cost).toBe(0.0437);
    expect(await readBatchCost(id)).toBe(0.0238);
  });

  it('can be of one message or one recipient, and be taken away', async () => {
    world = await openSandbox();
    await submit(2);
    world.advance(10 * 60_000);
    const [last, first] = await readMessages();
    await world.post(COSTS, { messageId: String(first?.id), cost: '0' });
    await world.post(COSTS, { messageId: String(last?.id), cost: null });
    expect((await readMessages()).map(({ cost }) => cost)).toEqual([undefined, 0]);
    expect((await world.post(COSTS, { to: RECIPIENT, cost: '1.5' })).json).toEqual({
      messages: 2,
      batches: 0,
    });
    expect((await readMessages()).map(({ cost }) => cost)).toEqual([1.5, 1.5]);
  });

  it('can be what the batch says of itself', async () => {
    world = await openSandbox();
    const id = await submit();
    expect((await world.post(COSTS, { batchId: id, batchCost: '7.25' })).json).toEqual({
      messages: 0,
      batches: 1,
    });
    expect(await readBatchCost(id)).toBe(7.25);
  });

  it('is not for a message that still waits in the queue', async () => {
    world = await openSandbox();
    const id = await submit(3);
    world.advance(1500);
    expect((await world.post(COSTS, { batchId: id, cost: '1' })).json).toEqual({ messages: 1, batches: 0 });
  });

  it.each([
    [{ cost: '1' }, '"batchId", "messageId" or "to" must be given'],
    [{ to: RECIPIENT, cost: 1 }, '"cost" must be dollars in quotes such as "0.0159", not 1'],
    [{ to: RECIPIENT, cost: '0.01190001' }, '"cost" must be dollars'],
    [{ to: RECIPIENT, batchCost: '1' }, '"batchCost" needs a "batchId"'],
    [{ to: 'somebody', cost: '1' }, '"to" must be a number'],
    [{ batchId: 7, cost: '1' }, '"batchId" must be a string'],
  ])('that is wrong (%j) is refused', async (body, reason) => {
    world = await openSandbox();
    const { status, json } = await world.post(COSTS, body);
    expect([status, json.error]).toEqual([400, expect.stringContaining(reason)]);
  });
});
