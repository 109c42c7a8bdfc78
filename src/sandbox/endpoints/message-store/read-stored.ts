import type { Call, Reply, Route } from '../../http/route.ts';
import { notFound } from '../../problem.ts';
import { findStored, type StoredMessage } from '../../world/stored-messages.ts';
import type { World } from '../../world/world.ts';
import { playPart, readIds, toBulkReply, toStoredId } from './bulk.ts';
import { toStoredRecord } from './message-record.ts';

/** readMessage: one, or several with commas between them. */
export const readStoredRoute: Route = {
  method: 'GET',
  path: '/restapi/v1.0/account/{accountId}/extension/{extensionId}/message-store/{messageId}',
  group: 'Light',
  permission: 'ReadMessages',
  query: [],
  handle: read,
};

function read(call: Call, world: World): Reply {
  const [first = '', ...others] = readIds(call);
  const show = (id: number): unknown => toStoredRecord(call, world, requireStored(world, id));
  if (others.length === 0) return { status: 200, json: show(toStoredId(first)) };
  return toBulkReply(
    call,
    [first, ...others].map((id) => playPart(id, show)),
  );
}

/** The message with this id as it is now. Throws 404 CMN-102. */
export function requireStored(world: World, id: number): StoredMessage {
  const message = findStored(world, world.clock.now(), id);
  if (message === undefined) throw notFound('messageId');
  return message;
}
