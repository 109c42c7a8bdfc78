import { buildPaging, type PagePosition, readPageToken } from '../http/page-token.ts';
import { readChoices, readInteger, readNumber, readWindow } from '../http/read-query.ts';
import type { Call, Reply, Route } from '../http/route.ts';
import { listBatches } from '../world/batches.ts';
import type { World } from '../world/world.ts';
import { toBatchReply } from './batch-reply.ts';

/** listA2PBatches: newest first. */
export const listBatchesRoute: Route = {
  method: 'GET',
  path: '/restapi/v1.0/account/{accountId}/a2p-sms/batches',
  group: 'Light',
  permission: 'A2PSMS',
  query: ['dateFrom', 'dateTo', 'from', 'status', 'pageToken', 'perPage'],
  handle: list,
};

function list(call: Call, world: World): Reply {
  const now = world.clock.now();
  const perPage = readInteger(call, 'perPage', 1000, 1, 1000);
  const statuses = readChoices(call, 'status', ['Queued', 'Processing', 'Sent', 'Completed']);
  const own = readNumber(call, 'from');
  const window = readWindow(call, now);
  const first: PagePosition = { ...window, at: [Number.MAX_SAFE_INTEGER] };
  const { from, to, at } = readPageToken(call, world) ?? first;
  const filter = { from, to: Math.min(to, now - call.lag), own, isCompleted: toCompletion(statuses) };
  // The sandbox's batches are Processing or Completed, never Queued or Sent.
  const isEmpty = statuses.length > 0 && !statuses.includes('Processing') && !statuses.includes('Completed');
  const rows = isEmpty ? [] : listBatches(world, now, { ...filter, before: at[0] ?? 0, limit: perPage + 1 });
  const page = rows.slice(0, perPage);
  const last = page.at(-1);
  const next = rows.length > perPage && last !== undefined ? { from, to, at: [last.ordinal] } : null;
  return {
    status: 200,
    json: {
      records: page.map((batch) => toBatchReply(batch, now)),
      paging: buildPaging(call, world, perPage, { ...first, from, to }, next),
    },
  };
}

function toCompletion(statuses: readonly string[]): boolean | null {
  const wantsOpen = statuses.includes('Processing');
  const wantsCompleted = statuses.includes('Completed');
  return wantsOpen === wantsCompleted ? null : wantsCompleted;
}
