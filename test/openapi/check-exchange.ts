import { type Exchange, type Message, parseMessage, toRecord } from './exchange.ts';
import type { Operation, Schema, Specification } from './specification.ts';
import { findUnnamed } from './unnamed-properties.ts';

/** Something that an exchange has and the specification doesn't. */
export interface Finding {
  /** The operation's id; the method and the path of one that isn't there. */
  readonly operation: string;
  readonly side: 'request' | 'reply';
  /** Of the reply, also where the request is wrong. */
  readonly status: number;
  readonly what: string;
}

/** Checks both sides. A request that was refused may be wrong: only `isOurs` makes it a finding then. */
export function checkExchange(
  specification: Specification,
  exchange: Exchange,
  { isOurs }: { readonly isOurs: boolean },
): readonly Finding[] {
  const { method, path, status } = exchange;
  const operation = specification.find(method, path);
  if (operation === null) {
    return [{ operation: `${method} ${path}`, side: 'request', status, what: 'no such operation' }];
  }
  const isChecked = isOurs || status < 400;
  const of = (side: Finding['side'], list: Iterable<string>): Finding[] =>
    [...new Set(list)].map((what) => ({ operation: operation.operationId, side, status, what }));
  return [
    ...of('request', isChecked ? checkRequest(specification, operation, exchange) : []),
    ...of('reply', checkReply(specification, operation, exchange)),
  ];
}

/** A finding in one line. */
export function formatFinding({ operation, side, status, what }: Finding): string {
  return `${operation}, ${side}${side === 'reply' ? ` ${status}` : ` (answered ${status})`}: ${what}`;
}

function* checkRequest(
  specification: Specification,
  operation: Operation,
  exchange: Exchange,
): Generator<string> {
  const { body, headers, query } = exchange;
  if (exchange.isTunneled) yield 'goes as a POST that names its method in a header';
  const listed = operation.requestBody?.content ?? {};
  const type = body.text === '' ? null : findType(listed, body.type);
  if (type === undefined) {
    yield `a body of the type ${body.type || 'none'} is not listed`;
    return;
  }
  for (const path of splitPath(operation, exchange.path)) {
    const request = { path, query: toRecord(query), headers, type, body: parseMessage(body) };
    for (const [where, what] of specification.checkRequest(operation, request)) yield `${where} ${what}`;
  }
  if (type !== null) yield* listUnnamed(listed[type]?.schema, body);
}

function* checkReply(
  specification: Specification,
  operation: Operation,
  { status, reply }: Exchange,
): Generator<string> {
  const response = operation.responses[String(status)];
  if (response === undefined) {
    yield 'the status is not listed';
    return;
  }
  const listed = response.content ?? {};
  if (reply.text === '') {
    if (Object.keys(listed).length > 0) yield 'a body is listed, and there is none';
    return;
  }
  const type = findType(listed, reply.type);
  if (type === undefined) {
    const isNone = Object.keys(listed).length === 0;
    yield isNone ? 'no body is listed' : `a body of the type ${reply.type || 'none'} is not listed`;
    return;
  }
  const body = parseMessage(reply);
  if (body === undefined) return;
  for (const [where, what] of specification.checkReply(operation, status, type, body))
    yield `${where} ${what}`;
  yield* listUnnamed(listed[type]?.schema, reply);
}

function* listUnnamed(schema: Schema | undefined, message: Message): Generator<string> {
  const body = parseMessage(message);
  if (schema === undefined || body === undefined) return;
  for (const where of findUnnamed(schema, body)) yield `${where} is not named`;
}

/** The type as it is listed, perhaps as `image/*`. */
function findType(listed: Readonly<Record<string, unknown>>, type: string): string | undefined {
  return Object.keys(listed).find(
    (name) => name === type || (name.endsWith('/*') && type.startsWith(name.slice(0, -1))),
  );
}

/** The path for each of several ids that stand in it with commas between them. */
function splitPath({ path, lists }: Operation, given: string): readonly string[] {
  const segments = given.split('/');
  const place = path.split('/').findIndex((part) => lists.includes(part.slice(1, -1)));
  const ids = segments[place]?.split(/,|%2C/i) ?? [];
  return ids.length < 2 ? [given] : ids.map((id) => segments.with(place, id).join('/'));
}
