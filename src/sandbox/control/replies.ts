import type { Reply } from '../http/route.ts';
import { parseDigits } from '../numbering.ts';
import { findA2pNumber, findStandardNumber } from '../owned-numbers.ts';
import { Problem } from '../problem.ts';
import { receiveReply } from '../world/receive-reply.ts';
import { receiveStandard } from '../world/store-message.ts';
import type { World } from '../world/world.ts';
import type { ControlCall } from './control-call.ts';
import { readControlJson } from './read-control-json.ts';

/**
 * POST `{from, to, text}`: a person (`from`) texts one of our numbers (`to`). It arrives in the A2P store or, at a
 * standard number, in the message store. STOP and START keep opt-outs.
 */
export function sendSandboxReply(call: ControlCall, world: World): Reply {
  const { from, to, text } = readControlJson(call.body);
  const party = typeof from === 'string' ? parseDigits(from) : null;
  if (party === null)
    throw new Problem(400, { error: `"from" must be an E.164 number, not ${JSON.stringify(from)}` });
  const receive = findStore(world, to);
  if (receive === null) {
    throw new Problem(400, {
      error: `"to" must be one of the sandbox's numbers, not ${JSON.stringify(to)}`,
    });
  }
  if (typeof text !== 'string' || text === '')
    throw new Problem(400, { error: '"text" must be a non-empty string' });
  const { store, id, consent } = receive(party, text);
  return { status: 201, json: { messageId: String(id), store, consent } };
}

/** What takes a message to this number of ours in; null for a number that isn't. */
function findStore(world: World, to: unknown) {
  const digits = typeof to === 'string' ? parseDigits(to) : null;
  const a2p = findA2pNumber(world, digits);
  if (a2p !== undefined)
    return (party: number, text: string) => ({
      store: 'a2p',
      ...receiveReply(world, party, a2p.digits, text),
    });
  const standard = findStandardNumber(world, digits);
  if (standard === undefined) return null;
  return (party: number, text: string) => ({
    store: 'message-store',
    ...receiveStandard(world, party, standard.digits, text),
  });
}
