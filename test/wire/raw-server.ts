import { createServer, type AddressInfo, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface RawServer {
  readonly url: string;
  /** Requests whose head and body arrived whole. */
  readonly requests: string[];
  connections: number;
  bytes: number;
}

/** What the server does once it has a whole request. */
export type Act = (socket: Socket, server: RawServer) => void;

export interface RawActs {
  readonly onConnect?: Act;
  readonly onRequest?: Act;
}

/** A TCP server that counts whole requests and breaks connections as told: below HTTP, where libraries can't help. */
export async function openRawServer({ onConnect, onRequest }: RawActs): Promise<RawServer> {
  const sockets = new Set<Socket>();
  const state: RawServer = { url: '', requests: [], connections: 0, bytes: 0 };
  const server = createServer((socket) => {
    state.connections++;
    sockets.add(socket);
    let text = '';
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      state.bytes += chunk.length;
      text += chunk.toString('latin1');
      if (!isWhole(text)) return;
      state.requests.push(text);
      text = '';
      onRequest?.(socket, state);
    });
    onConnect?.(socket, state);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    sockets.forEach((socket) => socket.destroy());
    server.close();
  });
  return Object.assign(state, { url: `http://127.0.0.1:${port}` });
}

export function reply(status: string, body: string, headers: readonly string[] = []): Act {
  const lines = [`HTTP/1.1 ${status}`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers, '', body];
  return (socket) => socket.write(lines.join('\r\n'));
}

function isWhole(text: string): boolean {
  const [head = '', ...rest] = text.split('\r\n\r\n');
  if (rest.length === 0) return false;
  const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
  return rest.join('\r\n\r\n').length >= length;
}
