import { refusal } from '../problem.ts';
import type { Call } from './route.ts';

/** The JSON object in the body: 400 CMN-110 without a type, 415 for another one, 400 CMN-104 for anything else. */
export function readJsonObject(call: Call): Record<string, unknown> {
  requireType(call, 'application/json');
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(call.body));
  } catch {
    throw refusal(400, 'CMN-104', 'Cannot parse request');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refusal(400, 'CMN-104', 'Cannot parse request');
  }
  return value as Record<string, unknown>;
}

/** The fields of a form body, for the OAuth endpoints. */
export function readForm(call: Call): URLSearchParams {
  requireType(call, 'application/x-www-form-urlencoded');
  return new URLSearchParams(call.body.toString('utf8'));
}

function requireType(call: Call, type: string): void {
  const given = call.headers['content-type'];
  if (given === undefined) throw refusal(400, 'CMN-110', 'Header Content-Type should be specified');
  if (given.split(';')[0]?.trim().toLowerCase() !== type) {
    throw refusal(415, 'AGW-415', 'Unsupported Media Type');
  }
}
