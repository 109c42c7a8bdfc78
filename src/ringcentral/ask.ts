import type { z } from 'zod';
import { ProviderError } from '../core/error.ts';
import type { Client } from './client.ts';
import { toProviderError } from './failure.ts';
import { parseJson } from './json.ts';
import { nameCall } from './paths.ts';
import { ReplyError, type Call, type Reply } from './sdk.ts';
import { WireError } from './transport.ts';

/** Query parameters: a list becomes a repeated key. */
export type Query = Readonly<Record<string, string | readonly string[]>>;

/** A call that may be made twice without harm: a read, or a write that leaves the same behind each time. */
export interface Question {
  readonly method: Call['method'];
  readonly path: string;
  readonly query?: Query;
  /** Goes out as JSON. */
  readonly body?: unknown;
  /** Other media types than `application/json`: of the body, and of the reply. */
  readonly contentType?: string;
  readonly accept?: string;
}

/** Makes the call and parses the reply, or rejects with ProviderError. */
export type Ask = <T>(question: Question, shape: z.ZodType<T>) => Promise<T>;

export function openAsk(client: Client): Ask {
  return async (question, shape) => {
    const name = nameCall(question.method, question.path);
    try {
      return parseReply(name, await exchange(client, question), shape);
    } catch (error) {
      throw toProviderError(name, error);
    }
  };
}

/** Once; but it may sign in again and repeat once after a 401, and waits again for a group fallen silent. */
async function exchange(client: Client, question: Question): Promise<Reply> {
  for (let refusals = 0; ;) {
    const authorization = await client.ready(question.method, question.path);
    try {
      return await client.send(toCall(question, authorization));
    } catch (error) {
      if (error instanceof WireError && error.stage === 'withheld') continue;
      if (!(error instanceof ReplyError) || error.reply.status !== 401) throw error;
      client.drop(authorization);
      if (++refusals > 1) throw error;
    }
  }
}

const JSON_TYPE = 'application/json';

function toCall(question: Question, authorization: string): Call {
  const { method, path, query = {}, body, contentType = JSON_TYPE, accept = JSON_TYPE } = question;
  const headers = { Authorization: authorization, Accept: accept };
  const call = { method, url: path, ...(Object.keys(query).length === 0 ? {} : { query }) };
  if (body === undefined) return { ...call, headers };
  return {
    ...call,
    headers: { ...headers, 'Content-Type': contentType },
    body: new TextEncoder().encode(JSON.stringify(body)),
  };
}

function parseReply<T>(call: string, reply: Reply, shape: z.ZodType<T>): T {
  const parsed = shape.safeParse(reply.text === '' ? null : parseJson(reply.text));
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
