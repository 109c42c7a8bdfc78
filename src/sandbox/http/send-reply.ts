import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RateVerdict } from '../world/rate-gate.ts';
import type { Reply } from './route.ts';

/** The rate headers of a counted request; a refused one also learns when to come back. */
export function toRateHeaders(verdict: RateVerdict | null): Record<string, string> {
  if (verdict === null) return {};
  return {
    'X-Rate-Limit-Group': verdict.group,
    'X-Rate-Limit-Limit': String(verdict.limit),
    'X-Rate-Limit-Remaining': String(verdict.remaining),
    'X-Rate-Limit-Window': String(verdict.windowSeconds),
    ...(verdict.retryAfterSeconds === null ? {} : { 'Retry-After': String(verdict.retryAfterSeconds) }),
  };
}

/** A reply as it goes over the wire. */
export interface Payload {
  readonly type: string | null;
  readonly bytes: Buffer;
}

export function toPayload(reply: Reply): Payload {
  if (reply.text !== undefined) return { type: reply.text.type, bytes: Buffer.from(reply.text.content) };
  if (reply.json === undefined) return { type: null, bytes: Buffer.alloc(0) };
  return { type: 'application/json;charset=utf-8', bytes: Buffer.from(JSON.stringify(reply.json)) };
}

/** Writes status, headers and body. `lines` are streamed at the reader's pace, so their number doesn't matter. */
export async function sendReply(
  response: ServerResponse,
  reply: Reply,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  if (reply.lines !== undefined) return sendLines(response, reply.lines, reply, headers);
  const { type, bytes } = toPayload(reply);
  response.writeHead(reply.status, {
    ...headers,
    ...reply.headers,
    ...(type === null ? {} : { 'Content-Type': type }),
    'Content-Length': String(bytes.length),
  });
  response.end(bytes);
}

async function sendLines(
  response: ServerResponse,
  lines: Iterable<string>,
  reply: Reply,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  response.writeHead(reply.status, { ...headers, ...reply.headers, 'Content-Type': 'application/x-ndjson' });
  await pipeline(Readable.from(lines), response);
}
