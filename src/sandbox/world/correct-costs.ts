import type { World } from './world.ts';

/** Which messages get another cost: those of a batch, those to a number, one message. At least one is given. */
export interface CostFilter {
  readonly batchId: string | null;
  readonly party: number | null;
  readonly messageId: number | null;
}

/**
 * Corrects what messages cost, in millionths of a dollar, or takes their cost away (null), from now on. Only what was
 * sent by now has a cost to correct. Gives their number.
 */
export function correctCosts(world: World, filter: CostFilter, cost: number | null): number {
  const now = world.clock.now();
  const result = world.db
    .prepare(
      `UPDATE messages SET cost = :cost, cost_at = :now
       WHERE is_inbound = 0 AND sent_at <= :now AND (:messageId IS NULL OR id = :messageId)
         AND (:party IS NULL OR party = :party)
         AND (:batchId IS NULL OR batch = (SELECT ordinal FROM batches WHERE id = :batchId))`,
    )
    .run({ now, cost, ...filter });
  return result.changes;
}

/** Corrects what a batch says of itself. Gives 1, or 0 where there is no such batch. */
export function correctBatchCost(world: World, batchId: string, cost: number): number {
  const result = world.db
    .prepare('UPDATE batches SET cost = ?, cost_at = ? WHERE id = ?')
    .run(cost, world.clock.now(), batchId);
  return result.changes;
}
