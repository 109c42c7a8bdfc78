import type { Fate } from '../fate.ts';
import type { Call } from '../http/route.ts';
import { invalidParameter, type Problem } from '../problem.ts';
import { type Effect, hasEffect } from './fault.ts';

/** What a gateway on the way adds to every text. */
const ADDED_LINE = '\nReply STOP to opt out.';

/** Texts longer than this are refused, so the gateway cuts what it makes longer. */
const MAX_TEXT_LENGTH = 1000;

/** The call as it reaches the operation: some faults change it on the way. */
export function changeCall(effects: readonly Effect[], call: Call): Call {
  return {
    ...call,
    fates: effects.flatMap(toFate),
    body: hasEffect(effects, 'alter-text') ? alterTexts(call.body) : call.body,
  };
}

function toFate(effect: Effect): Fate[] {
  if (effect.kind === 'never-final') return [{ end: 'Sent', share: 1 }];
  return effect.kind === 'fate' ? [effect.fate] : [];
}

/** 400 CMN-101 about `from`, as for a number that may not send A2P. */
export function refuseSender(call: Call): Problem {
  const from = readBody(call.body)?.['from'];
  return invalidParameter('from', typeof from === 'string' ? from : undefined);
}

function alterTexts(bytes: Buffer): Buffer {
  const body = readBody(bytes);
  if (body === null) return bytes;
  const messages = Array.isArray(body['messages']) ? body['messages'].map(alterText) : body['messages'];
  return Buffer.from(JSON.stringify({ ...(alterText(body) as object), messages }));
}

function alterText(value: unknown): unknown {
  if (!isObject(value) || typeof value['text'] !== 'string') return value;
  return { ...value, text: value['text'].slice(0, MAX_TEXT_LENGTH - ADDED_LINE.length) + ADDED_LINE };
}

function readBody(bytes: Buffer): Record<string, unknown> | null {
  try {
    const body: unknown = JSON.parse(bytes.toString('utf8'));
    return isObject(body) ? body : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
