import { type Problem, refusal } from '../problem.ts';
import type { Call } from './route.ts';

/** The JSON object in the body: 400 CMN-110 without a type, 415 for another one, 400 CMN-104 for anything else. */
export function readJsonObject(call: Call): Record<string, unknown> {
  requireType(call, 'application/json');
  return toObject(parseJson(call.body));
}

/** JSON in UTF-8; 400 CMN-104 for anything else. */
export function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw cannotParse();
  }
}

/** A JSON value as the object that it must be; 400 CMN-104 for another one. */
export function toObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw cannotParse();
  return value as Record<string, unknown>;
}

/** 400 CMN-104. */
export function cannotParse(): Problem {
  return refusal(400, 'CMN-104', 'Cannot parse request');
}

/** The body's type without its parameters, in lower case; 400 CMN-110 without one. */
export function readType(call: Call): string {
  const given = call.headers['content-type'];
  if (given === undefined) throw refusal(400, 'CMN-110', 'Header Content-Type should be specified');
  return given.split(';')[0]?.trim().toLowerCase() ?? '';
}

/** 415 for a type that the operation doesn't take. */
export function unsupportedType(): Problem {
  return refusal(415, 'AGW-415', 'Unsupported Media Type');
}

/** The fields of a form body, for the OAuth endpoints. */
export function readForm(call: Call): URLSearchParams {
  requireType(call, 'application/x-www-form-urlencoded');
  return new URLSearchParams(call.body.toString('utf8'));
}

function requireType(call: Call, type: string): void {
  if (readType(call) !== type) throw unsupportedType();
}
