import type { Call, Reply, Route } from '../http/route.ts';
import { notFound } from '../problem.ts';
import { findBatch } from '../world/batches.ts';
import type { World } from '../world/world.ts';
import { toBatchReply } from './batch-reply.ts';

/** readA2PBatch: the reply's `rejected` is always empty here. */
export const readBatchRoute: Route = {
  method: 'GET',
  path: '/restapi/v1.0/account/{accountId}/a2p-sms/batches/{batchId}',
  group: 'Light',
  permission: 'A2PSMS',
  query: [],
  handle: read,
};

function read(call: Call, world: World): Reply {
  const batch = findBatch(world, call.params['batchId'] ?? '');
  if (batch === undefined) throw notFound('batchId');
  return { status: 200, json: toBatchReply(batch, world.clock.now()) };
}
