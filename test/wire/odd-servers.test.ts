import { createServer as createTlsServer } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { offerOf, openProvider } from './open-provider.ts';
import { openRawServer, reply, type RawActs } from './raw-server.ts';

const BATCH = '{"id":"b-1","from":"+14155550100","batchSize":1,"status":"Processing"}';
const whole = (status: string, body: string): string =>
  `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const CREATED = whole('201 Created', BATCH);

async function offerTo(acts: RawActs, timeoutMs = 400) {
  const server = await openRawServer(acts);
  const { provider } = openProvider({ server: server.url, requestTimeoutMs: timeoutMs });
  return { server, provider, answer: await provider.createBatch(offerOf()) };
}

/** 8 MB: more than the sockets' buffers hold, so that the client still writes when the reply comes. */
const LARGE = offerOf({ body: new TextEncoder().encode(`{"text":"${'x'.repeat(8_000_000)}"}`) });

describe('a batch is offered once, and its answer is read for what it is', () => {
  it.each([
    ['100 Continue', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['102 Processing, twice', 'HTTP/1.1 102 Processing\r\n\r\n'.repeat(2)],
    ['103 Early Hints', 'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n'],
  ])('when a %s comes first', async (_what, before) => {
    const { server, answer } = await offerTo({ onRequest: (socket) => socket.write(before + CREATED) });
    expect(answer).toMatchObject({ kind: 'reply', status: 201, batch: { id: 'b-1' } });
    expect([server.requests.length, server.connections]).toEqual([1, 1]);
  });

  it.each<[string, RawActs]>([
    ['100 and then nothing', { onRequest: (socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n') }],
    ['100 and then the end', { onRequest: (socket) => socket.end('HTTP/1.1 100 Continue\r\n\r\n') }],
    [
      '100 and then a reset',
      {
        onRequest: (socket) => socket.write('HTTP/1.1 100 Continue\r\n\r\n', () => socket.resetAndDestroy()),
      },
    ],
    [
      'a 101 that nobody asked for',
      {
        onRequest: (socket) =>
          socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n'),
      },
    ],
    [
      'two lengths that differ',
      {
        onRequest: (socket) =>
          socket.end(
            `HTTP/1.1 201 Created\r\nContent-Length: 3\r\nContent-Length: ${BATCH.length}\r\n\r\n${BATCH}`,
          ),
      },
    ],
    [
      'a length and chunks',
      {
        onRequest: (socket) =>
          socket.end(
            `HTTP/1.1 201 Created\r\nContent-Length: 70\r\nTransfer-Encoding: chunked\r\n\r\n${BATCH}`,
          ),
      },
    ],
  ])('no-reply or no batch after %s', async (_what, acts) => {
    const { server, answer } = await offerTo(acts);
    expect(['reply', 'no-reply']).toContain(answer.kind);
    expect(answer.kind === 'reply' ? answer.batch : null).toBeNull();
    expect([server.requests.length, server.connections]).toEqual([1, 1]);
  });

  it.each([
    ['a length that is too short', `HTTP/1.1 201 Created\r\nContent-Length: 20\r\n\r\n${BATCH}`],
    ['a length that is too long', `HTTP/1.1 201 Created\r\nContent-Length: 71\r\n\r\n${BATCH}`],
    [
      'a chunk that is too long',
      `HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n${BATCH}\r\n0\r\n\r\n`,
    ],
    [
      'a chunk without a size',
      `HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n${BATCH}\r\n0\r\n\r\n`,
    ],
    ['a compressed body', whole('201 Created\r\nContent-Encoding: gzip', '\x1f\x8b\x08\x00')],
  ])('a 201 without a batch after %s', async (_what, text) => {
    const { server, answer } = await offerTo({ onRequest: (socket) => socket.end(text) });
    expect(answer).toMatchObject({ kind: 'reply', status: 201, batch: null });
    expect([server.requests.length, server.connections]).toEqual([1, 1]);
  });

  it('the first of two replies on one connection', async () => {
    const second = CREATED.replace('b-1', 'b-2');
    const accepted = await offerTo({ onRequest: (socket) => socket.write(CREATED + second) });
    expect(accepted.answer).toMatchObject({ status: 201, batch: { id: 'b-1' } });
    const failed = await offerTo({ onRequest: (socket) => socket.write(whole('503 Busy', '{}') + CREATED) });
    expect(failed.answer).toMatchObject({ status: 503, batch: null });
  });

  it('a reply that drips is given up at the deadline of the whole call', async () => {
    const { server, answer } = await offerTo(
      {
        onRequest: (socket) => {
          socket.write('HTTP/1.1 201 Created\r\nX-Drip: ');
          const drip = setInterval(() => socket.write('x'), 20);
          socket.on('close', () => clearInterval(drip));
        },
      },
      300,
    );
    expect(answer.kind).toBe('no-reply');
    expect([server.requests.length, server.connections]).toEqual([1, 1]);
  });
});

describe('a server that does not read the whole request', () => {
  it('and answers: the answer counts', async () => {
    const server = await openRawServer({
      onConnect: (socket) => {
        socket.once('data', () => {
          socket.pause();
          socket.write(whole('413 Too Large', '{"errorCode":"CMN-101"}'));
        });
      },
    });
    const { provider } = openProvider({ server: server.url });
    expect(await provider.createBatch(LARGE)).toMatchObject({ kind: 'reply', status: 413, batch: null });
    expect([server.requests.length, server.connections]).toEqual([0, 1]);
  });

  it.each<[string, RawActs]>([
    [
      'answers, and resets',
      {
        onConnect: (socket) =>
          socket.once('data', () =>
            socket.write(whole('413 Too Large', '{}'), () => socket.resetAndDestroy()),
          ),
      },
    ],
    ['resets', { onConnect: (socket) => socket.once('data', () => socket.resetAndDestroy()) }],
    ['closes', { onConnect: (socket) => socket.once('data', () => socket.destroy()) }],
    ['stops reading', { onConnect: (socket) => socket.once('data', () => socket.pause()) }],
  ])('and %s: bytes were written, which is never denied', async (_what, acts) => {
    const server = await openRawServer(acts);
    const { provider } = openProvider({ server: server.url, requestTimeoutMs: 500 });
    const answer = await provider.createBatch(LARGE);
    expect(['reply', 'no-reply']).toContain(answer.kind);
    expect([server.requests.length, server.connections]).toEqual([0, 1]);
  });
});

describe('a kept connection', () => {
  it('that the server closes at the moment of the next POST carries no POST', async () => {
    const idle = new Set<{ destroy(): void }>();
    const server = await openRawServer({
      onConnect: () => idle.forEach((socket) => socket.destroy()),
      onRequest: (socket, self) => {
        idle.add(socket);
        reply('201 Created', BATCH, ['Connection: keep-alive', 'Keep-Alive: timeout=60'])(socket, self);
      },
    });
    const { provider } = openProvider({ server: server.url });
    const kinds: string[] = [];
    for (let offer = 0; offer < 5; offer += 1) kinds.push((await provider.createBatch(offerOf())).kind);
    expect(kinds).toEqual(Array.from({ length: 5 }, () => 'reply'));
    expect([server.requests.length, server.connections]).toEqual([5, 5]);
  });
});

describe('a TLS server', () => {
  it('that has no certificate gets not one byte of the request', async () => {
    let bytes = 0;
    const server = createTlsServer({}, (socket) =>
      socket.on('data', (chunk: Buffer) => (bytes += chunk.length)),
    );
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { provider } = openProvider({ server: `https://127.0.0.1:${port}` });
    expect(await provider.createBatch(offerOf())).toMatchObject({ kind: 'not-sent' });
    expect(bytes).toBe(0);
  });
});

describe('the count of calls', () => {
  it('holds one whose answer is lost, and none that found nobody to connect to', async () => {
    const { server, provider } = await offerTo({ onRequest: (socket) => socket.resetAndDestroy() });
    expect(server.requests).toHaveLength(1);
    expect(provider.takeCalls()).toEqual(new Map([['POST /a2p-sms/batches', 1]]));
    const nobody = openProvider({ server: 'http://127.0.0.1:1' }).provider;
    await expect(nobody.readBatch('b-1')).rejects.toThrow('no reply');
    expect(nobody.takeCalls()).toEqual(new Map());
  });
});
