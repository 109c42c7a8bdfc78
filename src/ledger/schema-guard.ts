/**
 * Sixth version: the guard against texting somebody twice, which a run keeps and asks again at each offer, and why a
 * recipient was left out. What was planned before has the guard that was in force by default, unless it was off; a test
 * and a retry have none of their own.
 */
export const CONTACT_GUARD = `
ALTER TABLE run ADD COLUMN repeat_guard_ms INTEGER;
ALTER TABLE run ADD COLUMN min_days_between INTEGER;
UPDATE run SET repeat_guard_ms = 604800000
  WHERE state <> 'draft' AND is_test = 0 AND retry_of IS NULL AND NOT EXISTS (SELECT 1 FROM journal j
    WHERE j.run_id = run.id AND j.kind = 'planned' AND j.detail LIKE '%"repeatGuard":"off"%');

ALTER TABLE withheld ADD COLUMN reason TEXT NOT NULL DEFAULT 'opted-out'
  CHECK (reason IN ('opted-out', 'contacted-recently'));
`;
