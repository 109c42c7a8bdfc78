/** That the run of a row is purged: what of the row may go then, its trigger says. */
const PURGED = 'SELECT 1 FROM run WHERE id = OLD.run_id AND purged_at IS NOT NULL';

/**
 * What a purge adds to the schema, first part of its third version: what of a run may go once it is purged, the keyed
 * hashes that stay, and whether bytes are still to be wiped from the files.
 */
export const PURGE = `
ALTER TABLE run ADD COLUMN purged_at INTEGER;
CREATE TRIGGER run_purged_once BEFORE UPDATE OF purged_at ON run
WHEN OLD.purged_at IS NOT NULL OR OLD.finished_at IS NULL OR EXISTS (
  SELECT 1 FROM batch WHERE run_id = OLD.id AND state IN ('submitting', 'in_doubt'))
BEGIN SELECT RAISE(ABORT, 'only a run that is over, without doubt, is purged, and once'); END;

ALTER TABLE recipient ADD COLUMN area INTEGER;
DROP TRIGGER recipient_frozen;
CREATE TRIGGER recipient_frozen BEFORE UPDATE ON recipient
WHEN NOT (NEW.phone < 0 AND NEW.placeholders IS NULL AND NEW.text IS NULL
  AND NEW.run_id = OLD.run_id AND NEW.batch = OLD.batch AND NEW.position = OLD.position AND NEW.line = OLD.line
  AND NEW.segments = OLD.segments AND EXISTS (${PURGED}))
BEGIN SELECT RAISE(ABORT, 'a recipient is frozen'); END;
DROP TRIGGER provider_rejection_no_update;
CREATE TRIGGER provider_rejection_no_update BEFORE UPDATE ON provider_rejection
WHEN NOT (NEW.phone IS NULL AND NEW.description IS NULL AND NEW.run_id = OLD.run_id AND NEW.batch = OLD.batch
  AND NEW.ordinal = OLD.ordinal AND NEW.position IS OLD.position AND NEW.error_code IS OLD.error_code
  AND EXISTS (${PURGED}))
BEGIN SELECT RAISE(ABORT, 'provider_rejection is append-only'); END;
DROP TRIGGER journal_no_update;
CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal
WHEN NOT (NEW.detail = '' AND NEW.id = OLD.id AND NEW.run_id = OLD.run_id AND NEW.at = OLD.at
  AND NEW.epoch = OLD.epoch AND NEW.batch IS OLD.batch AND NEW.who IS OLD.who AND NEW.kind = OLD.kind
  AND EXISTS (${PURGED}))
BEGIN SELECT RAISE(ABORT, 'journal is append-only'); END;

CREATE TABLE hash_key (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  proof TEXT NOT NULL,
  made_at INTEGER NOT NULL
) STRICT;

CREATE TABLE purged_recipient (
  run_id INTEGER NOT NULL,
  phone_hash TEXT NOT NULL,
  PRIMARY KEY (run_id, phone_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE purged_contact (
  world TEXT NOT NULL,
  phone_hash TEXT NOT NULL,
  run_id INTEGER NOT NULL,
  sealed_text INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (world, phone_hash, run_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE erasure (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  since INTEGER NOT NULL
) STRICT;
`;
