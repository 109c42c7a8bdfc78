import { afterEach, describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/start.ts';
import { BATCHES, batchOf, MESSAGES, openSandbox, type TestSandbox } from './sandbox-client.ts';

const ON_SUBMIT = 'POST /a2p-sms/batches';

let world: TestSandbox;

afterEach(async () => {
  await world.close();
});

/** How many batches the world really has. */
async function countBatches(): Promise<number> {
  return (await world.get(BATCHES)).json.records.length;
}

describe('a fault on submit', () => {
  it.each([
    ['drop-before', 0],
    ['drop-after', 1],
  ])('%s breaks the connection, with %i batches accepted', async (name, accepted) => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: ${name}`] });
    await expect(world.post(BATCHES, batchOf(1))).rejects.toThrow('fetch failed');
    expect(await countBatches()).toBe(accepted);
    expect((await world.get('/sandbox/calls')).json.endpoints['POST /a2p-sms/batches']?.outcomes).toEqual({
      [name]: 1,
    });
  });

  it.each([
    ['status 503', 503, 0],
    ['status 500 before', 500, 0],
    ['status 502 after', 502, 1],
    ['redirect 307', 307, 0],
  ])('%s answers %i, with %i batches accepted', async (name, status, accepted) => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: ${name}`] });
    const answer = await world.post(BATCHES, batchOf(1));
    expect(answer.status).toBe(status);
    if (status === 307) expect(answer.headers.get('Location')).toBe(world.sandbox.url + BATCHES);
    expect(await countBatches()).toBe(accepted);
  });

  it('truncate promises more than it sends', async () => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: truncate`] });
    await expect(world.post(BATCHES, batchOf(1))).rejects.toThrow('terminated');
    expect(await countBatches()).toBe(1);
  });

  it('garbage and no-id answer 201 with a body that names no batch', async () => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: garbage x1`, `${ON_SUBMIT}: no-id`] });
    const garbage = await world.post(BATCHES, batchOf(1));
    expect([garbage.status, garbage.text]).toEqual([201, expect.stringMatching(/^<html>/)]);
    const nameless = await world.post(BATCHES, batchOf(1));
    expect([nameless.status, nameless.json.id, nameless.json.batchSize]).toEqual([201, undefined, 1]);
  });

  it.each([
    ['hang-after', 'never answers, but has accepted'],
    ['delay 500ms', 'accepts after the client gave up'],
  ])('%s %s', async (name) => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: ${name}`] });
    const gaveUp = new AbortController();
    const body = JSON.stringify(batchOf(1));
    const headers = { 'Content-Type': 'application/json' };
    const submit = world.send('POST', BATCHES, { body, headers, signal: gaveUp.signal });
    const refused = expect(submit).rejects.toThrow('aborted');
    while ((await world.get('/sandbox/faults')).json.faults[0]?.seen === 0);
    gaveUp.abort();
    await refused;
    while ((await countBatches()) === 0);
  });

  it('expire-token answers 401 until the client signs in again', async () => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: expire-token x1`] });
    expect((await world.post(BATCHES, batchOf(1))).json.errorCode).toBe('TokenExpired');
    expect((await world.get(BATCHES)).status).toBe(401);
    await world.signIn();
    expect((await world.post(BATCHES, batchOf(1))).status).toBe(201);
  });

  it.each([
    ['none', null],
    ['7', '7'],
    ['date', expect.stringMatching(/GMT$/)],
  ])('throttle %s is a 429 of the account: no rate headers', async (argument, retryAfter) => {
    world = await openSandbox({ faults: [`${ON_SUBMIT}: throttle ${argument}`] });
    const answer = await world.post(BATCHES, batchOf(1));
    expect([answer.status, answer.headers.get('X-Rate-Limit-Limit')]).toEqual([429, null]);
    expect(answer.headers.get('Retry-After')).toEqual(retryAfter);
    expect(await countBatches()).toBe(0);
  });
});

