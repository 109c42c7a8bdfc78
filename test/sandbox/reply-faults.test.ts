import { afterEach, describe, expect, it } from 'vitest';
import {
  BATCHES,
  batchOf,
  MESSAGES,
  openSandbox,
  OPT_OUTS,
  recipient,
  STATUSES,
  type TestSandbox,
} from './sandbox-client.ts';

let world: TestSandbox;

afterEach(async () => {
  await world.close();
});

/** The pages that a client sees which follows tokens `count` times: the first recipient on each, and each token. */
async function followPages(path: string, count: number): Promise<{ to: string[]; tokens: unknown[] }> {
  const to: string[] = [];
  const tokens: unknown[] = [];
  let token = '';
  for (let page = 0; page < count; page += 1) {
    const { status, json } = await world.get(`${path}?perPage=2${token}`);
    expect(status).toBe(200);
    to.push(String(json.records[0]?.to));
    tokens.push(json.paging.nextPageToken);
    token = `&pageToken=${json.paging.nextPageToken}`;
  }
  return { to, tokens };
}

describe('a loop', () => {
  it('gives the first page again and again, each time with the same token', async () => {
    world = await openSandbox({ faults: ['GET /a2p-sms/messages: loop'] });
    await world.post(BATCHES, batchOf(6));
    const { to, tokens } = await followPages(MESSAGES, 4);
    expect(to).toEqual(Array.from({ length: 4 }, () => recipient(5)));
    expect(new Set(tokens).size).toBe(1);
  });

  it('that begins later repeats a page in the middle', async () => {
    world = await openSandbox();
    await world.post(BATCHES, batchOf(6));
    const { pageToken } = (await world.get(`${MESSAGES}?perPage=2`)).json.paging;
    const second = (await world.get(`${MESSAGES}?perPage=2&pageToken=${pageToken}`)).json.paging
      .nextPageToken;
    await world.post('/sandbox/faults', { fault: 'GET /a2p-sms/messages: loop same' });
    for (let look = 0; look < 2; look += 1) {
      const { json } = await world.get(`${MESSAGES}?perPage=2&pageToken=${second}`);
      expect([json.records[0]?.to[0], json.paging.nextPageToken]).toEqual([recipient(3), second]);
    }
  });

  it('to the first page comes round after the last one', async () => {
    world = await openSandbox({ faults: ['GET /a2p-sms/messages: loop first'] });
    await world.post(BATCHES, batchOf(6));
    expect((await followPages(MESSAGES, 5)).to).toEqual([5, 3, 1, 5, 3].map(recipient));
  });

  it('makes a list of one page endless, of batches and opt-outs too', async () => {
    world = await openSandbox({ faults: ['GET /a2p-sms/*: loop first'] });
    await world.post(BATCHES, batchOf(1));
    await world.post(`${OPT_OUTS}/bulk-assign`, { from: '+16505550100', optOuts: [recipient(1)] });
    for (const path of [BATCHES, MESSAGES, OPT_OUTS]) {
      const { paging } = (await world.get(path)).json;
      expect(paging.nextPageToken).toBe(paging.firstPageToken);
    }
  });

  it('leaves a reply without pages as it is', async () => {
    world = await openSandbox({ faults: ['* /a2p-sms/*: loop'] });
    const { status, json } = await world.post(BATCHES, batchOf(1));
    expect([status, json.paging]).toEqual([201, undefined]);
  });
});

describe('a cost fault', () => {
  /** Every cost that the API and the oracle tell of one delivered message of one segment. */
  async function readCosts(fault: string): Promise<{ api: unknown[]; oracle: unknown }> {
    world = await openSandbox({ faults: [`GET /a2p-sms/*: ${fault}`, `GET /a2p-sms/*/*: ${fault}`] });
    const messages = [{ to: ['+12125550199'] }];
    const { json } = await world.post(BATCHES, { from: '+16505550100', text: 'Hi', messages });
    world.advance(10 * 60_000);
    const list = (await world.get(MESSAGES)).json.records[0];
    const api = [
      list?.cost,
      (await world.get(`${MESSAGES}/${list?.id ?? ''}`)).json.cost,
      (await world.get(BATCHES)).json.records[0]?.cost,
      (await world.get(`${BATCHES}/${json.id}`)).json.cost,
      (await world.get(STATUSES)).json.delivered.cost,
    ];
    return { api, oracle: (await world.get('/sandbox/messages?limit=1')).json.records[0]?.cost };
  }

  it.each([
    ['none', undefined],
    ['zero', 0],
    ['long', 0.011900000000000004],
  ])('%s changes the cost in every reply, and the oracle knows better', async (change, cost) => {
    expect(await readCosts(`cost ${change}`)).toEqual({ api: Array(5).fill(cost), oracle: 0.0119 });
  });

  it('long takes 17 digits to print, and is the true cost to the millionth of a dollar', async () => {
    const { api } = await readCosts('cost long');
    for (const cost of api) {
      expect(String(cost).replace(/^0\.0*/, '')).toHaveLength(17);
      expect(Math.round(Number(cost) * 1_000_000)).toBe(11_900);
    }
  });

  it.each(['zero', 'long'])('%s gives no cost to a message that has none yet', async (change) => {
    world = await openSandbox({ faults: [`GET /a2p-sms/messages: cost ${change}`] });
    await world.post(BATCHES, batchOf(1));
    const record = (await world.get(MESSAGES)).json.records[0];
    expect(record?.messageStatus).toBe('Queued');
    expect(record).not.toHaveProperty('cost');
  });

  it('hits as often as it says', async () => {
    world = await openSandbox({ faults: ['GET /a2p-sms/batches: cost none x1'] });
    await world.post(BATCHES, batchOf(1));
    world.advance(2 * 60_000);
    const costs = [];
    for (let look = 0; look < 2; look += 1) costs.push((await world.get(BATCHES)).json.records[0]?.cost);
    expect(costs).toEqual([undefined, 0.0119]);
  });
});
