import type { Call, Reply, Route } from '../http/route.ts';
import { toDollars } from '../price.ts';
import { countStatuses, type StatusCount } from '../world/messages.ts';
import type { World } from '../world/world.ts';
import { MESSAGE_FILTERS, readMessageFilter } from './message-filter.ts';

/** aggregateA2PSMSStatuses. */
export const statusesRoute: Route = {
  method: 'GET',
  path: '/restapi/v1.0/account/{accountId}/a2p-sms/statuses',
  group: 'Light',
  permission: 'A2PSMS',
  query: MESSAGE_FILTERS,
  handle: aggregate,
};

const DOCUMENTED = ['queued', 'sent', 'delivered', 'deliveryFailed', 'sendingFailed'];

interface Group {
  count: number;
  /** Millionths of a dollar. */
  cost: number;
  readonly errorCodeCounts: Record<string, number>;
}

function aggregate(call: Call, world: World): Reply {
  const now = world.clock.now();
  const filter = readMessageFilter(call, world, now);
  const rows = countStatuses(world, now, { ...filter, to: Math.min(filter.to, now - call.lag) });
  const groups = new Map<string, Group>(DOCUMENTED.map((key) => [key, emptyGroup()]));
  for (const row of rows) addTo(groups, row);
  const json = Object.fromEntries([...groups].map(([key, group]) => [key, toGroupReply(key, group)]));
  return { status: 200, json };
}

function addTo(groups: Map<string, Group>, row: StatusCount): void {
  const key = row.status.charAt(0).toLowerCase() + row.status.slice(1);
  const group = groups.get(key) ?? emptyGroup();
  group.count += row.count;
  group.cost += row.cost ?? 0;
  if (row.error_code !== null) group.errorCodeCounts[row.error_code] = row.count;
  groups.set(key, group);
}

function emptyGroup(): Group {
  return { count: 0, cost: 0, errorCodeCounts: {} };
}

function toGroupReply(key: string, group: Group): Record<string, unknown> {
  const { count, cost, errorCodeCounts } = group;
  return { count, cost: toDollars(cost), ...(key.endsWith('Failed') ? { errorCodeCounts } : {}) };
}
