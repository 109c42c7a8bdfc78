import { describe, expect, it } from 'vitest';
import { BATCHES, batchOf, LONG_CODE, MESSAGES, OPT_OUTS, recipient, TOLL_FREE } from './sandbox-client.ts';
import { useWorld } from './use-world.ts';

const world = useWorld();

async function reply(text: string, n = 1): Promise<string> {
  return (await world().post('/sandbox/replies', { from: recipient(n), to: LONG_CODE, text })).json.consent;
}

async function outcomeOf(from: string): Promise<unknown> {
  const { json } = await world().post(BATCHES, { ...batchOf(1, 1), from });
  world().advance(20 * 60_000);
  const record = (await world().get(`${MESSAGES}?batchId=${json.id}`)).json.records[0];
  return [json.batchSize, record?.messageStatus, record?.errorCode, record?.cost];
}

describe('a STOP reply', () => {
  it('blocks later messages of that sender only: accepted, then SendingFailed SMS-RC-413 for free', async () => {
    expect(await reply(' stop ')).toBe('OptOut');
    await world().post('/sandbox/replies', { from: recipient(2), to: TOLL_FREE, text: 'STOP' });
    expect(await outcomeOf(LONG_CODE)).toEqual([1, 'SendingFailed', 'SMS-RC-413', undefined]);
    expect(await outcomeOf(TOLL_FREE)).not.toContain('SMS-RC-413');
  });

  it('blocks what still waits in the queue', async () => {
    await world().post(BATCHES, batchOf(3));
    world().advance(1500);
    await reply('STOP', 0);
    await reply('STOP', 2);
    world().advance(60 * 60_000);
    await world().signIn();
    const codes = (await world().get(`${MESSAGES}?direction=Outbound`)).json.records.map(
      ({ errorCode }) => errorCode,
    );
    expect(codes[0]).toBe('SMS-RC-413');
    expect(codes[2]).not.toBe('SMS-RC-413');
  });

  it('is undone by START, and neither by a sentence with the word', async () => {
    await reply('UNSUBSCRIBE');
    expect(await reply('please start')).toBeNull();
    expect((await world().get(OPT_OUTS)).json.records).toHaveLength(1);
    expect(await reply('start')).toBe('OptIn');
    expect((await world().get(OPT_OUTS)).json.records).toEqual([]);
    expect(await outcomeOf(LONG_CODE)).not.toContain('SMS-RC-413');
  });

  it('is an inbound message of the store, without a batch', async () => {
    await reply('STOP');
    world().advance(60_000);
    const { records } = (await world().get(`${MESSAGES}?direction=Inbound&view=Detailed`)).json;
    expect(records).toMatchObject([
      {
        from: recipient(1),
        to: [LONG_CODE],
        direction: 'Inbound',
        messageStatus: 'Delivered',
        text: 'STOP',
        cost: 0.0119,
      },
    ]);
    expect(records[0]).not.toHaveProperty('batchId');
  });
});

describe('the opt-out list', () => {
  it('is assigned in bulk, single failures inside the 200, and read by sender, recipient and status', async () => {
    const body = { from: LONG_CODE, optOuts: [recipient(1), recipient(2), 'nobody'], optIns: [recipient(3)] };
    const { status, json } = await world().post(`${OPT_OUTS}/bulk-assign`, body);
    expect([status, json.optOuts.successful]).toEqual([200, [recipient(1), recipient(2)]]);
    expect(json.optOuts.failed.map(({ to }) => to)).toEqual(['nobody']);
    const numbers = async (query: string): Promise<unknown[]> =>
      (await world().get(`${OPT_OUTS}?${query}`)).json.records.map(({ to, status: consent }) => [
        to,
        consent,
      ]);
    expect(await numbers('from=*')).toEqual([
      [recipient(1), 'OptOut'],
      [recipient(2), 'OptOut'],
    ]);
    expect(await numbers('status=all')).toHaveLength(3);
    expect(await numbers('status=optin')).toEqual([[recipient(3), 'OptIn']]);
    expect(await numbers(`to=${encodeURIComponent(recipient(2))}`)).toHaveLength(1);
    expect(await numbers(`from=${encodeURIComponent(TOLL_FREE)}`)).toEqual([]);
  });

  it('comes in pages, and as CSV when asked for', async () => {
    const optOuts = [1, 2, 3].map(recipient);
    await world().post(`${OPT_OUTS}/bulk-assign`, { from: LONG_CODE, optOuts });
    const first = (await world().get(`${OPT_OUTS}?perPage=2`)).json;
    const second = (await world().get(`${OPT_OUTS}?perPage=2&pageToken=${first.paging.nextPageToken}`)).json;
    expect([...first.records, ...second.records].map(({ to }) => to)).toEqual(optOuts);
    expect(second.paging).not.toHaveProperty('nextPageToken');
    const csv = await world().get(OPT_OUTS, { Accept: 'text/csv' });
    expect(csv.headers.get('content-type')).toContain('text/csv');
    expect(csv.text.split('\r\n')[1]).toBe(`${LONG_CODE},${recipient(1)},OptOut,Account`);
  });

  it.each([
    [{ optOuts: ['+14152000001'] }],
    [{ from: LONG_CODE }],
    [{ from: '+16505550111', optOuts: ['+14152000001'] }],
    [{ from: LONG_CODE, optOuts: 'x' }],
  ])('refuses %j', async (body) => {
    expect((await world().post(`${OPT_OUTS}/bulk-assign`, body)).status).toBe(400);
  });
});
