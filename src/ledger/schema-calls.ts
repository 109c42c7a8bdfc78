/**
 * Seventh version: the calls that were made for a run, and what tells when the next one is of use. Of a run that began
 * before, its calls are not known: they are not counted for it now either.
 */
export const CALLS = `
ALTER TABLE run ADD COLUMN are_calls_counted INTEGER NOT NULL DEFAULT 1;
UPDATE run SET are_calls_counted = 0 WHERE started_at IS NOT NULL;

CREATE TABLE api_call (
  run_id INTEGER NOT NULL,
  endpoint TEXT NOT NULL,
  calls INTEGER NOT NULL,
  PRIMARY KEY (run_id, endpoint)
) STRICT, WITHOUT ROWID;

ALTER TABLE batch ADD COLUMN through_at INTEGER;
UPDATE batch SET through_at = looked_at WHERE state IN ('completed', 'duplicated');
ALTER TABLE batch ADD COLUMN final_seen INTEGER;
ALTER TABLE batch ADD COLUMN cost_seen INTEGER;
`;
