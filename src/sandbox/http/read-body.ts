import type { IncomingMessage } from 'node:http';
import { refusal } from '../problem.ts';

/** The documented limit of a batch (`x-request-max-body-size: 50m`). */
const MAX_BODY_BYTES = 50 * 1024 * 1024;

/** Reads the body. Throws 413 as soon as the limit is known to be passed, without reading the rest. */
export async function readBody(request: IncomingMessage, maxBytes = MAX_BODY_BYTES): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  // The iterator must leave the connection alone when it is left early: the refusal still has to go out on it.
  const rest = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of rest) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

function tooLarge(): Error {
  return refusal(413, 'AGW-413', 'Request entity is too large', { Connection: 'close' });
}
