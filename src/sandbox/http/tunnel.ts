import type { IncomingMessage } from 'node:http';
import { invalidParameter, refusal } from '../problem.ts';

/** What a POST may stand for (guide "uris", method tunneling). */
const TUNNELED = ['PUT', 'PATCH', 'DELETE'];

/**
 * The method that a request means: its own, or that of `X-HTTP-Method-Override` or `?_method=` where it is a POST.
 * Throws 400 when the two say different things, and for a method that isn't tunneled.
 */
export function readMethod({ method = '', headers }: IncomingMessage, url: URL): string {
  if (method !== 'POST') return method;
  const inHeader = headers['x-http-method-override'];
  const inQuery = url.searchParams.getAll('_method');
  const given = new Set([inHeader ?? [], inQuery].flat());
  const [word, ...others] = given;
  if (word === undefined) return method;
  if (others.length === 0 && TUNNELED.includes(word)) return word;
  if (inQuery.length > 0) throw invalidParameter('_method', inQuery.join(','));
  throw refusal(400, 'CMN-407', 'Header [X-HTTP-Method-Override] value is invalid.');
}
