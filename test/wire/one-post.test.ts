import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { SubmitAnswer } from '../../src/core/provider.ts';
import { BODY, offerOf, openProvider } from './open-provider.ts';
import { openRawServer, reply, type RawActs } from './raw-server.ts';

const ACCEPTED = JSON.stringify({ id: 'b-1', from: '+14155550100', batchSize: 1, status: 'Processing' });

async function offerTo(acts: RawActs, timeoutMs = 2000) {
  const server = await openRawServer(acts);
  const { provider } = openProvider({ server: server.url, requestTimeoutMs: timeoutMs });
  const answer: SubmitAnswer = await provider.createBatch(offerOf());
  return { server, answer };
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a batch is offered with one POST, whatever happens to it', () => {
  it('sends the exact bytes with their length, on a connection that is then closed', async () => {
    const { server, answer } = await offerTo({ onRequest: reply('201 Created', ACCEPTED) });
    const [request = ''] = server.requests;
    const [head = '', body] = Buffer.from(request, 'latin1').toString('utf8').split('\r\n\r\n');
    expect(answer).toMatchObject({ kind: 'reply', status: 201, batch: { id: 'b-1', size: 1 } });
    expect(head).toMatch(/^POST \/restapi\/v1\.0\/account\/~\/a2p-sms\/batches HTTP\/1\.1\r\n/);
    expect(head).toMatch(new RegExp(`^content-length: ${Buffer.byteLength(BODY)}\r$`, 'im'));
    expect(head).toMatch(/^content-type: application\/json\r$/im);
    expect(head).toMatch(/^connection: close/im);
    expect(head).not.toMatch(/transfer-encoding/i);
    expect(body).toBe(BODY);
  });

  it('answers not-sent when nobody listens', async () => {
    const { provider } = openProvider({ server: `http://127.0.0.1:${await findFreePort()}` });
    const answer = await provider.createBatch(offerOf());
    expect(answer).toMatchObject({
      kind: 'not-sent',
      reason: expect.stringContaining('ECONNREFUSED') as string,
    });
  });

  it('answers not-sent when the name is unknown', async () => {
    const { provider } = openProvider({ server: 'https://nowhere.invalid' });
    expect(await provider.createBatch(offerOf())).toMatchObject({ kind: 'not-sent' });
  });

  it('answers not-sent when the TLS handshake fails', async () => {
    const server = await openRawServer({ onConnect: (socket) => socket.end('this is not TLS') });
    const { provider } = openProvider({ server: server.url.replace('http:', 'https:') });
    const answer = await provider.createBatch(offerOf());
    expect([answer.kind, server.requests]).toEqual(['not-sent', []]);
  });

  it('answers not-sent when the TLS handshake hangs', async () => {
    const server = await openRawServer({});
    const { provider } = openProvider({
      server: server.url.replace('http:', 'https:'),
      requestTimeoutMs: 300,
    });
    const answer = await provider.createBatch(offerOf());
    expect([answer.kind, server.requests]).toEqual(['not-sent', []]);
  });

  it('writes not one byte when the offer is stale by the time there is a connection', async () => {
    const server = await openRawServer({});
    const { provider } = openProvider({ server: server.url });
    const answer = await provider.createBatch(offerOf({ isStillFresh: () => false }));
    await provider.close();
    expect([answer.kind, server.connections, server.bytes]).toEqual(['not-sent', 1, 0]);
  });

  it('tells the truth about a connection that is reset as soon as it is made', async () => {
    const { server, answer } = await offerTo({ onConnect: (socket) => socket.resetAndDestroy() });
    // Whether the reset is seen before or after the connection counts as made is a race: both are told as they were.
    expect(['not-sent', 'no-reply']).toContain(answer.kind);
    expect([server.requests.length, server.connections]).toEqual([0, 1]);
  });

  it.each<[string, RawActs, number]>([
    ['is closed as soon as it is made', { onConnect: (socket) => socket.destroy() }, 0],
    ['is reset after the request', { onRequest: (socket) => socket.resetAndDestroy() }, 1],
    ['is closed after the request', { onRequest: (socket) => socket.end() }, 1],
    ['hangs after the request', {}, 1],
    ['is closed within the head of the reply', { onRequest: (socket) => socket.end('HTTP/1.1 201 Cre') }, 1],
    ['brings no HTTP', { onRequest: (socket) => socket.end('SSH-2.0-OpenSSH_9\r\n') }, 1],
  ])('answers no-reply when the connection %s', async (_how, acts, posts) => {
    const { server, answer } = await offerTo(acts, 400);
    expect([answer.kind, server.requests.length]).toEqual(['no-reply', posts]);
    expect(server.connections).toBe(1);
  });

  it.each([
    ['is cut', 'HTTP/1.1 201 Created\r\nContent-Length: 900\r\n\r\n{"id":"b-1"}'],
    [
      'lacks its last chunk',
      'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nc\r\n{"id":"b-1"}\r\n',
    ],
    ['has no id', 'HTTP/1.1 201 Created\r\nContent-Length: 23\r\n\r\n{"status":"Processing"}'],
    ['has an empty id', 'HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{"id":""}'],
    ['is garbage', 'HTTP/1.1 201 Created\r\nContent-Length: 12\r\n\r\n<html></html'],
    ['is empty', 'HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n'],
  ])('answers a reply without a batch when the body of a 201 %s', async (_how, text) => {
    const { server, answer } = await offerTo({ onRequest: (socket) => socket.end(text) });
    expect(answer).toMatchObject({ kind: 'reply', status: 201, batch: null });
    expect(server.requests).toHaveLength(1);
  });

  it('answers a reply without a batch when the body hangs half way', async () => {
    const half = 'HTTP/1.1 201 Created\r\nContent-Length: 900\r\n\r\n{"id":"b-1",';
    const { server, answer } = await offerTo({ onRequest: (socket) => socket.write(half) }, 300);
    expect(answer).toMatchObject({ kind: 'reply', status: 201, batch: null });
    expect(server.requests).toHaveLength(1);
  });

  it.each(['301 Moved', '302 Found', '303 See Other', '307 Temporary Redirect', '308 Permanent Redirect'])(
    'does not follow a %s',
    async (status) => {
      const { server, answer } = await offerTo({
        onRequest: (socket, self) => reply(status, '', [`Location: ${self.url}/again`])(socket, self),
      });
      expect(answer).toMatchObject({ kind: 'reply', status: Number.parseInt(status), batch: null });
      expect([server.requests.length, server.connections]).toEqual([1, 1]);
    },
  );

  it.each([
    '401 Unauthorized',
    '408 Timeout',
    '429 Too Many',
    '500 Error',
    '502 Bad',
    '503 Busy',
    '504 Late',
  ])('does not repeat after a %s', async (status) => {
    const { server, answer } = await offerTo({
      onRequest: reply(status, '{"errorCode":"X-1","message":"no"}'),
    });
    expect(answer).toMatchObject({ kind: 'reply', errorCode: 'X-1', message: 'no', batch: null });
    expect([server.requests.length, server.connections]).toEqual([1, 1]);
  });

  it('gives every offer a connection of its own, even to a server that keeps them open', async () => {
    const server = await openRawServer({
      onRequest: reply('201 Created', ACCEPTED, ['Connection: keep-alive']),
    });
    const { provider } = openProvider({ server: server.url });
    const answers = [await provider.createBatch(offerOf()), await provider.createBatch(offerOf())];
    expect(answers.map((answer) => answer.kind)).toEqual(['reply', 'reply']);
    expect([server.requests.length, server.connections]).toEqual([2, 2]);
  });

  it('sends 40 MB whole', async () => {
    const server = await openRawServer({ onRequest: reply('201 Created', ACCEPTED) });
    const { provider } = openProvider({ server: server.url, requestTimeoutMs: 20_000 });
    const body = new TextEncoder().encode(`{"text":"${'x'.repeat(4_000_000)}"}`);
    const answer = await provider.createBatch(offerOf({ body }));
    expect(answer).toMatchObject({ kind: 'reply', status: 201 });
    expect(server.bytes).toBeGreaterThan(body.length);
  });
});

