import { Problem } from '../problem.ts';

/** The JSON object of a control request; 400 with a plain sentence otherwise. */
export function readControlJson(body: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    value = null;
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new Problem(400, { error: 'the body must be a JSON object' });
}
