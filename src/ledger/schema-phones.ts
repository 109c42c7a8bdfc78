/**
 * Fourth version: each number of a run once, in a table of its own that is filled in the numbers' order as the run is
 * frozen. An index kept while the rows come, in the file's order, costs more than all else that planning writes.
 */
export const RUN_PHONES = `
CREATE TABLE run_phone (
  run_id INTEGER NOT NULL,
  phone INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (run_id, phone)
) STRICT, WITHOUT ROWID;
INSERT INTO run_phone SELECT r.run_id, r.phone, r.batch, r.position
  FROM run JOIN recipient r ON r.run_id = run.id
  WHERE run.state <> 'draft' AND run.purged_at IS NULL ORDER BY r.run_id, r.phone;
DROP INDEX recipient_once;

CREATE TRIGGER run_phone_no_update BEFORE UPDATE ON run_phone
BEGIN SELECT RAISE(ABORT, 'a number of a run is frozen'); END;
CREATE TRIGGER run_phone_stays BEFORE DELETE ON run_phone
WHEN NOT EXISTS (SELECT 1 FROM run WHERE id = OLD.run_id AND purged_at IS NOT NULL)
BEGIN SELECT RAISE(ABORT, 'a number of a run is never deleted'); END;
CREATE TRIGGER run_frozen_whole BEFORE UPDATE OF state ON run
WHEN OLD.state = 'draft' AND NEW.state <> 'draft'
  AND NEW.recipients IS NOT (SELECT count(*) FROM run_phone WHERE run_id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a run is frozen with each of its numbers once'); END;
CREATE TRIGGER batch_as_frozen BEFORE UPDATE OF state ON batch
WHEN NEW.state = 'submitting' AND OLD.state <> 'submitting'
  AND NEW.recipients <> (SELECT count(*) FROM recipient WHERE run_id = NEW.run_id AND batch = NEW.number)
BEGIN SELECT RAISE(ABORT, 'a batch is offered with the recipients it was frozen with'); END;
`;
