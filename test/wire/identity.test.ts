import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { playApi, type Reply } from './api.ts';
import { offerOf, openProvider, SERVER } from './open-provider.ts';

const HOUR = 3_600_000;
const BATCH: Reply = { body: { id: 'b' } };
const TOKEN: Reply = {
  body: {
    access_token: 'new-token',
    token_type: 'bearer',
    expires_in: 3600,
    scope: 'A2PSMS ReadAccounts SMS',
    owner_id: '62264008',
  },
};
const isToken = ({ path }: { readonly path: string }) => path.endsWith('/token');
const at = (ms: number): Reply => ({ ...BATCH, headers: { Date: new Date(ms).toUTCString() } });

describe('the identity', () => {
  it('is what the token endpoint says, and signs in for it', async () => {
    playApi(TOKEN);
    const { provider, clock } = openProvider({ tokenAgeMs: null });
    const identity = await provider.readIdentity();
    expect(identity).toMatchObject({
      server: SERVER,
      ownerId: '62264008',
      scopes: ['A2PSMS', 'ReadAccounts', 'SMS'],
    });
    // A busy machine may take its time between the two.
    expect(Math.abs(identity.tokenExpiresAt - clock.now() - HOUR)).toBeLessThan(60_000);
  });

  it('is kept with the token, so that the next process makes no call for it', async () => {
    const seen = playApi(TOKEN);
    const first = openProvider({ tokenAgeMs: null });
    const identity = await first.provider.readIdentity();
    const second = openProvider({ stateDirectory: first.stateDirectory });
    expect(await second.provider.readIdentity()).toMatchObject({
      ownerId: identity.ownerId,
      scopes: identity.scopes,
    });
    expect(seen).toHaveLength(1);
  });

  it('is unknown, not a failure, where the reply names neither owner nor permissions', async () => {
    const seen = playApi({ body: { access_token: 't', expires_in: 3600 } });
    const first = openProvider({ tokenAgeMs: null });
    expect(await first.provider.readIdentity()).toMatchObject({ ownerId: null, scopes: [] });
    const second = openProvider({ stateDirectory: first.stateDirectory });
    expect(await second.provider.readIdentity()).toMatchObject({ ownerId: null, scopes: [] });
    expect(seen).toHaveLength(1);
  });

  it('of a token whose life the wall clock was set across ends when the token does', async () => {
    const { provider, clock } = openProvider({ tokenAgeMs: HOUR / 2 });
    await provider.readIdentity();
    clock.setWall(24 * HOUR);
    const { tokenExpiresAt } = await provider.readIdentity();
    expect(Math.abs(tokenExpiresAt - clock.now() - HOUR / 2)).toBeLessThan(1000);
  });
});

describe('a cached token that can not be used', () => {
  it.each<[string, (path: string) => void]>([
    ['is a directory', (path) => mkdirSync(path)],
    ['is empty', (path) => writeFileSync(path, '')],
    ['is no object', (path) => writeFileSync(path, '["token"]')],
    ['is binary', (path) => writeFileSync(path, Buffer.alloc(4096, 0xff))],
  ])('because the file %s, is replaced by signing in once', async (_what, spoil) => {
    const seen = playApi(TOKEN, BATCH, BATCH);
    const { provider, stateDirectory } = openProvider();
    const path = join(stateDirectory, 'token.json');
    rmSync(path);
    spoil(path);
    await provider.readBatch('b');
    await provider.readBatch('b');
    expect(seen.filter(isToken)).toHaveLength(1);
  });

  it('because an older version wrote it without its owner, is replaced by signing in', async () => {
    const seen = playApi(TOKEN);
    const { provider } = openProvider({ token: { scope: undefined, owner_id: undefined } });
    expect(await provider.readIdentity()).toMatchObject({ ownerId: '62264008' });
    expect(seen).toHaveLength(1);
  });

  it.each([
    ['client', { clientId: 'another-client' }],
    ['secret', { clientSecret: 'another-secret' }],
    ['server', { server: 'https://platform.example.org' }],
  ])('because it is of another %s, is replaced by signing in', async (_what, wish) => {
    const { stateDirectory } = openProvider();
    const calls: string[] = [];
    const { provider } = openProvider({ stateDirectory, ...wish, onCall: ({ path }) => calls.push(path) });
    // The other server isn't played, and no other is asked.
    playApi(...('server' in wish ? [] : [TOKEN]));
    await provider.signIn().catch(() => undefined);
    expect(calls).toEqual(['/restapi/oauth/token']);
  });
});

