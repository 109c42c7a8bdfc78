import type { Reply } from '../http/route.ts';
import { parseDigits } from '../numbering.ts';
import { findA2pNumber } from '../owned-numbers.ts';
import { Problem } from '../problem.ts';
import { transact } from '../world/database.ts';
import { type ConsentRow, recordConsent } from '../world/opt-outs.ts';
import type { World } from '../world/world.ts';
import type { ControlCall } from './control-call.ts';
import { readControlJson } from './read-control-json.ts';

/**
 * POST `{"from": "+1…", "to": ["+1…", …]}`: these people are opted out of texts from one of our A2P numbers, any
 * number of them at once. More words: `status` (OptOut), `source` (Carrier), `coverage` (PhoneNumber). All or nothing.
 */
export function setOptOuts(call: ControlCall, world: World): Reply {
  const body = readControlJson(call.body);
  const { from, to } = body;
  const own = typeof from === 'string' ? findA2pNumber(world, parseDigits(from)) : undefined;
  if (own === undefined) {
    throw wrong(`"from" must be one of the sandbox's A2P numbers, not ${JSON.stringify(from)}`);
  }
  if (!Array.isArray(to)) throw wrong('"to" must be a list of E.164 numbers');
  const parties = to.map(readParty);
  const words = {
    status: readWord(body, 'status', ['OptOut', 'OptIn']),
    source: readWord(body, 'source', ['Carrier', 'Upstream', 'Recipient', 'Account']),
    coverage: readWord(body, 'coverage', ['PhoneNumber', 'Account']),
  } satisfies Partial<ConsentRow>;
  transact(world.db, () => {
    for (const party of parties) {
      recordConsent(world, { own: own.digits, party, at: world.clock.now(), ...words });
    }
  });
  return { status: 201, json: { count: parties.length } };
}

function readParty(value: unknown): number {
  const party = typeof value === 'string' ? parseDigits(value) : null;
  if (party === null) throw wrong(`"to" must be a list of E.164 numbers, not of ${JSON.stringify(value)}`);
  return party;
}

/** One of `words`; the first when it isn't given. */
function readWord<T extends string>(
  body: Record<string, unknown>,
  name: string,
  words: readonly [T, ...T[]],
): T {
  const given = body[name] ?? words[0];
  const word = words.find((known) => known === given);
  if (word === undefined)
    throw wrong(`"${name}" must be one of ${words.join(', ')}, not ${JSON.stringify(given)}`);
  return word;
}

function wrong(error: string): Problem {
  return new Problem(400, { error });
}
