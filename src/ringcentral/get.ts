import type { z } from 'zod';
import type { Client } from './client.ts';
import { toProviderError } from './failure.ts';
import { parseJson } from './json.ts';
import { nameCall } from './paths.ts';
import { ReplyError, type Reply } from './sdk.ts';
import { WireError } from './transport.ts';
import { ProviderError } from '../core/error.ts';

/** Query parameters: a list becomes a repeated key. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** GETs a path and parses the reply, or rejects with ProviderError. */
export type Get = <T>(path: string, query: Query, shape: z.ZodType<T>) => Promise<T>;

export function openGet(client: Client): Get {
  return async (path, query, shape) => {
    const call = nameCall('GET', path);
    try {
      return parseReply(call, await read(client, path, query), shape);
    } catch (error) {
      throw toProviderError(call, error);
    }
  };
}

/** A read changes nothing: it may sign in again and repeat once after a 401, and wait again for a group fallen silent. */
async function read(client: Client, path: string, query: Query): Promise<Reply> {
  for (let refusals = 0; ;) {
    const authorization = await client.ready();
    try {
      return await client.send({
        method: 'GET',
        url: path,
        headers: { Authorization: authorization, Accept: 'application/json' },
        ...(Object.keys(query).length === 0 ? {} : { query }),
      });
    } catch (error) {
      if (error instanceof WireError && error.stage === 'withheld') continue;
      if (!(error instanceof ReplyError) || error.reply.status !== 401) throw error;
      client.drop(authorization);
      if (++refusals > 1) throw error;
    }
  }
}

function parseReply<T>(call: string, reply: Reply, shape: z.ZodType<T>): T {
  const parsed = shape.safeParse(parseJson(reply.text));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new ProviderError(
    `${call} could not be understood: ${where === '' ? 'the body' : where} is not as documented`,
    {
      failure: 'unreadable',
      call,
      status: reply.status,
    },
  );
}
