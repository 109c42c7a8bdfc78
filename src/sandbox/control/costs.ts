import type { Reply } from '../http/route.ts';
import { parseDigits } from '../numbering.ts';
import { parseMicros } from '../price.ts';
import { Problem } from '../problem.ts';
import { correctBatchCost, correctCosts } from '../world/correct-costs.ts';
import { transact } from '../world/database.ts';
import type { World } from '../world/world.ts';
import type { ControlCall } from './control-call.ts';
import { readControlJson } from './read-control-json.ts';

/**
 * POST `{"batchId" | "messageId" | "to", "cost": "0.0159"}`: the messages that were sent cost so much each from now
 * on; null takes their cost away. `{"batchId", "batchCost": "1.5"}` corrects what the batch says of itself.
 */
export function setCosts(call: ControlCall, world: World): Reply {
  const { batchId, messageId, to, cost, batchCost } = readControlJson(call.body);
  const filter = {
    batchId: readText('batchId', batchId),
    party: readDigits('to', to),
    messageId: readDigits('messageId', messageId),
  };
  if (Object.values(filter).every((value) => value === null)) {
    throw wrong('"batchId", "messageId" or "to" must be given');
  }
  const micros = cost === undefined || cost === null ? null : readMicros('cost', cost);
  const batchMicros = batchCost === undefined ? null : readMicros('batchCost', batchCost);
  if (batchMicros !== null && filter.batchId === null) throw wrong('"batchCost" needs a "batchId"');
  const json = transact(world.db, () => ({
    messages: cost === undefined ? 0 : correctCosts(world, filter, micros),
    batches:
      batchMicros === null || filter.batchId === null
        ? 0
        : correctBatchCost(world, filter.batchId, batchMicros),
  }));
  return { status: 200, json };
}

function readText(name: string, value: unknown): string | null {
  if (value === undefined) return null;
  if (typeof value === 'string') return value;
  throw wrong(`"${name}" must be a string, not ${JSON.stringify(value)}`);
}

function readDigits(name: string, value: unknown): number | null {
  const text = readText(name, value);
  if (text === null) return null;
  const digits = parseDigits(text);
  if (digits === null) throw wrong(`"${name}" must be a number, not ${JSON.stringify(value)}`);
  return digits;
}

function readMicros(name: string, value: unknown): number {
  const micros = typeof value === 'string' ? parseMicros(value) : null;
  if (micros !== null) return micros;
  throw wrong(`"${name}" must be dollars in quotes such as "0.0159", not ${JSON.stringify(value)}`);
}

function wrong(error: string): Problem {
  return new Problem(400, { error });
}
