import { formatInstant } from '../clock.ts';
import { listFaults } from '../faults/fault-store.ts';
import type { Reply } from '../http/route.ts';
import { MAGIC_NUMBERS } from '../magic-numbers.ts';
import { formatSettings } from '../setting-words.ts';
import { countStatuses } from '../world/messages.ts';
import { peekRate, RATE_GROUPS, type RateGroup, windowSecondsOf } from '../world/rate-gate.ts';
import { countByAvailability } from '../world/stored-messages.ts';
import type { World } from '../world/world.ts';
import type { ControlCall } from './control-call.ts';

/** A summary of the world for a person to look at. */
export function showState(_call: ControlCall, world: World): Reply {
  const now = world.clock.now();
  const everything = {
    from: 0,
    to: Number.MAX_SAFE_INTEGER,
    batchId: null,
    isInbound: null,
    parties: [],
    owns: [],
  };
  const json = {
    sandbox: true,
    now: formatInstant(now),
    seed: world.settings.seed,
    speed: world.settings.speed,
    settings: formatSettings(world.settings),
    numbers: world.numbers.map(({ phoneNumber, features, perMinute }) => ({
      phoneNumber,
      features,
      perMinute,
    })),
    magicRecipients: MAGIC_NUMBERS.map(({ suffix, what }) => ({ suffix, what })),
    batches: countRows(world, 'batches'),
    messages: countStatuses(world, now, everything).map(({ status, error_code: errorCode, count }) => ({
      status,
      errorCode,
      count,
    })),
    storedMessages: countByAvailability(world, now),
    sessions: countRows(world, 'sessions'),
    rate: {
      windowSeconds: windowSecondsOf(world, 'Light'),
      groups: Object.fromEntries(RATE_GROUPS.map((group) => [group, showRate(world, group)])),
    },
    faults: listFaults(world),
  };
  return { status: 200, json };
}

function showRate(world: World, group: RateGroup): Record<string, unknown> {
  const { used, penaltyEndsAt } = peekRate(world, group);
  return { used, penaltyUntil: penaltyEndsAt === 0 ? null : formatInstant(penaltyEndsAt) };
}

function countRows(world: World, table: 'batches' | 'sessions'): number {
  return (world.db.prepare(`SELECT count(*) AS count FROM ${table}`).get() as { count: number }).count;
}
