import { once } from 'node:events';
import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type Exchange, toMediaType } from './exchange.ts';

/** A server between a program and the sandbox that writes down what goes through it. */
export interface Recorder {
  readonly url: string;
  /** In the order of the replies. What got no reply isn't there. */
  readonly exchanges: readonly Exchange[];
  close(): Promise<void>;
}

/** @param target the sandbox's address: where replies name it, they name the recorder to whoever reads them */
export async function openRecorder(target: string): Promise<Recorder> {
  const exchanges: Exchange[] = [];
  let own = '';
  const server = createServer((request, response) => {
    pass(request, response, target, own).then(
      (exchange) => exchanges.push(exchange),
      // A connection that the sandbox cuts is cut here as well.
      () => response.socket?.resetAndDestroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  own = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: own,
    exchanges,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
  own: string,
): Promise<Exchange> {
  const body = await buffer(request);
  const { method = '', headers } = request;
  const outgoing = send(new URL(request.url ?? '/', target), { method, headers });
  outgoing.end(body);
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage];
  const text = (await buffer(answer)).toString('utf8').replaceAll(target, own);
  const { statusCode: status = 0, headers: told } = answer;
  const bytes = Buffer.from(text);
  const url = new URL(request.url ?? '/', own);
  const tunneled = method === 'POST' ? headers['x-http-method-override'] : undefined;
  const exchange: Exchange = {
    method: typeof tunneled === 'string' ? tunneled : method,
    isTunneled: tunneled !== undefined,
    path: url.pathname,
    query: url.searchParams,
    headers: toTexts(headers),
    body: { type: toMediaType(headers['content-type']), text: body.toString('utf8') },
    status,
    reply: { type: toMediaType(told['content-type']), text },
  };
  const isSized = told['content-length'] !== undefined;
  response.writeHead(status, isSized ? { ...told, 'content-length': bytes.length } : told);
  response.end(bytes);
  return exchange;
}

function toTexts(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
