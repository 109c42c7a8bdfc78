import { oauthProblem, Problem, toErrorBody } from '../problem.ts';
import type { StatusEffect } from './fault.ts';

/** What a refusal is about: the operation's own address and permission. */
export interface Refused {
  readonly path: string;
  readonly permission: string | null;
}

/** The reply of a `status` fault: the documented body of the status or of the given code, in the operation's shape. */
export function toStatusProblem(effect: StatusEffect, refused: Refused): Problem {
  const { status, form } = effect;
  if (form === 'html')
    return new Problem(status, `<html><body><h1>The gateway gave up (Sandbox fault)</h1></body></html>`);
  const code = form ?? USUAL_CODES[status] ?? (status >= 500 ? 'CMN-203' : 'CMN-101');
  const parameterName = status === 404 ? nameResource(refused) : 'messages';
  const message = `${MESSAGES[code] ?? 'Refused'} (Sandbox fault)`.replace('[batchId]', `[${parameterName}]`);
  if (refused.path.startsWith('/restapi/oauth/') && status < 429) return toOauth(status, form ?? 'OAU-140');
  const permissionName = code === 'CMN-408' ? 'OutboundSMS' : (refused.permission ?? 'A2PSMS');
  const entry = {
    errorCode: code,
    message: message.replace('[permission]', `[${permissionName}]`),
    ...(code === 'CMN-101' || code === 'CMN-102' ? { parameterName } : {}),
    ...(status === 403 ? { permissionName } : {}),
  };
  const topCode = status === 401 ? (code === 'OAU-128' ? 'TokenExpired' : 'TokenInvalid') : code;
  return new Problem(status, toErrorBody(entry, topCode), status === 401 ? CHALLENGE : {});
}

/** What isn't there: a message of the extension's store, or a batch. */
function nameResource({ path }: Refused): string {
  return path.includes('/message-store') ? 'messageId' : 'batchId';
}

const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="RingCentral REST API", error="invalid_token"' };

/** The code that a status usually has (guides "errors" and "rate limits"). */
const USUAL_CODES: Readonly<Record<number, string>> = {
  401: 'OAU-213',
  403: 'CMN-401',
  404: 'CMN-102',
  405: 'CMN-202',
  413: 'AGW-413',
  415: 'AGW-415',
  429: 'CMN-310',
  503: 'CMN-201',
};

const MESSAGES: Readonly<Record<string, string>> = {
  'AGW-413': 'Request entity is too large',
  'AGW-415': 'Unsupported Media Type',
  'CMN-101': 'Parameter [messages] value is invalid.',
  'CMN-102': 'Resource for parameter [batchId] is not found.',
  'CMN-104': 'Cannot parse request',
  'CMN-110': 'Header Content-Type should be specified',
  'CMN-120': 'Invalid URI',
  'CMN-201': 'Service Temporary Unavailable',
  'CMN-202': 'Operation is not supported',
  'CMN-203': 'Internal Server Error',
  'CMN-301': 'Request rate exceeded',
  'CMN-302': 'Request rate exceeded',
  'CMN-303': 'No rate plan is assigned',
  'CMN-304': 'A duplicate of this request is being processed',
  'CMN-310': 'Request rate exceeded',
  'CMN-401': 'In order to call this API endpoint, application needs to have [permission] permission',
  'CMN-407': 'Header value is invalid',
  'CMN-408': 'In order to call this API endpoint, user needs to have [permission] permission',
  'OAU-112': 'The client is unauthorized for the grant type',
  'OAU-128': 'Access token expired',
  'OAU-129': 'Access token corrupted',
  'OAU-140': 'Invalid resource owner credentials',
  'OAU-146': 'Invalid client credentials',
  'OAU-213': 'Token not found',
};

/** RFC 6749 §5.2; the gateway's own refusals and failures, from 429 on, have the classic shape there as well. */
function toOauth(status: number, code: string): Problem {
  const error = status === 401 ? 'invalid_client' : 'invalid_grant';
  return oauthProblem(status, error, code, `${MESSAGES[code] ?? 'Refused'} (Sandbox fault)`);
}
