import type { ServerResponse } from 'node:http';
import { type Payload, toPayload } from '../http/send-reply.ts';
import type { Call, Reply, Route } from '../http/route.ts';
import { Problem, refusal } from '../problem.ts';
import type { World } from '../world/world.ts';
import { refuseSender } from './change-request.ts';
import { changeCosts, loopPages, removeId } from './change-reply.ts';
import type { Effect, ThrottleEffect } from './fault.ts';
import { type Refused, toStatusProblem } from './status-reply.ts';

/** Thrown when a fault leaves the request without a reply; `outcome` goes to the call log. */
export class Swallowed extends Error {
  readonly outcome: string;
  readonly isHanging: boolean;

  constructor(outcome: string, isHanging: boolean) {
    super(outcome);
    this.outcome = outcome;
    this.isHanging = isHanging;
  }
}

/** What stands between admission and the handler: throws a Problem or Swallowed when a fault says so. */
export function applyBefore(effects: readonly Effect[], route: Route, call: Call, world: World): void {
  const refused = { path: route.path, permission: route.permission };
  for (const effect of effects) {
    if (effect.kind === 'redirect') {
      throw new Problem(effect.status, undefined, { Location: call.url.href });
    }
    if (effect.kind === 'throttle') throw throttled(effect, world.clock.now());
    if (effect.kind === 'refuse-sender') throw refuseSender(call);
    failOrSwallow(effect, false, refused);
  }
}

/** What happens once the handler has done its work: the world has changed, the client may not learn of it. */
export function applyAfter(effects: readonly Effect[], route: Route, reply: Reply): Reply {
  const refused = { path: route.path, permission: route.permission };
  let result = reply;
  for (const effect of effects) {
    failOrSwallow(effect, true, refused);
    if (effect.kind === 'garbage') result = { status: reply.status, text: GARBAGE };
    else if (result.json !== undefined) result = { ...result, json: changeBody(effect, result.json) };
  }
  return result;
}

/** The time that the delays on one side of the handler take together. */
export function sumDelaysMs(effects: readonly Effect[], isAfter: boolean): number {
  let total = 0;
  for (const effect of effects) {
    if (effect.kind === 'delay' && effect.isAfter === isAfter) total += effect.delayMs;
  }
  return total;
}

/** Sends half of the promised body, then breaks the connection. */
export function sendTruncated(response: ServerResponse, reply: Reply, headers: Record<string, string>): void {
  const { type, bytes }: Payload = toPayload(reply);
  response.writeHead(reply.status, {
    ...headers,
    ...(type === null ? {} : { 'Content-Type': type }),
    'Content-Length': String(bytes.length),
  });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.socket?.destroy());
}

const GARBAGE = {
  type: 'text/html',
  content: '<html><head><title>Gateway</title></head><body>upstream sent too big header</body></html>',
};

function failOrSwallow(effect: Effect, isAfter: boolean, refused: Refused): void {
  if (!('isAfter' in effect) || effect.isAfter !== isAfter) return;
  const side = isAfter ? 'after' : 'before';
  if (effect.kind === 'drop') throw new Swallowed(`drop-${side}`, false);
  if (effect.kind === 'hang') throw new Swallowed(`hang-${side}`, true);
  if (effect.kind === 'status') throw toStatusProblem(effect, refused);
}

/** How far ahead a `Retry-After` lies that is a date. */
const RETRY_DATE_MICROS = 30_000_000;

/** A 429 as the account and the platform give it (rate limits guide), whatever the group has left. */
function throttled({ retryAfter }: ThrottleEffect, now: number): Problem {
  const date = new Date((now + RETRY_DATE_MICROS) / 1000).toUTCString();
  const value = retryAfter === 'date' ? date : String(retryAfter);
  return refusal(
    429,
    'CMN-310',
    'Request rate exceeded (Sandbox fault)',
    retryAfter === 'none' ? {} : { 'Retry-After': value },
  );
}

function changeBody(effect: Effect, json: unknown): unknown {
  if (effect.kind === 'no-id') return removeId(json);
  if (effect.kind === 'loop') return loopPages(json, effect.to);
  return effect.kind === 'cost' ? changeCosts(json, effect.change) : json;
}
