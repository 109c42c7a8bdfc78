import type { RemoteBatch, ProviderRejection, SubmitAnswer, SubmitReply } from '../core/provider.ts';
import { parseErrorBody } from './error-body.ts';
import { requestIdOf } from './failure.ts';
import { parseJson } from './json.ts';
import { BATCH, REJECTIONS } from './records.ts';
import { ReplyError, type Reply } from './sdk.ts';
import { WireError } from './transport.ts';
import { cleanWords } from './words.ts';

/**
 * Turns what came of the one POST into an answer. It never throws: the intent is committed by now, so whatever
 * happened, the caller must be told whether bytes may have been written.
 *
 * @param post makes the POST
 * @param hasWritten whether the connected socket was handed over for writing
 */
export async function answerOffer(
  post: () => Promise<Reply>,
  hasWritten: () => boolean,
): Promise<SubmitAnswer> {
  try {
    return toSubmitReply(await post());
  } catch (error) {
    if (error instanceof ReplyError) return toSubmitReply(error.reply);
    const reason = error instanceof Error ? cleanWords(error.message) : 'an unknown fault';
    const mayBeSent = error instanceof WireError ? error.stage === 'unanswered' : hasWritten();
    return { kind: mayBeSent ? 'no-reply' : 'not-sent', reason };
  }
}

/** The batch counts only when the body was whole and carried an id: everything less leaves a doubt. */
function toSubmitReply(reply: Reply): SubmitReply {
  const isSuccess = reply.status >= 200 && reply.status <= 299;
  const { batch, rejected } = isSuccess && reply.cut === null ? parseBatch(reply.text) : NOTHING;
  const { errorCode, message } = isSuccess ? { errorCode: null, message: null } : parseErrorBody(reply.text);
  const fault = reply.cut ?? (isSuccess && batch === null ? 'the reply holds no batch id' : null);
  return {
    kind: 'reply',
    status: reply.status,
    batch,
    rejected,
    errorCode,
    message: [message, fault].filter((part) => part !== null).join('; ') || null,
    requestId: requestIdOf(reply),
  };
}

interface Parsed {
  readonly batch: RemoteBatch | null;
  readonly rejected: readonly ProviderRejection[];
}

const NOTHING: Parsed = { batch: null, rejected: [] };

function parseBatch(text: string): Parsed {
  try {
    const body = parseJson(text);
    const batch = BATCH.safeParse(body).data ?? null;
    return batch === null ? NOTHING : { batch, rejected: REJECTIONS.parse(body) };
  } catch {
    return NOTHING;
  }
}
