import type { SmsAnswer, StandardSms } from '../core/message-store.ts';
import type { Client } from './client.ts';
import { describeReply, toProviderError } from './failure.ts';
import { parseJson } from './json.ts';
import { MAILBOX_MESSAGE } from './mailbox-record.ts';
import { nameCall, PATHS } from './paths.ts';
import { ReplyError, type Reply } from './sdk.ts';
import { WireError } from './transport.ts';
import { cleanWords } from './words.ts';

const CALL = nameCall('POST', PATHS.sms);

/** Statuses that say that the message was not taken, for certain (guide "API responses"). */
const NOT_TAKEN = [400, 401, 403, 404, 405, 413, 415, 422, 429];

/**
 * Sends one standard SMS (operation createSMSMessage), which knows no key either. What certainly was not taken, because
 * the token was refused or the group had fallen silent, is offered again once; anything else is told as it is.
 */
export async function sendSms(client: Client, sms: StandardSms): Promise<SmsAnswer> {
  for (let refusals = 0; ;) {
    let authorization: string;
    try {
      authorization = await client.ready('POST', PATHS.sms);
    } catch (error) {
      return { kind: 'not-sent', error: toProviderError(CALL, error) };
    }
    const answer = await post(client, sms, authorization);
    if (answer.kind === 'withheld') continue;
    if (answer.kind !== 'not-sent' || answer.error.detail.status !== 401) return answer;
    client.drop(authorization);
    if (++refusals > 1) return answer;
  }
}

type Posted = SmsAnswer | { readonly kind: 'withheld' };

async function post(client: Client, sms: StandardSms, authorization: string): Promise<Posted> {
  let hasWritten = false;
  const mayWrite = (): boolean => (hasWritten = !client.isSilent('POST', PATHS.sms));
  const headers = { Authorization: authorization, Accept: 'application/json' };
  try {
    const reply = await client.send({
      ...{ method: 'POST', url: PATHS.sms, body: toBody(sms), mayWrite },
      headers: { ...headers, 'Content-Type': 'application/json' },
    });
    return readReply(reply);
  } catch (error) {
    if (error instanceof ReplyError) return readReply(error.reply);
    if (error instanceof WireError && error.stage === 'withheld') return { kind: 'withheld' };
    const mayBeSent = error instanceof WireError ? error.stage === 'unanswered' : hasWritten;
    if (!mayBeSent) return { kind: 'not-sent', error: toProviderError(CALL, error) };
    return {
      kind: 'unknown',
      reason: error instanceof Error ? cleanWords(error.message) : 'an unknown fault',
    };
  }
}

function toBody({ from, to, text, country }: StandardSms): Uint8Array {
  const body = {
    from: { phoneNumber: from },
    to: [{ phoneNumber: to }],
    text,
    ...(country === undefined ? {} : { country: { isoCode: country } }),
  };
  return new TextEncoder().encode(JSON.stringify(body));
}

/** It is in the store only by a whole reply with an id. */
function readReply(reply: Reply): SmsAnswer {
  const isSuccess = reply.status >= 200 && reply.status <= 299;
  if (!isSuccess && NOT_TAKEN.includes(reply.status)) {
    return { kind: 'not-sent', error: describeReply(CALL, reply) };
  }
  const reason = isSuccess ? (reply.cut ?? 'the reply holds no message id') : `status ${reply.status}`;
  if (!isSuccess || reply.cut !== null) return { kind: 'unknown', reason };
  try {
    return { kind: 'sent', message: MAILBOX_MESSAGE.parse(parseJson(reply.text)) };
  } catch {
    return { kind: 'unknown', reason };
  }
}