describe('the order of an offer', () => {
  it('commits before it connects, and asks for freshness on the connection', async () => {
    const order: string[] = [];
    const server = await openRawServer({ onRequest: reply('201 Created', ACCEPTED) });
    const { provider } = openProvider({ server: server.url });
    await provider.createBatch(
      offerOf({
        commit: () => {
          order.push(`commit with ${server.connections} connections`);
          return Promise.resolve();
        },
        isStillFresh: () => {
          order.push(`fresh? with ${server.bytes} bytes`);
          return true;
        },
      }),
    );
    expect(order).toEqual(['commit with 0 connections', 'fresh? with 0 bytes']);
  });

  it('sends nothing when the commit throws, and rejects with that very error', async () => {
    const server = await openRawServer({});
    const { provider } = openProvider({ server: server.url });
    const fault = new Error('disk full');
    await expect(provider.createBatch(offerOf({ commit: () => Promise.reject(fault) }))).rejects.toBe(fault);
    expect(server.connections).toBe(0);
  });

  it('does not commit when the sign-in fails', async () => {
    let commits = 0;
    const server = await openRawServer({ onRequest: reply('400 Bad Request', '{"error":"invalid_grant"}') });
    const { provider } = openProvider({ server: server.url, tokenAgeMs: null });
    const offer = offerOf({
      commit: () => {
        commits += 1;
        return Promise.resolve();
      },
    });
    await expect(provider.createBatch(offer)).rejects.toMatchObject({ detail: { failure: 'unauthorized' } });
    expect([commits, server.requests.length]).toEqual([0, 1]);
  });

  it('waits for the answer of a POST on its way before it is closed', async () => {
    let release: () => void = () => undefined;
    const server = await openRawServer({
      onRequest: (socket, self) => (release = () => reply('201 Created', ACCEPTED)(socket, self)),
    });
    const { provider } = openProvider({ server: server.url });
    const offered = provider.createBatch(offerOf());
    while (server.requests.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const closed = provider.close();
    release();
    expect(await offered).toMatchObject({ kind: 'reply', status: 201 });
    await closed;
  });
});
