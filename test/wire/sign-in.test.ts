import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ProviderError } from '../../src/core/error.ts';
import { playApi, type Reply } from './api.ts';
import { JWT, offerOf, openProvider } from './open-provider.ts';

const HOUR = 3_600_000;
const TOKEN: Reply = { body: { access_token: 'new-token', token_type: 'bearer', expires_in: 3600 } };
const BATCH: Reply = { body: { id: 'b' } };
const REFRESHABLE = { refresh_token: 'refresh-1', refresh_token_expires_in: 604_800 };

const toGrants = (seen: ReturnType<typeof playApi>) =>
  seen
    .filter(({ path }) => path.endsWith('/token'))
    .map(({ body }) => new URLSearchParams(String(body)).get('grant_type'));
const JWT_GRANT = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

describe('a token is kept', () => {
  it('between processes, so that the second one makes no token call', async () => {
    const seen = playApi(TOKEN, BATCH, BATCH);
    const first = openProvider({ tokenAgeMs: null });
    await first.provider.readBatch('b');
    const second = openProvider({ stateDirectory: first.stateDirectory });
    await second.provider.readBatch('b');
    expect(seen.map(({ headers }) => headers['authorization']).slice(1)).toEqual([
      'Bearer new-token',
      'Bearer new-token',
    ]);
  });

  it('in a file that only its owner may read, with no other secret in it', async () => {
    playApi(TOKEN);
    const { provider, stateDirectory, readState } = openProvider({ tokenAgeMs: null });
    await provider.signIn();
    expect(readState('token.json')).toMatchObject({ token: { access_token: 'new-token' } });
    expect(JSON.stringify(readState('token.json'))).not.toMatch(new RegExp(`client-secret|client-id|${JWT}`));
    for (const file of ['token.json', 'rate.json']) {
      expect(statSync(join(stateDirectory, file)).mode & 0o777).toBe(0o600);
    }
  });

  it.each([
    ['a minute before its end', 3600, HOUR - 59_000, 1],
    ['not earlier', 3600, HOUR - 65_000, 0],
    ['a tenth of its life before its end, if that is less', 100, 91_000, 1],
    ['not earlier than that', 100, 88_000, 0],
  ])('and replaced %s', async (_when, life, tokenAgeMs, calls) => {
    const seen = playApi(...(calls === 0 ? [] : [TOKEN]));
    const { provider } = openProvider({ tokenAgeMs, token: { expires_in: life } });
    await provider.signIn();
    expect(seen).toHaveLength(calls);
  });

  it('for one account only: with another JWT it is as good as none', async () => {
    const seen = playApi(TOKEN);
    const { stateDirectory } = openProvider();
    const other = openProvider({ stateDirectory, jwt: 'another.jwt.altogether' });
    await other.provider.signIn();
    expect(seen).toHaveLength(1);
  });

  it('even if the file is torn: then it signs in', async () => {
    const seen = playApi(TOKEN);
    const { provider, stateDirectory } = openProvider();
    writeFileSync(join(stateDirectory, 'token.json'), '{"account":"');
    await provider.signIn();
    expect(seen).toHaveLength(1);
  });

  it('for its life by the monotonic clock, wherever the wall clock is set', async () => {
    const seen = playApi(BATCH, BATCH);
    const { provider, clock } = openProvider();
    await provider.readBatch('b');
    clock.setWall(5 * HOUR);
    await provider.readBatch('b');
    expect(toGrants(seen)).toEqual([]);
  });
});

