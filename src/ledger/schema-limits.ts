import { appendOnly } from './append-only.ts';

/** Second version: what a run may cost, who is not to be texted, and who was. */
export const LIMITS_AND_OPT_OUTS = `
ALTER TABLE run ADD COLUMN estimate INTEGER;
UPDATE run SET estimate = price * segments;
ALTER TABLE run ADD COLUMN limits TEXT;
ALTER TABLE run ADD COLUMN opt_out_scope TEXT NOT NULL DEFAULT 'all' CHECK (opt_out_scope IN ('all', 'sender'));
ALTER TABLE run ADD COLUMN retry_of TEXT;
ALTER TABLE run ADD COLUMN is_test INTEGER NOT NULL DEFAULT 0 CHECK (is_test IN (0, 1));
DROP INDEX one_open_run;
CREATE UNIQUE INDEX one_open_run ON run (campaign, world) WHERE state = 'open' AND is_test = 0;
ALTER TABLE run ADD COLUMN pause_reason TEXT CHECK (pause_reason IN ('sender', 'spam'));
ALTER TABLE run ADD COLUMN pause_detail TEXT;
ALTER TABLE run ADD COLUMN watched_from INTEGER;

ALTER TABLE batch ADD COLUMN window TEXT NOT NULL DEFAULT '';
ALTER TABLE batch ADD COLUMN price INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN withheld INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN spent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN priced_segments INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN open_segments INTEGER NOT NULL DEFAULT 0;
ALTER TABLE batch ADD COLUMN statuses_cost INTEGER;
ALTER TABLE batch ADD COLUMN error_counts TEXT;
ALTER TABLE batch ADD COLUMN glanced_at INTEGER;
ALTER TABLE batch ADD COLUMN limited_at INTEGER;
UPDATE batch SET price = (SELECT price FROM run WHERE id = run_id);

CREATE TABLE withheld (
  run_id INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  position INTEGER NOT NULL,
  at INTEGER NOT NULL,
  was_offered INTEGER NOT NULL,
  PRIMARY KEY (run_id, batch, position),
  FOREIGN KEY (run_id, batch) REFERENCES batch (run_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE opt_out (
  phone INTEGER NOT NULL,
  sender INTEGER NOT NULL,
  world TEXT NOT NULL CHECK (world IN ('live', 'sandbox', 'loopback', 'any')),
  source TEXT NOT NULL,
  at INTEGER NOT NULL,
  seen_at INTEGER,
  PRIMARY KEY (phone, sender, world)
) STRICT, WITHOUT ROWID;

CREATE TABLE opt_out_log (
  id INTEGER PRIMARY KEY,
  phone INTEGER NOT NULL,
  sender INTEGER NOT NULL,
  world TEXT NOT NULL,
  at INTEGER NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('opted-out', 'removed')),
  source TEXT NOT NULL,
  who TEXT
) STRICT;
${appendOnly('opt_out_log')}

CREATE TABLE opt_out_reading (
  world TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  records INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE bad_number (
  phone INTEGER NOT NULL,
  world TEXT NOT NULL,
  code TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (phone, world)
) STRICT, WITHOUT ROWID;

CREATE TABLE contact (
  phone INTEGER NOT NULL,
  world TEXT NOT NULL,
  text_hash INTEGER NOT NULL,
  run_id INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (phone, world, text_hash, run_id)
) STRICT, WITHOUT ROWID;
`;
