import type { World } from './world.ts';

/** A batch as stored; its status and progress follow from the instant it is read at. */
export interface BatchRow {
  readonly ordinal: number;
  readonly id: string;
  readonly own: number;
  readonly size: number;
  readonly created_at: number;
  readonly start_at: number;
  readonly interval: number;
  readonly completed_at: number;
  readonly cost_at: number;
  readonly cost: number;
}

interface BatchFilter {
  readonly from: number;
  readonly to: number;
  readonly own: number | null;
  /** Null: whatever the progress; otherwise only completed, or only unfinished batches. */
  readonly isCompleted: boolean | null;
  /** The ordinal that the page before ended with. */
  readonly before: number;
  readonly limit: number;
}

/** Batches created within [from, to], newest first, with their completion judged at `now`. */
export function listBatches(world: World, now: number, filter: BatchFilter): BatchRow[] {
  const { from, to, own, before, limit } = filter;
  const isCompleted = filter.isCompleted === null ? null : Number(filter.isCompleted);
  return world.db
    .prepare(
      `SELECT * FROM batches WHERE ordinal < :before AND created_at BETWEEN :from AND :to
         AND (:own IS NULL OR own = :own)
         AND (:isCompleted IS NULL OR (completed_at <= :now) = :isCompleted)
       ORDER BY ordinal DESC LIMIT :limit`,
    )
    .all({ now, from, to, own, before, isCompleted, limit }) as BatchRow[];
}

/** One batch by its public id. */
export function findBatch(world: World, id: string): BatchRow | undefined {
  return world.db.prepare('SELECT * FROM batches WHERE id = ?').get(id) as BatchRow | undefined;
}

/** One batch by its place in the world. */
export function readBatch(world: World, ordinal: number): BatchRow {
  return world.db.prepare('SELECT * FROM batches WHERE ordinal = ?').get(ordinal) as BatchRow;
}

/** How many of the batch's messages have left the sender's queue at `now`. */
export function countProcessed(batch: BatchRow, now: number): number {
  return Math.max(0, Math.min(batch.size, Math.floor((now - batch.start_at) / batch.interval)));
}