describe('a token that two processes share', () => {
  it('is replaced by one sign-in when it is revoked: the second takes what the first got', async () => {
    const refused: Reply = { status: 401, body: { errorCode: 'OAU-213' } };
    const seen = playApi(refused, TOKEN, BATCH, refused, BATCH);
    const first = openProvider();
    const second = openProvider({ stateDirectory: first.stateDirectory });
    await second.provider.signIn();
    await first.provider.readBatch('b');
    await second.provider.readBatch('b');
    expect(seen.filter(isToken)).toHaveLength(1);
    expect(seen.at(-1)?.headers['authorization']).toBe('Bearer new-token');
  });

  it('is not tried again after a POST that it was refused for', async () => {
    const created: Reply = { status: 201, body: { id: 'b' } };
    const seen = playApi({ status: 401 }, TOKEN, created);
    const { provider } = openProvider();
    expect(await provider.createBatch(offerOf())).toMatchObject({ kind: 'reply', status: 401 });
    expect(await provider.createBatch(offerOf())).toMatchObject({ kind: 'reply', status: 201 });
    expect(seen.map(({ headers }) => headers['authorization'])[2]).toBe('Bearer new-token');
  });

  it('is not asked for a third time when new ones are refused as well', async () => {
    const seen = playApi({ status: 401 }, TOKEN, { status: 401 });
    const { provider } = openProvider();
    await expect(provider.readBatch('b')).rejects.toMatchObject({ detail: { failure: 'unauthorized' } });
    expect(seen.filter(isToken)).toHaveLength(1);
  });
});

describe("the server's clock", () => {
  it.each([
    ['ahead by three hours', 3 * HOUR],
    ['behind by a day', -24 * HOUR],
    ['the same', 0],
  ])('is known from its latest reply: %s', async (_how, skewMs) => {
    const { provider, clock } = openProvider();
    expect(provider.clockSkewMs()).toBeNull();
    playApi(at(clock.now() + 12_345_678), BATCH, at(clock.now() + skewMs));
    await provider.readBatch('b');
    await provider.readBatch('b');
    await provider.readBatch('b');
    expect(Math.abs((provider.clockSkewMs() ?? Number.NaN) - skewMs)).toBeLessThan(3000);
  });

  it('serves as the base of a Retry-After date when the 429 does not tell the time itself', async () => {
    const { provider, clock } = openProvider();
    const silences: number[] = [];
    provider.onSilence((untilAt) => silences.push(untilAt));
    const serverNow = clock.now() - 5 * HOUR;
    playApi(at(serverNow), {
      status: 429,
      headers: { 'Retry-After': new Date(serverNow + 90_000).toUTCString() },
    });
    await provider.readBatch('b');
    await provider.readBatch('b').catch(() => undefined);
    const waitMs = (silences[0] ?? 0) - clock.now();
    expect(waitMs).toBeGreaterThan(85_000);
    expect(waitMs).toBeLessThan(95_000);
  });
});

describe('a sign-in that is turned away for its rate', () => {
  it('is not made again inside the penalty, whoever asks', async () => {
    const seen = playApi({ status: 429, headers: { 'Retry-After': '60' } });
    const { provider, clock } = openProvider({ tokenAgeMs: null });
    const silences: number[] = [];
    provider.onSilence((untilAt) => silences.push(untilAt));
    await expect(provider.signIn()).rejects.toMatchObject({ detail: { failure: 'rate-limited' } });
    expect(silences[0]).toBeGreaterThan(clock.now() + 59_000);
    const waiting = [provider.signIn(), provider.readBatch('b'), provider.createBatch(offerOf())];
    const ended = Promise.allSettled(waiting);
    await provider.close();
    expect((await ended).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(seen).toHaveLength(1);
  });

  it('is made again after it, once for all', async () => {
    const seen = playApi({ status: 429, headers: { 'Retry-After': '0' } }, TOKEN, BATCH, BATCH);
    const { provider } = openProvider({ tokenAgeMs: null });
    await expect(provider.signIn()).rejects.toThrow();
    await Promise.all([provider.readBatch('b'), provider.readBatch('b')]);
    expect(seen.filter(isToken)).toHaveLength(2);
  });
});
