import { z } from 'zod';
import { ProviderError } from '../core/error.ts';
import { MOST_IDS, type IdOutcome } from '../core/message-store.ts';
import type { Ask, Question } from './ask.ts';
import { parseErrorBody } from './error-body.ts';
import { MAILBOX_MESSAGE } from './mailbox-record.ts';
import { nameCall, PATHS } from './paths.ts';

/**
 * The form of a reply about several messages that is asked for (guide "Batch requests"; responses 207 of readMessage,
 * updateMessage and patchMessage). The other one, `multipart/mixed`, comes only to those who don't ask.
 */
const BULK_JSON = 'application/vnd.ringcentral.multipart+json';
const ACCEPT = `${BULK_JSON}, application/json`;

/** Schema MultipartResponseEntryBase with a body, which is the record, or an error in any of its shapes. */
const ENTRY = z.object({
  resourceId: z.union([z.string(), z.number().transform(String)]),
  status: z.union([
    z.number().int(),
    z
      .string()
      .regex(/^\d{3}$/)
      .transform(Number),
  ]),
  body: z.unknown().optional(),
});

/** What is asked of each message. A body is the same for all of them. */
export interface BulkQuestion extends Pick<Question, 'method' | 'query'> {
  readonly body?: object;
}

/** Asks for all of `ids`, each once, in calls of `MOST_IDS`. Never calls without an id: that would mean every message. */
export async function* askForEach(
  ask: Ask,
  ids: readonly string[],
  question: BulkQuestion,
): AsyncGenerator<readonly IdOutcome[]> {
  const distinct = [...new Set(ids)].filter((id) => id !== '');
  for (let from = 0; from < distinct.length; from += MOST_IDS) {
    const [first = '', ...others] = distinct.slice(from, from + MOST_IDS);
    yield others.length === 0
      ? [await askForOne(ask, first, question)]
      : await askForSeveral(ask, [first, ...others], question);
  }
}

/** A refusal of the one message is an outcome, as it is among several. */
async function askForOne(ask: Ask, id: string, question: BulkQuestion): Promise<IdOutcome> {
  const path = PATHS.stored([id]);
  try {
    return succeed(
      id,
      await ask({ ...question, path }, question.method === 'DELETE' ? NOTHING : MAILBOX_MESSAGE),
    );
  } catch (error) {
    if (!(error instanceof ProviderError) || error.detail.failure !== 'refused') throw error;
    const { status = 400, errorCode = null } = error.detail;
    return { id, status, message: null, errorCode, reason: error.message };
  }
}

/** The body of a 204. */
const NOTHING = z.unknown().transform(() => null);

async function askForSeveral(
  ask: Ask,
  ids: readonly string[],
  { body, ...question }: BulkQuestion,
): Promise<readonly IdOutcome[]> {
  const path = PATHS.stored(ids);
  const entries = ids.map(() => ({ body }));
  const sent = body === undefined ? {} : { body: entries, contentType: BULK_JSON };
  const shape = question.method === 'DELETE' ? z.union([z.array(ENTRY), z.null()]) : z.array(ENTRY);
  const reply = await ask({ ...question, ...sent, path, accept: ACCEPT }, shape);
  // 204: all of them.
  if (reply === null) return ids.map((id) => succeed(id, null));
  return ids.map((id) => {
    const entry = reply.find(({ resourceId }) => resourceId === id);
    return entry === undefined ? forget(id, nameCall(question.method, path)) : toOutcome(id, entry);
  });
}

function toOutcome(id: string, { status, body }: z.infer<typeof ENTRY>): IdOutcome {
  if (status >= 200 && status <= 299) {
    return { ...succeed(id, MAILBOX_MESSAGE.safeParse(body).data ?? null), status };
  }
  const { errorCode, message } = parseErrorBody(JSON.stringify(body ?? {}));
  return { id, status, message: null, errorCode, reason: message ?? 'the provider gives no reason' };
}

function succeed(id: string, message: IdOutcome['message']): IdOutcome {
  return { id, status: 200, message, errorCode: null, reason: null };
}

function forget(id: string, call: string): IdOutcome {
  const reason = `the reply to ${call} does not say what became of it`;
  return { id, status: 502, message: null, errorCode: null, reason };
}
