import { transact } from './database.ts';
import type { World } from './world.ts';

export const RATE_GROUPS = ['Light', 'Medium', 'Heavy', 'Auth'] as const;

export type RateGroup = (typeof RATE_GROUPS)[number];

/** What the gate says about one request; `retryAfterSeconds` is null for an admitted one. */
export interface RateVerdict {
  readonly group: RateGroup;
  readonly limit: number;
  readonly remaining: number;
  readonly windowSeconds: number;
  readonly retryAfterSeconds: number | null;
}

/** Documented defaults per user and app (rate limits guide); the group Light is the operator's to choose. */
const LIMITS: Readonly<Record<Exclude<RateGroup, 'Light'>, number>> = { Medium: 40, Heavy: 10, Auth: 5 };

const WINDOW_SECONDS = 60;

/**
 * The window and the penalty in whole seconds: 60 (or the operator's choice for the group Light) divided by the
 * speed, at least 1, so that what the headers say is exactly what the gate does.
 */
export function windowSecondsOf({ settings }: World, group: RateGroup): number {
  const seconds = group === 'Light' ? settings.rateWindowSeconds : WINDOW_SECONDS;
  return Math.max(1, Math.round(seconds / settings.speed));
}

/** How many calls of a group a window takes. */
export function limitOf({ settings }: World, group: RateGroup): number {
  return group === 'Light' ? settings.rateLimit : LIMITS[group];
}

/**
 * Counts a request in its group's sliding window. Over the limit it is refused and a penalty of one window begins;
 * any request of the group inside the penalty is refused and starts the penalty again. A fault may force the refusal
 * of a request within the limit, which is no violation then.
 */
export function admitRequest(
  world: World,
  group: RateGroup,
  endpoint: string,
  isForced: boolean,
): RateVerdict {
  const { db } = world;
  const windowSeconds = windowSecondsOf(world, group);
  const window = windowSeconds * 1_000_000;
  const limit = limitOf(world, group);
  return transact(db, () => {
    const now = world.clock.now();
    const used = countHits(world, group, now, window);
    const isInPenalty = now < readPenaltyEnd(world, group, now + window);
    const facts = { group, limit, windowSeconds };
    const isWithin = !isInPenalty && used < limit;
    if (isWithin && !isForced) {
      db.prepare('INSERT INTO rate_hits VALUES (?, ?)').run(group, now);
      return { ...facts, remaining: limit - used - 1, retryAfterSeconds: null };
    }
    db.prepare('INSERT OR REPLACE INTO penalties VALUES (?, ?)').run(group, now + window);
    if (!isWithin) {
      const kind = isInPenalty ? 'penalty' : 'rate';
      db.prepare('INSERT INTO violations VALUES (?, ?, ?, ?)').run(now, group, endpoint, kind);
    }
    return { ...facts, remaining: 0, retryAfterSeconds: windowSeconds };
  });
}

/** Calls left in the group's window now, and when its penalty ends (0 when none), without spending anything. */
export function peekRate(
  world: World,
  group: RateGroup,
): { readonly used: number; readonly penaltyEndsAt: number } {
  const now = world.clock.now();
  const window = windowSecondsOf(world, group) * 1_000_000;
  const used = countHits(world, group, now, window);
  const until = readPenaltyEnd(world, group, now + window);
  return { used, penaltyEndsAt: until > now ? until : 0 };
}

function countHits(world: World, group: RateGroup, now: number, window: number): number {
  // A hit from the future is left over from before the machine's clock was set back.
  world.db
    .prepare('DELETE FROM rate_hits WHERE rate_group = ? AND (at <= ? OR at > ?)')
    .run(group, now - window, now);
  const row: unknown = world.db
    .prepare('SELECT count(*) AS used FROM rate_hits WHERE rate_group = ?')
    .get(group);
  return (row as { used: number }).used;
}

/** A penalty that ends later than any could is left over from before a clock was set back, or a window was longer. */
function readPenaltyEnd(world: World, group: RateGroup, latest: number): number {
  const row: unknown = world.db
    .prepare('SELECT until FROM penalties WHERE rate_group = ? AND until <= ?')
    .get(group, latest);
  return (row as { until: number } | undefined)?.until ?? 0;
}
