import type { SubmitAnswer, SubmitReply } from '../core/provider.ts';
import type { ProviderRejection, RemoteBatch } from '../core/provider.ts';

/** What an answer says of more than its own batch. */
export type Consequence =
  /** The provider can't be reached for now. */
  | 'unreachable'
  /** The rate gate is silent already. */
  | 'rate-limited'
  /** The token was refused: sign in again; twice in a row stops the run. */
  | 'unauthorized'
  /** This batch's content was refused; another may pass. */
  | 'batch-refused'
  /** The account, the permission or the sender was refused: the run stops. */
  | 'sender-refused';

export type Verdict =
  | {
      readonly to: 'accepted';
      readonly batch: RemoteBatch;
      readonly rejected: readonly ProviderRejection[];
      readonly consequence: null;
    }
  | {
      readonly to: 'planned' | 'refused' | 'in_doubt';
      readonly reason: string;
      readonly consequence: Consequence | null;
    };

/**
 * Judges the answer to the one POST of a batch. `planned` is said only where the provider certainly did not take the
 * batch: it was never connected, or it answered that it refuses before processing. Everything that could have been
 * taken is `in_doubt`: a reply that was lost, cut or unreadable, a redirect, a conflict, any 5xx.
 * Source: API reference "Error handling" and "Rate limits"; nothing there makes a repeated POST safe.
 */
export function judge(answer: SubmitAnswer): Verdict {
  switch (answer.kind) {
    case 'not-sent':
      return { to: 'planned', reason: answer.reason, consequence: 'unreachable' };
    case 'no-reply':
      return { to: 'in_doubt', reason: answer.reason, consequence: null };
    case 'reply':
      return judgeReply(answer);
  }
}

function judgeReply(reply: SubmitReply): Verdict {
  if (isSuccess(reply.status)) return judgeSuccess(reply);
  const reason = describe(reply);
  switch (reply.status) {
    case 429:
      return { to: 'planned', reason, consequence: 'rate-limited' };
    case 401:
      return { to: 'planned', reason, consequence: 'unauthorized' };
    case 400:
    case 413:
    case 415:
    case 422:
      return { to: 'refused', reason, consequence: 'batch-refused' };
    case 403:
    case 404:
    case 405:
      return { to: 'refused', reason, consequence: 'sender-refused' };
    default:
      return { to: 'in_doubt', reason, consequence: null };
  }
}

function judgeSuccess(reply: SubmitReply): Verdict {
  if (reply.batch === null) {
    return { to: 'in_doubt', reason: `${describe(reply)}, without a readable batch id`, consequence: null };
  }
  return { to: 'accepted', batch: reply.batch, rejected: reply.rejected, consequence: null };
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function describe(reply: SubmitReply): string {
  const words = [reply.errorCode, reply.message].filter((word) => word !== null && word !== '').join(' ');
  const request = reply.requestId === null ? '' : `, request ${reply.requestId}`;
  return `HTTP ${reply.status}${words === '' ? '' : ` ${words}`}${request}`;
}
