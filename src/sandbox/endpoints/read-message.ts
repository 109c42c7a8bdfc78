import type { Call, Reply, Route } from '../http/route.ts';
import { notFound } from '../problem.ts';
import { findMessage } from '../world/messages.ts';
import type { World } from '../world/world.ts';
import { toDetailedMessage } from './message-reply.ts';

/** readA2PSMS: always with its text. */
export const readMessageRoute: Route = {
  method: 'GET',
  path: '/restapi/v1.0/account/{accountId}/a2p-sms/messages/{messageId}',
  group: 'Light',
  permission: 'A2PSMS',
  query: [],
  handle: read,
};

function read(call: Call, world: World): Reply {
  const id = call.params['messageId'] ?? '';
  const message = /^\d{1,15}$/.test(id) ? findMessage(world, world.clock.now(), Number(id)) : undefined;
  if (message === undefined) throw notFound('messageId');
  return { status: 200, json: toDetailedMessage(message) };
}
