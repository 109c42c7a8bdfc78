import { readJsonObject } from '../http/read-json.ts';
import type { Call, Reply, Route } from '../http/route.ts';
import { findMagicNumber } from '../magic-numbers.ts';
import { isSupportedDestination, parseDigits } from '../numbering.ts';
import { findA2pNumber, type OwnedNumber } from '../owned-numbers.ts';
import { invalidParameter } from '../problem.ts';
import { acceptBatch, type AcceptedMessage } from '../world/accept-batch.ts';
import { readBatch } from '../world/batches.ts';
import type { World } from '../world/world.ts';
import { type RejectedRecipient, toBatchReply } from './batch-reply.ts';

/** createA2PSMS: bad recipients are rejected one by one, a malformed request as a whole. */
export const submitBatchRoute: Route = {
  method: 'POST',
  path: '/restapi/v1.0/account/{accountId}/a2p-sms/batches',
  group: 'Light',
  permission: 'A2PSMS',
  query: [],
  handle: submitBatch,
};

/** UTF-16 units, as the standard SMS endpoint documents its limit of the same size. */
const MAX_TEXT_LENGTH = 1000;

function submitBatch(call: Call, world: World): Reply {
  const body = readJsonObject(call);
  const sender = readSender(world, body['from']);
  const text = readText('text', body['text']);
  const given = body['messages'];
  if (!Array.isArray(given) || given.length === 0) throw invalidParameter('messages');
  const accepted: AcceptedMessage[] = [];
  const rejected: RejectedRecipient[] = [];
  for (const [index, entry] of (given as readonly unknown[]).entries()) {
    const message = readMessage(index, entry, text);
    const party = parseDigits(message.to);
    if (party === null || isUnsupported(sender, party)) rejected.push(reject(index, message.to));
    else accepted.push({ party, text: message.text });
  }
  const ordinal = acceptBatch(world, { sender, text, messages: accepted, fates: call.fates });
  return { status: 201, json: toBatchReply(readBatch(world, ordinal), world.clock.now(), rejected) };
}

function readSender(world: World, value: unknown): OwnedNumber {
  const sender = typeof value === 'string' ? findA2pNumber(world, parseDigits(value)) : undefined;
  if (sender === undefined) throw invalidParameter('from', typeof value === 'string' ? value : undefined);
  return sender;
}

function readText(name: string, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value.length > MAX_TEXT_LENGTH) throw invalidParameter(name);
  return value;
}

function readMessage(
  index: number,
  entry: unknown,
  batchText: string | null,
): { readonly to: string; readonly text: string | null } {
  const name = `messages[${index}]`;
  if (typeof entry !== 'object' || entry === null) throw invalidParameter(name);
  const { to, text: ownText } = entry as { readonly to?: unknown; readonly text?: unknown };
  // "Currently only one number is supported" (specification, MessageCreateRequest.to).
  if (!Array.isArray(to) || to.length !== 1) throw invalidParameter(`${name}.to`);
  const recipient: unknown = to[0];
  if (typeof recipient !== 'string') throw invalidParameter(`${name}.to`);
  const text = readText(`${name}.text`, ownText);
  if ((text ?? batchText ?? '') === '') throw invalidParameter(`${name}.text`);
  return { to: recipient, text: text === batchText ? null : text };
}

function isUnsupported(sender: OwnedNumber, party: number): boolean {
  return findMagicNumber(party)?.isRejected === true || !isSupportedDestination(sender.digits, party);
}

function reject(index: number, to: string): RejectedRecipient {
  return {
    index: index + 1,
    to: [to],
    errorCode: 'SMS-RC-410',
    description: 'Destination number is unsupported',
  };
}
