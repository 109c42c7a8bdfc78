import { parseJson, readType, unsupportedType } from '../../http/read-json.ts';
import { readBoolean, readChoice, readWindow } from '../../http/read-query.ts';
import type { Call, Reply, Route } from '../../http/route.ts';
import { invalidParameter, notFound } from '../../problem.ts';
import { deleteStored } from '../../world/change-stored.ts';
import { transact } from '../../world/database.ts';
import { EVERYTHING, listStoredIds, type StoreFilter } from '../../world/stored-messages.ts';
import type { World } from '../../world/world.ts';
import { MAX_IN_BODY, playPart, readIds, toBulkReply, toStoredId } from './bulk.ts';
import { isOurs, toConversation } from './list-stored.ts';
import { requireStored } from './read-stored.ts';

const STORE = '/restapi/v1.0/account/{accountId}/extension/{extensionId}/message-store';

const SHARED = { method: 'DELETE', group: 'Medium', permission: 'EditMessages' } as const;

/** deleteMessage: those of the path, or of the body where the path says `*`. */
export const deleteStoredRoute: Route = {
  ...SHARED,
  path: `${STORE}/{messageId}`,
  query: ['purge', 'type'],
  handle: deleteByIds,
};

/** deleteMessageByFilter: some conversations, or without a filter everything. */
export const deleteByFilterRoute: Route = {
  ...SHARED,
  path: STORE,
  query: ['conversationId', 'dateTo', 'type', 'purge', 'owner'],
  handle: (call, world) => deleteMatching(call, world),
};

/** The same with a slash behind it: what is left of a path whose list of ids was empty. */
export const deleteWithoutIdsRoute: Route = { ...deleteByFilterRoute, path: `${STORE}/` };

/** The most conversations in a query (specification of deleteMessageByFilter). */
const MAX_CONVERSATIONS = 50;

function deleteByIds(call: Call, world: World): Reply {
  const ids = readIds(call);
  const given = ids[0] === '*' ? readBodyIds(call) : ids;
  // "If you call this method without specifying any message IDs, all your messages will be deleted" (specification).
  if (given === null) return deleteMatching(call, world);
  const isPurge = readBoolean(call, 'purge');
  const isAbout = isAboutSms(call);
  const remove = (id: number): void => {
    requireStored(world, id);
    if (!isAbout) throw notFound('messageId');
    deleteStored(world, world.clock.now(), [id], isPurge);
  };
  const [only = ''] = given;
  if (given.length === 1 && ids[0] !== '*') {
    remove(toStoredId(only));
    return { status: 204 };
  }
  const parts = given.map((id) => playPart(id, remove));
  const hasFailed = parts.some(({ status }) => status !== 200);
  if (!hasFailed) return { status: 204 };
  return toBulkReply(
    call,
    parts.map((part) => (part.status === 200 ? { id: part.id, status: 204 } : part)),
  );
}

/** The ids of the body; null without one. */
function readBodyIds(call: Call): readonly string[] | null {
  if (call.body.length === 0) return null;
  if (readType(call) !== 'application/json') throw unsupportedType();
  const ids = parseJson(call.body);
  const isList = Array.isArray(ids) && ids.length > 0 && ids.length <= MAX_IN_BODY;
  if (!isList || !ids.every((id) => typeof id === 'string')) throw invalidParameter('messageId');
  return ids;
}

function deleteMatching(call: Call, world: World): Reply {
  const now = world.clock.now();
  const conversations = call.url.searchParams.getAll('conversationId').flatMap((text) => text.split(','));
  if (conversations.length > MAX_CONVERSATIONS) throw invalidParameter('conversationId');
  const filter: StoreFilter = {
    ...EVERYTHING,
    to: readWindow(call, now).to,
    availabilities: ['Alive', 'Deleted'],
    conversations: conversations.map(toConversation),
  };
  const isPurge = readBoolean(call, 'purge');
  if (isOurs(call) && isAboutSms(call)) {
    transact(world.db, () => {
      const ids = listStoredIds(world, now, filter, { offset: 0, limit: -1 });
      deleteStored(world, now, ids, isPurge);
    });
  }
  return { status: 204 };
}

/** Whether the `type` takes SMS in; `Text` is SMS and pager messages. */
function isAboutSms(call: Call): boolean {
  const types = ['Fax', 'SMS', 'VoiceMail', 'Pager', 'Text', 'All'] as const;
  return ['SMS', 'Text', 'All'].includes(readChoice(call, 'type', types, 'All'));
}
