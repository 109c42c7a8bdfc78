import { transact } from './database.ts';
import type { World } from './world.ts';

export type RateGroup = 'Light' | 'Medium' | 'Heavy' | 'Auth';

/** What the gate says about one request; `retryAfterSeconds` is null for an admitted one. */
export interface RateVerdict {
  readonly group: RateGroup;
  readonly limit: number;
  readonly remaining: number;
  readonly windowSeconds: number;
  readonly retryAfterSeconds: number | null;
}

/** Documented defaults per user and app (rate limits guide). */
const LIMITS: Readonly<Record<RateGroup, number>> = { Light: 50, Medium: 40, Heavy: 10, Auth: 5 };

const WINDOW_SECONDS = 60;

/**
 * The window and the penalty in whole seconds: 60 divided by the speed, at least 1, so that what the headers say
 * is exactly what the gate does.
 */
export function scaledWindowSeconds(speed: number): number {
  return Math.max(1, Math.round(WINDOW_SECONDS / speed));
}

/**
 * Counts a request in its group's sliding window. Over the limit it is refused and a penalty of one window begins;
 * any request of the group inside the penalty is refused and starts the penalty again.
 */
export function admitRequest(world: World, group: RateGroup, endpoint: string): RateVerdict {
  const { db, settings } = world;
  const windowSeconds = scaledWindowSeconds(settings.speed);
  const window = windowSeconds * 1_000_000;
  const limit = group === 'Light' ? settings.rateLimit : LIMITS[group];
  return transact(db, () => {
    const now = world.clock.now();
    const used = countHits(world, group, now, window);
    const isInPenalty = now < readPenaltyEnd(world, group);
    const facts = { group, limit, windowSeconds };
    if (!isInPenalty && used < limit) {
      db.prepare('INSERT INTO rate_hits VALUES (?, ?)').run(group, now);
      return { ...facts, remaining: limit - used - 1, retryAfterSeconds: null };
    }
    db.prepare('INSERT OR REPLACE INTO penalties VALUES (?, ?)').run(group, now + window);
    const kind = isInPenalty ? 'penalty' : 'rate';
    db.prepare('INSERT INTO violations VALUES (?, ?, ?, ?)').run(now, group, endpoint, kind);
    return { ...facts, remaining: 0, retryAfterSeconds: windowSeconds };
  });
}

/** Calls left in the group's window now, and when its penalty ends (0 when none), without spending anything. */
export function peekRate(
  world: World,
  group: RateGroup,
): { readonly used: number; readonly penaltyEndsAt: number } {
  const now = world.clock.now();
  const used = countHits(world, group, now, scaledWindowSeconds(world.settings.speed) * 1_000_000);
  const until = readPenaltyEnd(world, group);
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

function readPenaltyEnd(world: World, group: RateGroup): number {
  const row: unknown = world.db.prepare('SELECT until FROM penalties WHERE rate_group = ?').get(group);
  return (row as { until: number } | undefined)?.until ?? 0;
}
