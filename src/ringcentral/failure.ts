import { ProviderError, type ProviderFailure } from '../core/error.ts';
import { parseErrorBody } from './error-body.ts';
import { GateClosed } from './turnstile.ts';
import { ReplyError, type Reply } from './sdk.ts';
import { WireError } from './transport.ts';
import { cleanWords } from './words.ts';

/** RingCentral's id of a request, which its support asks for. */
export function requestIdOf(reply: Reply): string | null {
  const id = reply.headers['rcrequestid'];
  return typeof id === 'string' && id !== '' ? id : null;
}

/**
 * Says what a failed call means. Never carries the SDK's error as its cause: that one holds the request, with the
 * token and, for a sign-in, the JWT.
 *
 * @param call `GET /a2p-sms/batches`
 */
export function toProviderError(call: string, error: unknown): ProviderError {
  if (error instanceof ProviderError) return error;
  if (error instanceof ReplyError) return describeReply(call, error.reply);
  if (error instanceof WireError || error instanceof GateClosed) {
    return new ProviderError(`${call} got no reply: ${cleanWords(error.message)}`, {
      failure: 'unreachable',
      call,
    });
  }
  const reason = error instanceof Error ? cleanWords(error.message) : 'an unknown fault';
  return new ProviderError(`${call} could not be understood: ${reason}`, { failure: 'unreadable', call });
}

/** @param hint what to do about it, when more is known than the provider says */
export function describeReply(call: string, reply: Reply, hint = ''): ProviderError {
  const { errorCode, message } = parseErrorBody(reply.text);
  const requestId = requestIdOf(reply);
  const seen = [String(reply.status), errorCode, message, reply.cut]
    .filter((part) => part !== null)
    .join(' ');
  const parts = [
    `${call} ${VERBS[toFailure(reply)]}: ${seen}`,
    requestId === null ? '' : ` (RCRequestId ${requestId})`,
    hint === '' ? '' : `. ${hint}`,
  ];
  return new ProviderError(parts.join(''), {
    failure: toFailure(reply),
    call,
    status: reply.status,
    ...(errorCode === null ? {} : { errorCode }),
    ...(requestId === null ? {} : { requestId }),
  });
}

/** A success that is not whole is a broken connection: the same call may do better later. */
function toFailure({ status }: Reply): ProviderFailure {
  if (status < 300 || status === 408 || status >= 500) return 'unreachable';
  if (status === 429) return 'rate-limited';
  if (status === 401) return 'unauthorized';
  return status === 403 ? 'forbidden' : 'refused';
}

const VERBS: Readonly<Record<ProviderFailure, string>> = {
  unreachable: 'failed at the provider',
  'rate-limited': 'was refused by the rate limit',
  unauthorized: 'was not authorized',
  forbidden: 'is not permitted',
  refused: 'was refused',
  unreadable: 'could not be understood',
};
