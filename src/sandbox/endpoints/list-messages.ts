import { buildPaging, type PagePosition, readPageToken } from '../http/page-token.ts';
import { readChoice, readInteger } from '../http/read-query.ts';
import type { Call, Reply, Route } from '../http/route.ts';
import { listMessages } from '../world/messages.ts';
import type { World } from '../world/world.ts';
import { MESSAGE_FILTERS, readMessageFilter } from './message-filter.ts';
import { toListedMessage } from './message-reply.ts';

/** listA2PSMS: newest first. The date window applies with a `batchId` too. */
export const listMessagesRoute: Route = {
  method: 'GET',
  path: '/restapi/v1.0/account/{accountId}/a2p-sms/messages',
  group: 'Light',
  permission: 'A2PSMS',
  query: [...MESSAGE_FILTERS, 'view', 'pageToken', 'perPage'],
  handle: list,
};

function list(call: Call, world: World): Reply {
  const now = world.clock.now();
  const perPage = readInteger(call, 'perPage', 1000, 1, 1000);
  const isDetailed = readChoice(call, 'view', ['Simple', 'Detailed'], 'Simple') === 'Detailed';
  const asked = readMessageFilter(call, world, now);
  const first: PagePosition = { from: asked.from, to: asked.to, at: [Number.MAX_SAFE_INTEGER] };
  const { from, to, at } = readPageToken(call, world) ?? first;
  const filter = { ...asked, from, to: Math.min(to, now - call.lag) };
  const rows = listMessages(world, now, filter, { before: at[0] ?? 0, limit: perPage + 1 });
  const page = rows.slice(0, perPage);
  const last = page.at(-1);
  const next = rows.length > perPage && last !== undefined ? { from, to, at: [last.id] } : null;
  return {
    status: 200,
    json: {
      records: page.map((message) => toListedMessage(message, isDetailed)),
      paging: buildPaging(call, world, perPage, { ...first, from, to }, next),
    },
  };
}
