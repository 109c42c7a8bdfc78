import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { applyAfter, applyBefore, sendTruncated, sumDelaysMs, Swallowed } from '../faults/apply-fault.ts';
import { changeCall } from '../faults/change-request.ts';
import { type Effect, hasEffect } from '../faults/fault.ts';
import { pickEffects } from '../faults/fault-store.ts';
import { ACCOUNT_ID, EXTENSION_ID } from '../owned-numbers.ts';
import { invalidParameter, notFound, refusal } from '../problem.ts';
import { admitRequest } from '../world/rate-gate.ts';
import { expireToken, revokeAllSessions } from '../world/sessions.ts';
import { toWorldMicros } from '../world/settings.ts';
import type { World } from '../world/world.ts';
import { readBody } from './read-body.ts';
import { type Call, matchPath, nameRoute, type Reply, type Route } from './route.ts';
import { sendReply, toRateHeaders } from './send-reply.ts';
import { readAccessToken, requirePermission, requireSession } from './sign-in-check.ts';

/** A matched request on its way through the sandbox. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly world: World;
  /** Headers of every reply to this request; the rate headers join them once the request is counted. */
  readonly headers: Record<string, string>;
  /** Ends waits when the sandbox closes. */
  readonly closing: AbortSignal;
}

/** The route and parameters of a request. Throws 404 CMN-120 for an unknown path, 405 for another method. */
export function findRoute(
  routes: readonly Route[],
  method: string,
  path: string,
): readonly [Route, Call['params']] {
  const allowed: string[] = [];
  for (const route of routes) {
    const params = matchPath(route.path, path);
    if (params === null) continue;
    if (route.method === method) return [route, params];
    allowed.push(route.method);
  }
  if (allowed.length === 0) throw refusal(404, 'CMN-120', 'Invalid URI');
  throw refusal(405, 'CMN-202', 'Operation is not supported', { Allow: allowed.join(', ') });
}

/**
 * Plays one operation, in the order of the real gateway: token, rate, permission, then the operation. Faults stand
 * right before and right after the operation, so that a faulted request is signed in and counted like any other.
 */
export async function handleRequest(exchange: Exchange, route: Route, params: Call['params']): Promise<void> {
  const { request, response, url, world, headers } = exchange;
  const unread = pickEffects(world, route.method, url.pathname, false);
  if (unread.length > 0) throw new Swallowed('drop-unread', false);
  const body = await readBody(request, route.maxBodyBytes);
  const effects = pickEffects(world, route.method, url.pathname, true);
  const lag = sumLag(world, effects);
  const call = {
    method: route.method,
    url,
    params,
    headers: request.headers,
    body,
    lag,
    fates: [],
  };
  endTokens(world, effects, call);
  const session = route.group === 'Auth' ? null : requireSession(call, world);
  const verdict = admitRequest(world, route.group, nameRoute(route), hasEffect(effects, 'penalty'));
  if (!hasNoRateHeaders(effects)) Object.assign(headers, toRateHeaders(verdict));
  if (verdict.retryAfterSeconds !== null) throw refusal(429, 'CMN-301', 'Request rate exceeded');
  if (session !== null) requirePermission(route, session, world);
  const reply = await playOperation(exchange, route, call, effects);
  if (hasEffect(effects, 'truncate')) {
    sendTruncated(response, reply, headers);
    return;
  }
  await sendReply(response, reply, headers);
}

function endTokens(world: World, effects: readonly Effect[], call: Call): void {
  if (hasEffect(effects, 'revoke-tokens')) revokeAllSessions(world);
  if (hasEffect(effects, 'expire-token')) {
    expireToken(world, readAccessToken(call) ?? '', world.clock.now());
  }
}

async function playOperation(
  exchange: Exchange,
  route: Route,
  call: Call,
  effects: readonly Effect[],
): Promise<Reply> {
  const { world } = exchange;
  await pause(exchange, sumDelaysMs(effects, false));
  applyBefore(effects, route, call, world);
  checkAddress(route, call, exchange.request.method !== route.method);
  const changed = changeCall(effects, call);
  const isLate = await leaveClient(exchange, effects);
  const reply = route.handle(changed, world);
  if (hasEffect(effects, 'twice')) route.handle(changed, world);
  if (isLate) throw new Swallowed('late', false);
  await pause(exchange, sumDelaysMs(effects, true));
  return applyAfter(effects, route, reply);
}

/** Cuts the connection of a call that is done late, and waits; false for any other call. */
async function leaveClient(exchange: Exchange, effects: readonly Effect[]): Promise<boolean> {
  const late = effects.find((effect) => effect.kind === 'late');
  if (late === undefined) return false;
  exchange.response.socket?.resetAndDestroy();
  await pause(exchange, late.delayMs);
  return true;
}

async function pause(exchange: Exchange, delayMs: number): Promise<void> {
  if (delayMs === 0) return;
  await sleep(delayMs, undefined, { signal: exchange.closing }).catch(() => {
    throw new Swallowed('closed', false);
  });
}

/** `~` or the number for account and extension; only documented query parameters, and the method of a tunnel. */
function checkAddress(route: Route, call: Call, isTunneled: boolean): void {
  const { accountId = '~', extensionId = '~' } = call.params;
  if (accountId !== '~' && accountId !== ACCOUNT_ID) throw notFound('accountId');
  if (extensionId !== '~' && extensionId !== EXTENSION_ID) throw notFound('extensionId');
  const known = ['access_token', ...(isTunneled ? ['_method'] : []), ...route.query];
  for (const name of call.url.searchParams.keys()) if (!known.includes(name)) throw invalidParameter(name);
}

function sumLag(world: World, effects: readonly Effect[]): number {
  let lagMs = world.settings.lagMs;
  for (const effect of effects) if (effect.kind === 'lag') lagMs += effect.lagMs;
  return toWorldMicros(world.settings, lagMs);
}

function hasNoRateHeaders(effects: readonly Effect[]): boolean {
  return effects.some(
    (effect) =>
      effect.kind === 'no-rate-headers' ||
      (effect.kind === 'throttle' && !effect.hasRateHeaders) ||
      (effect.kind === 'status' && effect.status === 429),
  );
}
