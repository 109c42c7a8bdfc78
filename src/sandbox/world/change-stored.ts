import { toWorldMicros } from './settings.ts';
import type { World } from './world.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * How long a deleted message can be restored, and how long a purged one is still shown, in the days of the sandbox's
 * clock: both 5 days by default (guide "messaging", message availability and life cycle).
 */
const RESTORABLE_MS = 5 * DAY_MS;
const PURGED_MS = 5 * DAY_MS;

/**
 * Deletes messages (deleteMessage): an Alive one becomes Deleted, a Deleted one Purged; with `isPurge` each becomes
 * Purged at once. A purged one stays what it is.
 */
export function deleteStored(world: World, now: number, ids: readonly number[], isPurge: boolean): void {
  const restorable = toWorldMicros(world.settings, RESTORABLE_MS);
  const shown = toWorldMicros(world.settings, PURGED_MS);
  const change = world.db.prepare(
    `UPDATE stored_messages SET changed_at = :now, deleted_at = coalesce(deleted_at, :now),
       purged_at = :purgedAt, gone_at = :goneAt
     WHERE id = :id AND (deleted_at IS NULL OR purged_at > :now)`,
  );
  const isDeleted = world.db.prepare('SELECT 1 FROM stored_messages WHERE id = ? AND deleted_at IS NOT NULL');
  for (const id of ids) {
    const isOver = isPurge || isDeleted.get(id) !== undefined;
    const purgedAt = isOver ? now : now + restorable;
    change.run({ id, now, purgedAt, goneAt: purgedAt + shown });
  }
}

/** Makes a deleted message Alive again; the caller knows that it isn't purged. An Alive one stays as it is. */
export function restoreStored(world: World, now: number, id: number): void {
  world.db
    .prepare(
      `UPDATE stored_messages SET changed_at = ?, deleted_at = NULL, purged_at = NULL, gone_at = NULL
       WHERE id = ? AND deleted_at IS NOT NULL`,
    )
    .run(now, id);
}

/** Marks a message as read or unread; one that is so already isn't changed. */
export function markStored(world: World, now: number, id: number, isRead: boolean): void {
  world.db
    .prepare('UPDATE stored_messages SET changed_at = ?, is_read = ? WHERE id = ? AND is_read <> ?')
    .run(now, Number(isRead), id, Number(isRead));
}
