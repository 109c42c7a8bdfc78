import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/**
 * Opens a connection of its own to the host of `url`, TLS handshake and certificate check included. Connections are
 * not kept: at some 50 calls a minute they cost nothing, and a kept one can die at the moment a request is written
 * to it, which leaves a doubt that a fresh one never has.
 *
 * @returns the connected socket, nothing written to it yet; rejects when there is none within `timeoutMs`
 */
export function connect(url: URL, timeoutMs: number, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const isSecure = url.protocol === 'https:';
    const socket = isSecure ? connectSecurely(url) : connectTcp({ host: hostOf(url), port: portOf(url, 80) });
    const giveUp = () => socket.destroy(new Error('the connection was given up'));
    const timer = setTimeout(
      () => socket.destroy(new Error(`no connection within ${timeoutMs} ms`)),
      timeoutMs,
    );
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted === true) giveUp();
    const settle = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    };
    // Stays for the socket's whole life: between this promise and the request nobody else would hear an error.
    socket.on('error', (error) => {
      settle();
      reject(error);
    });
    socket.once(isSecure ? 'secureConnect' : 'connect', () => {
      settle();
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}

function connectSecurely(url: URL): Socket {
  const host = hostOf(url);
  const name = isIP(host) === 0 ? { servername: host } : {};
  return connectTls({ host, port: portOf(url, 443), ALPNProtocols: ['http/1.1'], ...name });
}

function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '');
}

function portOf(url: URL, byDefault: number): number {
  return url.port === '' ? byDefault : Number(url.port);
}
