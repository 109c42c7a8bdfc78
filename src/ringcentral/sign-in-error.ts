import { ProviderError } from '../core/error.ts';
import { parseErrorBody } from './error-body.ts';
import { describeReply, toProviderError } from './failure.ts';
import { ReplyError, type Reply } from './sdk.ts';

export const TOKEN_CALL = 'POST /restapi/oauth/token';

/**
 * Why a sign-in failed, and what to do (guide "Authentication errors"). The provider answers wrong credentials with
 * 400 and OAuth's words: to a person they are a matter of authorization.
 */
export function toSignInError(error: unknown): ProviderError {
  if (!(error instanceof ReplyError)) return toProviderError(TOKEN_CALL, error);
  const { reply } = error;
  const known = describeReply(TOKEN_CALL, reply, adviseOn(reply));
  if (reply.status !== 400) return known;
  return new ProviderError(known.message, { ...known.detail, failure: 'unauthorized' });
}

/** The provider refused the credentials themselves: another grant may still do. */
export function isRefusal(error: ProviderError): boolean {
  return !['unreachable', 'rate-limited'].includes(error.detail.failure);
}

function adviseOn(reply: Reply): string {
  const { errorCode, message } = parseErrorBody(reply.text);
  const seen = `${errorCode ?? ''} ${message ?? ''} ${reply.text}`;
  return ADVICE.find(([sign]) => sign.test(seen))?.[1] ?? '';
}

/** By OAuth's error words (RFC 6749 §5.2) and RingCentral's own codes; the first sign that is found counts. */
const ADVICE: readonly (readonly [sign: RegExp, advice: string])[] = [
  [
    /OAU-146|invalid_client/,
    'The client id or secret was not accepted: check RC_APP_CLIENT_ID and RC_APP_CLIENT_SECRET against the app in the Developer Console',
  ],
  [
    /OAU-112|unauthorized_client|unsupported_grant_type/,
    'The app may not sign in with a JWT: choose "JWT auth flow" in its settings in the Developer Console',
  ],
  [
    /OAU-128|expired/i,
    'The JWT has expired: create a new one in the Developer Console and put it into RC_USER_JWT',
  ],
  [
    /OAU-129|OAU-140|invalid_grant|assertion/i,
    'The JWT was not accepted: check that RC_USER_JWT is whole, was made for this client id, and belongs to the account of RC_SERVER_URL',
  ],
];
