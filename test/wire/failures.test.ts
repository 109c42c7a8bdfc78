import { describe, expect, it } from 'vitest';
import type { ProviderError } from '../../src/core/error.ts';
import type { CallRecord } from '../../src/ringcentral/settings.ts';
import { playApi, type Reply } from './api.ts';
import { JWT, offerOf, openProvider } from './open-provider.ts';

const QUERY = { from: '+14155550100', dateFrom: 0, dateTo: 1000 };

async function failToList(...replies: Reply[]): Promise<ProviderError> {
  playApi(...replies);
  const { provider } = openProvider();
  return provider.listBatches(QUERY).then(
    () => expect.unreachable(),
    (error: unknown) => error as ProviderError,
  );
}

describe('a failed read says what it means', () => {
  it.each([
    [307, 'refused'],
    [400, 'refused'],
    [403, 'forbidden'],
    [404, 'refused'],
    [408, 'unreachable'],
    [413, 'refused'],
    [429, 'rate-limited'],
    [500, 'unreachable'],
    [503, 'unreachable'],
  ])('%i is %s', async (status, failure) => {
    const error = await failToList({
      status,
      body: { errorCode: 'CMN-1', message: 'Words' },
      headers: { RCRequestId: 'r-9' },
    });
    expect(error.detail).toEqual({
      failure,
      call: 'GET /a2p-sms/batches',
      status,
      errorCode: 'CMN-1',
      requestId: 'r-9',
    });
    expect(error.message).toMatch(/^GET \/a2p-sms\/batches .*: \d{3} CMN-1 Words \(RCRequestId r-9\)$/);
  });

  it.each([
    [
      'classic',
      {
        errorCode: 'CMN-101',
        message: 'Bad [from]',
        errors: [{ errorCode: 'CMN-101', message: 'Bad [from]' }],
      },
      'CMN-101',
      'Bad [from]',
    ],
    [
      'errors only',
      { errors: [{ errorCode: 'CMN-102', message: 'First' }, { message: 'Second' }] },
      'CMN-102',
      'First; Second',
    ],
    ['OAuth', { error: 'access_denied', error_description: 'Denied' }, 'access_denied', 'Denied'],
    [
      'a gateway page',
      '<html><head><title>413 Request Entity Too Large</title></head></html>',
      undefined,
      '413 Request Entity Too Large',
    ],
    ['plain text', 'upstream connect error', undefined, 'upstream connect error'],
  ])('reads an error body that is %s', async (_shape, body, errorCode, words) => {
    const error = await failToList({ status: 400, body });
    expect(error.detail.errorCode).toBe(errorCode);
    expect(error.message).toContain(words);
  });

  it('is unreachable when there is no reply', async () => {
    const { provider } = openProvider({ server: 'https://nowhere.invalid' });
    await expect(provider.listBatches(QUERY)).rejects.toMatchObject({ detail: { failure: 'unreachable' } });
  });

  it('holds no phone number, token, query or request, however much of them the provider repeats', async () => {
    const message = `Parameter [to] +14155550101, 1 (415) 555-0102: Bearer cached-token ${JWT} at /a2p-sms/messages?phoneNumber=+14155550103`;
    const error = await failToList({ status: 400, body: { errorCode: 'CMN-101', message } });
    expect(error.message).toContain('•••0101');
    expect(error.message).not.toMatch(/415.?.?555|cached-token|eyJ|phoneNumber=/);
    expect(error.cause).toBeUndefined();
    expect(JSON.stringify(error)).not.toMatch(/cached-token|client-secret/);
  });
});

describe('a 401', () => {
  it('makes a read sign in again and repeat once', async () => {
    const seen = playApi(
      { status: 401 },
      { body: { access_token: 'new', expires_in: 3600 } },
      { body: { id: 'b' } },
    );
    const { provider } = openProvider();
    expect(await provider.readBatch('b')).toMatchObject({ id: 'b' });
    expect(seen.map(({ method, headers }) => [method, headers['authorization']])).toEqual([
      ['GET', 'Bearer cached-token'],
      ['POST', expect.stringMatching(/^Basic /)],
      ['GET', 'Bearer new'],
    ]);
  });

  it('fails a read the second time', async () => {
    const error = await failToList({ status: 401 }, { body: { access_token: 'new' } }, { status: 401 });
    expect(error.detail).toMatchObject({ failure: 'unauthorized', status: 401 });
  });

  it('is the answer to an offer; only the next one signs in again', async () => {
    const seen = playApi(
      { status: 401 },
      { body: { access_token: 'new' } },
      { status: 201, body: { id: 'b' } },
    );
    const { provider } = openProvider();
    expect(await provider.createBatch(offerOf())).toMatchObject({ kind: 'reply', status: 401, batch: null });
    expect(seen).toHaveLength(1);
    expect(await provider.createBatch(offerOf())).toMatchObject({ status: 201 });
    expect(seen.map((request) => request.path.split('/').at(-1))).toEqual(['batches', 'token', 'batches']);
  });
});

describe('what is told of calls', () => {
  it('has the path without the query, the status, the request id and the time', async () => {
    playApi({ status: 500, headers: { RCRequestId: 'r-7' } });
    const calls: CallRecord[] = [];
    const { provider } = openProvider({ onCall: (call) => calls.push(call) });
    await provider.listBatches(QUERY).catch(() => undefined);
    const path = '/restapi/v1.0/account/~/a2p-sms/batches';
    expect(calls).toEqual([
      { method: 'GET', path, status: 500, requestId: 'r-7', ms: expect.any(Number) as number },
    ]);
  });

  it('has no status when there was no reply', async () => {
    const calls: CallRecord[] = [];
    const { provider } = openProvider({
      server: 'https://nowhere.invalid',
      onCall: (call) => calls.push(call),
    });
    await provider.createBatch(offerOf());
    expect(calls).toMatchObject([{ method: 'POST', status: null, requestId: null }]);
  });

  it('can not harm the call, whatever the listener does', async () => {
    playApi({ status: 201, body: { id: 'b' } });
    const { provider } = openProvider({
      onCall: () => {
        throw new Error('listener');
      },
    });
    expect(await provider.createBatch(offerOf())).toMatchObject({
      kind: 'reply',
      status: 201,
      batch: { id: 'b' },
    });
  });
});