describe('a token is renewed', () => {
  it('by the JWT when there is no refresh token, in the midst of a run', async () => {
    const seen = playApi(BATCH, TOKEN, BATCH);
    const { provider, clock } = openProvider();
    await provider.readBatch('b');
    clock.pass(HOUR);
    await provider.readBatch('b');
    expect(toGrants(seen)).toEqual([JWT_GRANT]);
  });

  it('by the refresh token where there is one, asking for the same lives', async () => {
    const seen = playApi({ body: { ...(TOKEN.body as object), refresh_token: 'refresh-2' } });
    const { provider, readState } = openProvider({ tokenAgeMs: HOUR, token: REFRESHABLE });
    await provider.signIn();
    expect(Object.fromEntries(new URLSearchParams(String(seen[0]?.body)))).toEqual({
      grant_type: 'refresh_token',
      refresh_token: 'refresh-1',
      access_token_ttl: '3600',
      refresh_token_ttl: '604800',
    });
    expect(readState('token.json')).toMatchObject({
      token: { access_token: 'new-token', refresh_token: 'refresh-2' },
    });
  });

  it('by the JWT when the refresh token has expired', async () => {
    const seen = playApi(TOKEN);
    const { provider } = openProvider({ tokenAgeMs: 8 * 24 * HOUR, token: REFRESHABLE });
    await provider.signIn();
    expect(toGrants(seen)).toEqual([JWT_GRANT]);
  });

  it('by the JWT when the refresh token is refused, and the old one is not kept', async () => {
    const seen = playApi({ status: 400, body: { error: 'invalid_grant' } }, TOKEN);
    const { provider, readState } = openProvider({ tokenAgeMs: HOUR, token: REFRESHABLE });
    await provider.signIn();
    expect(toGrants(seen)).toEqual(['refresh_token', JWT_GRANT]);
    expect(JSON.stringify(readState('token.json'))).not.toContain('refresh-1');
  });

  it('not by the JWT when the provider is down: that would fail as well', async () => {
    const seen = playApi({ status: 503 });
    const { provider } = openProvider({ tokenAgeMs: HOUR, token: REFRESHABLE });
    await expect(provider.signIn()).rejects.toMatchObject({
      detail: { failure: 'unreachable', status: 503 },
    });
    expect(seen).toHaveLength(1);
  });

  it('once for all who wait for it', async () => {
    const seen = playApi(TOKEN, BATCH, BATCH, BATCH);
    const { provider } = openProvider({ tokenAgeMs: null });
    await Promise.all(['1', '2', '3'].map((id) => provider.readBatch(id)));
    expect(toGrants(seen)).toEqual([JWT_GRANT]);
  });
});

describe('a sign-in that fails', () => {
  const failToSignIn = async (reply: Reply): Promise<ProviderError> => {
    const seen = playApi(reply);
    const { provider } = openProvider({ tokenAgeMs: null });
    const error = (await provider.signIn().catch((fault: unknown) => fault)) as ProviderError;
    expect(seen).toHaveLength(1);
    return error;
  };

  it.each([
    [
      400,
      { error: 'invalid_client', errors: [{ errorCode: 'OAU-146', message: 'Bad client' }] },
      'unauthorized',
      /RC_APP_CLIENT_SECRET/,
    ],
    [401, { error: 'invalid_client' }, 'unauthorized', /RC_APP_CLIENT_ID/],
    [
      400,
      { error: 'invalid_grant', error_description: 'Token has expired' },
      'unauthorized',
      /has expired.*RC_USER_JWT/,
    ],
    [
      400,
      { error: 'invalid_grant', errors: [{ errorCode: 'OAU-129' }] },
      'unauthorized',
      /RC_USER_JWT is whole/,
    ],
    [
      400,
      { error: 'unauthorized_client', errors: [{ errorCode: 'OAU-112' }] },
      'unauthorized',
      /JWT auth flow/,
    ],
    [403, { errorCode: 'CMN-401', message: 'No permission' }, 'forbidden', /No permission/],
    [429, { errorCode: 'CMN-301', message: 'Too many' }, 'rate-limited', /Too many/],
    [500, {}, 'unreachable', /500/],
  ])('with %i %j says what to do', async (status, body, failure, words) => {
    const error = await failToSignIn({ status, body });
    expect(error.detail).toMatchObject({ failure, status, call: 'POST /restapi/oauth/token' });
    expect(error.message).toMatch(words);
    expect(error.message).not.toContain(JWT);
  });

  it.each([
    ['no token', '{"expires_in":3600}'],
    ['no JSON', '<html></html>'],
  ])('with %s is unreadable', async (_what, body) => {
    expect((await failToSignIn({ body })).detail.failure).toBe('unreadable');
  });

  it('is tried again by the next call', async () => {
    playApi({ status: 500 }, TOKEN, BATCH);
    const { provider } = openProvider({ tokenAgeMs: null });
    await expect(provider.signIn()).rejects.toThrow();
    expect(await provider.readBatch('b')).toMatchObject({ id: 'b' });
  });

  it('with 429 silences token calls only', async () => {
    playApi({ status: 429, headers: { 'Retry-After': '60' } });
    const { provider } = openProvider({ tokenAgeMs: null });
    await expect(provider.signIn()).rejects.toThrow();
    const silences: number[] = [];
    provider.onSilence((untilAt) => silences.push(untilAt));
    expect(silences).toEqual([]);
  });
});

describe('a token that ends during a silence', () => {
  it('is renewed before the batch is offered', async () => {
    const seen = playApi({ status: 429, headers: { 'Retry-After': '0' } }, TOKEN, {
      status: 201,
      body: { id: 'b' },
    });
    const opened = openProvider();
    await opened.provider.readBatch('b').catch(() => undefined);
    const offered = opened.provider.createBatch(offerOf());
    opened.clock.pass(HOUR);
    expect(await offered).toMatchObject({ kind: 'reply', status: 201 });
    expect(seen.map(({ headers }) => headers['authorization']).at(-1)).toBe('Bearer new-token');
  });
});
