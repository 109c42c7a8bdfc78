import { afterEach, describe, expect, it } from 'vitest';
import { BATCHES, openSandbox, type TestSandbox } from './sandbox-client.ts';

let world: TestSandbox;

afterEach(async () => {
  await world.close();
});

const headersOf = (answer: { readonly headers: Headers }): (string | null)[] =>
  ['Group', 'Limit', 'Remaining', 'Window'].map((name) => answer.headers.get(`X-Rate-Limit-${name}`));

describe('the rate limit', () => {
  it('counts down in the headers, then answers 429 with Retry-After', async () => {
    world = await openSandbox({ rateLimit: 2 });
    expect(headersOf(await world.get(BATCHES))).toEqual(['Light', '2', '1', '60']);
    expect(headersOf(await world.get(BATCHES))).toEqual(['Light', '2', '0', '60']);
    const over = await world.get(BATCHES);
    expect([over.status, over.json.errorCode, over.headers.get('Retry-After')]).toEqual([
      429,
      'CMN-301',
      '60',
    ]);
  });

  it('is a sliding window: a call counts for exactly one window', async () => {
    world = await openSandbox({ rateLimit: 2 });
    await world.get(BATCHES);
    world.advance(40_000);
    await world.get(BATCHES);
    world.advance(20_001);
    expect((await world.get(BATCHES)).status).toBe(200);
    world.advance(39_000);
    expect((await world.get(BATCHES)).status).toBe(429);
  });

  it('starts the penalty again at every call inside it', async () => {
    world = await openSandbox({ rateLimit: 1 });
    await world.get(BATCHES);
    expect((await world.get(BATCHES)).status).toBe(429);
    world.advance(59_000);
    expect((await world.get(BATCHES)).status).toBe(429);
    world.advance(59_000);
    expect((await world.get(BATCHES)).status).toBe(429);
    world.advance(60_001);
    expect((await world.get(BATCHES)).status).toBe(200);
    const calls = (await world.get('/sandbox/calls')).json;
    expect([calls.rateViolations, calls.penaltyViolations]).toEqual([1, 2]);
    expect(calls.endpoints['GET /a2p-sms/batches']?.outcomes).toEqual({ '200': 2, '429': 3 });
  });

  it('does not let the wait it asked for be too short', async () => {
    world = await openSandbox({ rateLimit: 1, speed: 7 });
    await world.get(BATCHES);
    const over = await world.get(BATCHES);
    expect(over.headers.get('X-Rate-Limit-Window')).toBe('9');
    world.advance(Number(over.headers.get('Retry-After')) * 1000 + 1);
    expect((await world.get(BATCHES)).status).toBe(200);
  });

  it('is one second at least, however fast the world', async () => {
    world = await openSandbox({ rateLimit: 1, speed: 10_000 });
    expect(headersOf(await world.get(BATCHES))).toEqual(['Light', '1', '0', '1']);
    world.advance(1001);
    expect((await world.get(BATCHES)).status).toBe(200);
  });

  it('is kept per group: token calls have 5 of their own', async () => {
    world = await openSandbox({ rateLimit: 1 });
    for (let call = 0; call < 4; call += 1) expect((await world.signIn()).status).toBe(200);
    expect((await world.signIn()).status).toBe(429);
  });

  it('survives a restart, penalty and all', async () => {
    world = await openSandbox({ rateLimit: 1 });
    const { json } = await world.signIn();
    await world.get(BATCHES);
    await world.get(BATCHES);
    world = await world.restart();
    const headers = { Authorization: `Bearer ${json.access_token}` };
    expect((await world.get(BATCHES, headers)).status).toBe(429);
    expect((await world.get('/sandbox/calls')).json.penaltyViolations).toBe(1);
  });
});