describe('a fault', () => {
  it('of lag hides new records from the list it names, and from no other', async () => {
    world = await openSandbox({ faults: ['GET /a2p-sms/batches: lag 30s'] });
    const { json } = await world.post(BATCHES, batchOf(1));
    expect(await countBatches()).toBe(0);
    expect((await world.get(MESSAGES)).json.records).toHaveLength(1);
    expect((await world.get(`${BATCHES}/${json.id}`)).status).toBe(200);
    world.advance(30_010);
    expect(await countBatches()).toBe(1);
  });

  it('with a probability hits the same requests in every world of the seed', async () => {
    const run = async (seed: string): Promise<number[]> => {
      world = await openSandbox({ seed, faults: ['GET /a2p-sms/batches: status 503 0.4'] });
      const statuses: number[] = [];
      for (let call = 0; call < 30; call += 1) statuses.push((await world.get(BATCHES)).status);
      if (seed !== 'c') await world.close();
      return statuses;
    };
    const first = await run('a');
    expect(await run('a')).toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 503]));
    expect(await run('c')).not.toEqual(first);
  });

  it('is set, counted, listed and deleted at run time, and outlives a restart', async () => {
    world = await openSandbox();
    const fault = 'GET  /a2p-sms/batches/*:  status 500 x2';
    expect((await world.post('/sandbox/faults', { fault })).status).toBe(200);
    await world.get(`${BATCHES}/x`);
    world = await world.restart();
    await world.signIn();
    const statuses = [];
    for (let call = 0; call < 2; call += 1) statuses.push((await world.get(`${BATCHES}/x`)).status);
    expect(statuses).toEqual([500, 404]);
    const listed = (await world.get('/sandbox/faults')).json.faults;
    expect(listed).toEqual([
      { fault: 'GET /a2p-sms/batches/*: status 500 x2', origin: 'runtime', seen: 3, fired: 2 },
    ]);
    await world.send('DELETE', '/sandbox/faults');
    expect((await world.get('/sandbox/faults')).json.faults).toEqual([]);
  });

  it('given as an option counts on over a restart, and ends when it is no longer given', async () => {
    world = await openSandbox({ faults: ['GET /a2p-sms/batches: status 503 x1'] });
    expect((await world.get(BATCHES)).status).toBe(503);
    world = await world.restart();
    await world.signIn();
    expect((await world.get(BATCHES)).status).toBe(200);
    world = await world.restart({ faults: [] });
    expect((await world.get('/sandbox/faults')).json.faults).toEqual([]);
  });

  it.each([
    ['explode', 'must read'],
    ['POST /a2p-sms/batches: explode 0.2', 'unknown fault "explode"'],
    ['BREW /a2p-sms/batches: garbage', 'unknown method "BREW"'],
    ['POST /a2p-sms/batches: delay soon', 'needs a duration'],
    ['POST /a2p-sms/batches: status 200', 'needs an HTTP status'],
    ['POST /a2p-sms/batches: drop-after 1.5', 'neither a probability'],
    ['POST /a2p-sms/batches: drop-after 0', 'neither a probability'],
    ['GET /a2p-sms/batches: cost', 'needs "none", "zero" or "long"'],
    ['GET /a2p-sms/batches: cost 0.5', 'needs "none", "zero" or "long"'],
    ['GET /a2p-sms/batches: loop last', 'neither a probability'],
    ['POST /a2p-sms/batches: drop-after 0.5 x2', '"x2" is left over'],
  ])('that is wrong (%s) is refused with the known ones', async (fault, reason) => {
    world = await openSandbox();
    const answer = await world.post('/sandbox/faults', { fault });
    expect(answer.status).toBe(400);
    expect(answer.json.error).toContain(reason);
    expect(answer.json.error).toContain('drop-before, drop-after');
    await expect(startSandbox({ directory: `${world.directory}/other`, faults: [fault] })).rejects.toThrow(
      reason,
    );
  });
});
