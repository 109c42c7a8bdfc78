import { addFault, listFaults, removeFault } from '../faults/fault-store.ts';
import { KNOWN_EFFECTS } from '../faults/parse-effect.ts';
import { parseFault } from '../faults/parse-fault.ts';
import type { Fault } from '../faults/fault.ts';
import type { Reply } from '../http/route.ts';
import { Problem } from '../problem.ts';
import type { World } from '../world/world.ts';
import type { ControlCall } from './control-call.ts';
import { readControlJson } from './read-control-json.ts';

/** GET: the faults in force with their counts, and the known ones. */
export function showFaults(_call: ControlCall, world: World): Reply {
  return { status: 200, json: { faults: listFaults(world), known: KNOWN_EFFECTS } };
}

/** POST `{"fault": "…"}` or `{"faults": ["…", …]}`: all or none are added; they last until deleted, also on disk. */
export function addFaults(call: ControlCall, world: World): Reply {
  const { fault, faults = [fault] } = readControlJson(call.body);
  if (!Array.isArray(faults)) throw new Problem(400, { error: '"faults" must be a list of strings' });
  const parsed = faults.map((spec: unknown) => parse(spec));
  for (const entry of parsed) addFault(world, entry, 'runtime');
  return showFaults(call, world);
}

/** DELETE: all of them, or the one of `?fault=`. */
export function removeFaults(call: ControlCall, world: World): Reply {
  const spec = call.url.searchParams.get('fault');
  const removed = removeFault(world, spec === null ? null : parse(spec).spec);
  return { status: 200, json: { removed, faults: listFaults(world) } };
}

function parse(spec: unknown): Fault {
  if (typeof spec !== 'string') throw new Problem(400, { error: '"fault" must be a string' });
  try {
    return parseFault(spec);
  } catch (error) {
    throw new Problem(400, { error: error instanceof Error ? error.message : String(error) });
  }
}
