import type { Reply } from '../http/route.ts';
import { type Sender, parseSenders } from '../parse-senders.ts';
import { Problem } from '../problem.ts';
import { parseSettings } from '../setting-words.ts';
import type { World } from '../world/world.ts';
import type { ControlCall } from './control-call.ts';
import { readControlJson } from './read-control-json.ts';
import { showState } from './state.ts';

/**
 * POST `{"rate-limit": "20/60", "senders": ["+1…:standard"], …}`: all or nothing is changed, from the next call on.
 * Settings last until the sandbox ends, numbers for good.
 */
export function changeSettings(call: ControlCall, world: World): Reply {
  const { senders = [], ...settings } = readControlJson(call.body);
  if (!Array.isArray(senders)) throw new Problem(400, { error: '"senders" must be a list of numbers' });
  const change = refuseErrors(() => ({ choices: parseSettings(settings), added: parse(senders) }));
  world.change(change.choices, change.added);
  return showState(call, world);
}

function parse(senders: readonly unknown[]): Sender[] {
  return parseSenders(senders.map((sender) => String(sender)));
}

function refuseErrors<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Problem(400, { error: error instanceof Error ? error.message : String(error) });
  }
}
