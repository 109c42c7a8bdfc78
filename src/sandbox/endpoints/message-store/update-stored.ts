import { parseMultipart } from '../../http/multipart.ts';
import {
  cannotParse,
  parseJson,
  readJsonObject,
  readType,
  toObject,
  unsupportedType,
} from '../../http/read-json.ts';
import type { Call, Reply, Route } from '../../http/route.ts';
import { invalidParameter } from '../../problem.ts';
import { markStored, restoreStored } from '../../world/change-stored.ts';
import { transact } from '../../world/database.ts';
import type { World } from '../../world/world.ts';
import { BULK_JSON, MAX_IN_BODY, playPart, readIds, toBulkReply, toStoredId } from './bulk.ts';
import { toStoredRecord } from './message-record.ts';
import { requireStored } from './read-stored.ts';

const SHARED = {
  path: '/restapi/v1.0/account/{accountId}/extension/{extensionId}/message-store/{messageId}',
  group: 'Medium',
  permission: 'EditMessages',
  query: [],
} as const;

/** updateMessage: the read status, and nothing else. */
export const putStoredRoute: Route = {
  ...SHARED,
  method: 'PUT',
  handle: (call, world) => update(call, world, readPut),
};

/** patchMessage: the read status, or `availability: Alive` to restore what was deleted, or both. */
export const patchStoredRoute: Route = {
  ...SHARED,
  method: 'PATCH',
  handle: (call, world) => update(call, world, readPatch),
};

/** What is to become of a message; null for what stays. */
interface Edit {
  readonly isRead: boolean | null;
  readonly isRestored: boolean;
}

type ReadEdit = (body: Record<string, unknown>) => Edit;

function update(call: Call, world: World, readEdit: ReadEdit): Reply {
  const apply = (id: number, body: Record<string, unknown>): unknown => {
    applyEdit(world, id, readEdit(body));
    return toStoredRecord(call, world, requireStored(world, id));
  };
  const ids = readIds(call);
  const [first = ''] = ids;
  if (ids.length === 1 && first !== '*' && readType(call) === 'application/json') {
    return { status: 200, json: apply(toStoredId(first), readJsonObject(call)) };
  }
  const entries = readEntries(call, first === '*' ? null : ids);
  const parts = entries.map(({ id, body }) => playPart(id, (stored) => apply(stored, toObject(body))));
  return toBulkReply(call, parts);
}

/** Each message of a bulk call with its own body. Ids are those of the path, or with `*` there, of the body. */
function readEntries(
  call: Call,
  ids: readonly string[] | null,
): { readonly id: string; readonly body: unknown }[] {
  const type = readType(call);
  if (type === 'multipart/mixed' && ids !== null) return pair(ids, readMixed(call));
  if (type !== BULK_JSON) throw unsupportedType();
  const list = parseJson(call.body);
  if (!Array.isArray(list) || list.length === 0 || list.length > MAX_IN_BODY) throw cannotParse();
  const entries = list.map(toObject);
  if (ids !== null) {
    return pair(
      ids,
      entries.map(({ body }) => body),
    );
  }
  return entries.map(({ resourceId, body }) => {
    if (typeof resourceId !== 'string') throw invalidParameter('resourceId');
    return { id: resourceId, body };
  });
}

function readMixed(call: Call): unknown[] {
  const parts = parseMultipart(call.headers['content-type'] ?? '', call.body);
  if (parts === null) throw cannotParse();
  return parts.map(({ content }) => parseJson(content));
}

function pair(ids: readonly string[], bodies: readonly unknown[]) {
  if (bodies.length !== ids.length) throw invalidParameter('messageId');
  return ids.map((id, index) => ({ id, body: bodies[index] }));
}

function readPut({ readStatus }: Record<string, unknown>): Edit {
  return { isRead: readReadStatus(readStatus), isRestored: false };
}

function readPatch({ readStatus, availability }: Record<string, unknown>): Edit {
  if (availability !== undefined && availability !== 'Alive') throw invalidParameter('availability');
  if (readStatus === undefined && availability === undefined) throw invalidParameter('readStatus');
  const isRead = readStatus === undefined ? null : readReadStatus(readStatus);
  return { isRead, isRestored: availability === 'Alive' };
}

function readReadStatus(value: unknown): boolean {
  if (value !== 'Read' && value !== 'Unread') throw invalidParameter('readStatus');
  return value === 'Read';
}

function applyEdit(world: World, id: number, { isRead, isRestored }: Edit): void {
  const { availability } = requireStored(world, id);
  if (isRestored && availability === 'Purged') throw invalidParameter('availability', 'Alive');
  const now = world.clock.now();
  transact(world.db, () => {
    if (isRestored) restoreStored(world, now, id);
    if (isRead !== null) markStored(world, now, id, isRead);
  });
}
