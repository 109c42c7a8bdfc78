import { STATUS_CODES } from 'node:http';
import { formatMultipart } from '../../http/multipart.ts';
import type { Call, Reply } from '../../http/route.ts';
import { invalidParameter, notFound, Problem } from '../../problem.ts';
import { toStoreUri } from './message-record.ts';

/** The media type of a bulk body in JSON; the other form is `multipart/mixed` (guide "batch requests"). */
export const BULK_JSON = 'application/vnd.ringcentral.multipart+json';

/** The most ids in a path, and in a body (specification of updateMessage). */
const MAX_IN_PATH = 50;
export const MAX_IN_BODY = 1000;

/** What became of one of several messages. */
export interface Part {
  readonly id: string;
  readonly status: number;
  readonly body?: unknown;
}

/** The ids of the path, which separates them with commas. */
export function readIds(call: Call): string[] {
  const ids = (call.params['messageId'] ?? '').split(',');
  if (ids.length > MAX_IN_PATH) throw invalidParameter('messageId');
  return ids;
}

/** An id as the store keeps it. Throws 404 CMN-102 for anything that can't be one. */
export function toStoredId(id: string): number {
  if (/^\d{1,15}$/.test(id)) return Number(id);
  throw notFound('messageId');
}

/** What `work` answers for one of several messages; its refusal is an answer as well. */
export function playPart(id: string, work: (id: number) => unknown): Part {
  try {
    return { id, status: 200, body: work(toStoredId(id)) };
  } catch (error) {
    if (error instanceof Problem) return { id, status: error.status, body: error.body };
    throw error;
  }
}

/** 207: a part for each message, in JSON where the client accepts that form, else as `multipart/mixed`. */
export function toBulkReply(call: Call, parts: readonly Part[]): Reply {
  if (call.headers.accept?.includes(BULK_JSON) === true) {
    const entries = parts.map(({ id, status, body }) => ({ resourceId: id, status, body }));
    return { status: 207, text: { type: BULK_JSON, content: JSON.stringify(entries) } };
  }
  const response = parts.map(({ id, status }) => ({
    href: `${toStoreUri(call)}/${id}`,
    status,
    responseDescription: STATUS_CODES[status],
  }));
  const bodies = parts.map(({ body }) => body ?? {});
  return { status: 207, text: formatMultipart([{ response }, ...bodies]) };
}
