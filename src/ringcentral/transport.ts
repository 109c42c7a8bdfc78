import {
  request as requestHttp,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import { Socket } from 'node:net';
import { connect } from './connection.ts';

/** A reply larger than this is not RingCentral's: a page of 1000 messages stays below 6 MB. */
const MAX_REPLY_BYTES = 64 * 1024 * 1024;
const MAX_CONNECT_MS = 10_000;

/** Takes a piece of a body; the next one comes when it is done. A rejection ends the call. */
export type OnChunk = (chunk: Uint8Array) => Promise<void>;

export interface Outgoing {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | null;
  /** For all of it: connecting, writing, and reading the last byte. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  /** Asked on the connected socket, before the first byte. False: nothing is written. */
  readonly mayWrite: () => boolean;
  /** Gets the body of a success piece by piece, of whatever size; the answer's is empty then. */
  readonly onChunk?: OnChunk;
}

/** What came back. A 3xx is an answer like any other: it is never followed. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Why the body is not whole; null when it is. */
  readonly cut: string | null;
}

/**
 * How far a request came that got no answer. Known from the socket itself, not guessed from error codes:
 * `unconnected` no connection was made · `withheld` connected, but `mayWrite` said no · `unanswered` bytes may have
 * been written.
 */
export type Stage = 'unconnected' | 'withheld' | 'unanswered';

/** A request that got no answer. The message is the reason, free of anything secret. */
export class WireError extends Error {
  readonly stage: Stage;

  constructor(stage: Stage, message: string) {
    super(message);
    this.name = 'WireError';
    this.stage = stage;
  }
}

/**
 * Makes one HTTP request on a connection of its own, exactly once: no retry, no redirect, no kept connection.
 * Resolves as soon as there is a status, even if the body was cut after it; rejects with WireError otherwise.
 */
export function exchange(outgoing: Outgoing): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let stage: Stage = 'unconnected';
    let reply: { readonly message: IncomingMessage; readonly chunks: Buffer[] } | null = null;
    let isSettled = false;

    const settle = (reason: string | null): void => {
      if (isSettled) return;
      isSettled = true;
      clearTimeout(timer);
      outgoing.signal?.removeEventListener('abort', giveUp);
      if (reply === null) reject(new WireError(stage, reason ?? 'the connection was closed without a reply'));
      else resolve(toAnswer(reply.message, reply.chunks, reason));
      // Frees the socket whatever became of it; what it still says is of no interest.
      request.destroy();
    };
    const fail = (error: unknown): void => {
      isSettled = true;
      clearTimeout(timer);
      outgoing.signal?.removeEventListener('abort', giveUp);
      reject(error instanceof Error ? error : new Error(String(error)));
      request.destroy();
    };
    const giveUp = () => settle('the call was given up');
    const timer = setTimeout(
      () => settle(`no complete reply within ${outgoing.timeoutMs} ms`),
      outgoing.timeoutMs,
    );

    const request = open(outgoing, (next) => (stage = next));
    // A socket that is not ours (an agent of a monitoring tool, say) may have carried bytes: never claim that it didn't.
    request.on('socket', () => (stage = 'unanswered'));
    request.on('error', (error) => settle(describe(error)));
    request.on('close', () => {
      // With a reply begun, its own end decides.
      if (reply === null) settle(null);
    });
    request.on('response', (message) => {
      const chunks: Buffer[] = [];
      reply = { message, chunks };
      const isSuccess = message.statusCode === 200;
      if (outgoing.onChunk === undefined || !isSuccess) readBody(message, chunks, settle);
      else void handOver(message, outgoing.onChunk).then(settle, fail);
    });
    if (outgoing.signal?.aborted === true) return giveUp();
    outgoing.signal?.addEventListener('abort', giveUp, { once: true });
    request.end(outgoing.body ?? undefined);
  });
}

function open(outgoing: Outgoing, reach: (stage: Stage) => void): ClientRequest {
  const { url, method, headers, timeoutMs, signal } = outgoing;
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return request(url, {
    method,
    headers,
    createConnection: (_options, handOver) => {
      connect(url, Math.min(timeoutMs, MAX_CONNECT_MS), signal).then(
        (socket) => {
          if (outgoing.mayWrite()) {
            reach('unanswered');
            handOver(null, socket);
          } else {
            reach('withheld');
            socket.destroy();
            handOver(new Error('it was too late to write the request when the connection was made'), socket);
          }
        },
        (error: unknown) => handOver(error instanceof Error ? error : new Error(String(error)), new Socket()),
      );
      return undefined;
    },
  });
}

function readBody(message: IncomingMessage, chunks: Buffer[], settle: (cut: string | null) => void): void {
  let size = 0;
  message.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_REPLY_BYTES) settle(`the reply is larger than ${MAX_REPLY_BYTES} bytes`);
    else chunks.push(chunk);
  });
  // `end` alone is no proof: only `complete` says that the length or the last chunk was reached.
  const end = () => settle(message.complete ? null : `the reply was cut after ${size} bytes`);
  message.on('error', end);
  message.on('end', end);
  message.on('close', end);
}

/** Hands a body over as it comes. Resolves with why it is not whole, or null; rejects as `onChunk` does. */
async function handOver(message: IncomingMessage, onChunk: OnChunk): Promise<string | null> {
  const pieces = message[Symbol.asyncIterator]();
  for (;;) {
    const piece = await pieces.next().catch(() => null);
    if (piece === null) return 'the reply was cut';
    if (piece.done === true) return message.complete ? null : 'the reply was cut';
    await onChunk(piece.value as Uint8Array);
  }
}

function toAnswer(message: IncomingMessage, chunks: readonly Buffer[], cut: string | null): Answer {
  return { status: message.statusCode ?? 0, headers: message.headers, body: Buffer.concat(chunks), cut };
}

/** A failed attempt on several addresses is an AggregateError, whose own message is empty. */
function describe(error: Error): string {
  if (error instanceof AggregateError) {
    return error.errors.map((each: unknown) => (each instanceof Error ? each.message : '')).join('; ');
  }
  return error.message;
}
