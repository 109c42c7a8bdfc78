import { afterEach, describe, expect, it } from 'vitest';
import { BATCHES, openSandbox, requestToken, type TestSandbox } from './sandbox-client.ts';

let world: TestSandbox;

afterEach(async () => {
  await world.close();
});

describe('tokens', () => {
  it('come without a refresh token unless the app has that switched on', async () => {
    world = await openSandbox();
    expect((await world.signIn()).json.refresh_token).toBeUndefined();
    const refused = await requestToken(world.sandbox, { grant_type: 'refresh_token', refresh_token: 'x' });
    expect([refused.status, refused.json.error]).toEqual([400, 'unauthorized_client']);
  });

  it('refresh once each when switched on, and the old access token dies', async () => {
    world = await openSandbox({ refreshTokens: true });
    const first = await requestToken(world.sandbox);
    const refresh = { grant_type: 'refresh_token', refresh_token: first.json.refresh_token };
    expect((await requestToken(world.sandbox, refresh)).status).toBe(200);
    expect((await requestToken(world.sandbox, refresh)).json.error).toBe('invalid_grant');
    const headers = { Authorization: `Bearer ${first.json.access_token}` };
    expect((await world.get(BATCHES, headers)).json.errors[0]?.errorCode).toBe('OAU-213');
  });

  it('live as long as asked, and expire with OAU-128', async () => {
    world = await openSandbox();
    const { json } = await world.signIn({ access_token_ttl: '600' });
    expect(json.expires_in).toBe(600);
    world.advance(599_000);
    expect((await world.get(BATCHES)).status).toBe(200);
    world.advance(2000);
    const late = await world.get(BATCHES);
    expect([late.status, late.json.errorCode, late.json.errors[0]?.errorCode]).toEqual([
      401,
      'TokenExpired',
      'OAU-128',
    ]);
  });

  it.each([
    ['a life below 600 s', { access_token_ttl: '599' }, 400, 'invalid_request'],
    ['a life above 3600 s', { access_token_ttl: '3601' }, 400, 'invalid_request'],
    ['a wrong JWT', { assertion: 'nobody' }, 400, 'invalid_grant'],
    ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type'],
    ['a scope that the app lacks', { scope: 'CallControl' }, 400, 'invalid_scope'],
  ])('are refused for %s', async (_, form, status, error) => {
    world = await openSandbox();
    const answer = await requestToken(world.sandbox, form);
    expect([answer.status, answer.json.error]).toEqual([status, error]);
  });

  it('need the right client secret', async () => {
    world = await openSandbox();
    const answer = await requestToken({ ...world.sandbox, clientSecret: 'guess' });
    expect([answer.status, answer.json.error]).toEqual([401, 'invalid_client']);
  });

  it('end with their session when revoked', async () => {
    world = await openSandbox();
    const { json } = await world.signIn();
    const { clientId, clientSecret } = world.sandbox;
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const revoked = await world.send('POST', '/restapi/oauth/revoke', {
      body: new URLSearchParams({ token: json.access_token }),
      headers: { Authorization: `Basic ${basic}` },
    });
    expect([revoked.status, revoked.text]).toEqual([200, '']);
    expect((await world.get(BATCHES)).status).toBe(401);
  });

  it('of a sixth parallel session end the first one', async () => {
    world = await openSandbox();
    world.advance(60_000);
    const tokens: string[] = [];
    for (let session = 0; session < 6; session += 1) {
      if (session === 3) world.advance(61_000);
      tokens.push((await requestToken(world.sandbox)).json.access_token);
    }
    const statuses = [];
    for (const token of tokens)
      statuses.push((await world.get(BATCHES, { Authorization: `Bearer ${token}` })).status);
    expect(statuses).toEqual([401, 200, 200, 200, 200, 200]);
  });
});

describe('a request without the right to be answered', () => {
  it.each([
    ['no header', {}, 'AGW-401'],
    ['another scheme', { Authorization: 'Basic eDp5' }, 'AGW-402'],
    ['a token that is none', { Authorization: 'Bearer x' }, 'OAU-149'],
    ['a token nobody got', { Authorization: 'Bearer sandbox-access-x' }, 'OAU-213'],
  ])('with %s gets 401', async (_, headers, code) => {
    world = await openSandbox();
    const response = await fetch(world.sandbox.url + BATCHES, { headers });
    const body = (await response.json()) as { errorCode: string; errors: { errorCode: string }[] };
    expect([response.status, body.errorCode, body.errors[0]?.errorCode]).toEqual([401, 'TokenInvalid', code]);
  });

  it('gets 403 CMN-401 when the app lacks the permission', async () => {
    world = await openSandbox({ permissions: ['ReadAccounts'] });
    const answer = await world.get(BATCHES);
    expect([answer.status, answer.json.errorCode]).toEqual([403, 'CMN-401']);
    expect(answer.json.errors[0]).toMatchObject({ permissionName: 'A2PSMS' });
  });
});
