import type { Reply } from '../http/route.ts';
import { parseDigits } from '../numbering.ts';
import { findA2pNumber } from '../owned-numbers.ts';
import { Problem } from '../problem.ts';
import { receiveReply } from '../world/receive-reply.ts';
import type { World } from '../world/world.ts';
import type { ControlCall } from './control-call.ts';
import { readControlJson } from './read-control-json.ts';

/** POST `{from, to, text}`: a person (`from`) texts one of our A2P numbers (`to`). STOP and START keep opt-outs. */
export function sendSandboxReply(call: ControlCall, world: World): Reply {
  const { from, to, text } = readControlJson(call.body);
  const party = typeof from === 'string' ? parseDigits(from) : null;
  const own = typeof to === 'string' ? findA2pNumber(world, parseDigits(to)) : undefined;
  if (party === null)
    throw new Problem(400, { error: `"from" must be an E.164 number, not ${JSON.stringify(from)}` });
  if (own === undefined) {
    throw new Problem(400, {
      error: `"to" must be one of the sandbox's A2P numbers, not ${JSON.stringify(to)}`,
    });
  }
  if (typeof text !== 'string' || text === '')
    throw new Problem(400, { error: '"text" must be a non-empty string' });
  const { id, consent } = receiveReply(world, party, own.digits, text);
  return { status: 201, json: { messageId: String(id), consent } };
}
