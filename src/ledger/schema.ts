import { appendOnly } from './append-only.ts';
import { CALLS } from './schema-calls.ts';
import { CONTACT_GUARD } from './schema-guard.ts';
import { LIMITS_AND_OPT_OUTS } from './schema-limits.ts';
import { RUN_PHONES } from './schema-phones.ts';
import { PURGE } from './schema-purge.ts';
import { STATEMENTS } from './schema-statement.ts';

/**
 * The ledger's schema, one entry per version. A released entry never changes; a change is a new entry.
 * `PRAGMA user_version` holds the number of entries applied, `application_id` says that the file is ours.
 */
export const APPLICATION_ID = 0x43_41_4d_50; // "CAMP"

export const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE epoch (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  pid INTEGER NOT NULL,
  host TEXT NOT NULL,
  command TEXT NOT NULL,
  started_at INTEGER NOT NULL
) STRICT;

CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  name TEXT UNIQUE,
  campaign TEXT NOT NULL,
  world TEXT CHECK (world IN ('live', 'sandbox', 'loopback')),
  state TEXT NOT NULL CHECK (state IN ('draft', 'open', 'finished', 'cancelled')),
  file TEXT,
  source_sha256 TEXT,
  settings_sha256 TEXT,
  header TEXT,
  template TEXT,
  senders TEXT,
  rows INTEGER,
  recipients INTEGER,
  rejected_rows INTEGER,
  batches INTEGER,
  segments INTEGER,
  price INTEGER,
  currency TEXT,
  settle_after_ms INTEGER,
  track_for_ms INTEGER,
  min_delivered_percent REAL,
  in_doubt TEXT CHECK (in_doubt IN ('hold', 'resend')),
  in_doubt_grace_ms INTEGER,
  account TEXT,
  planned_at INTEGER NOT NULL,
  started_at INTEGER,
  last_submit_at INTEGER,
  finished_at INTEGER,
  paused_at INTEGER,
  cancelled_at INTEGER,
  reported_at INTEGER,
  CHECK (state = 'draft' OR (name IS NOT NULL AND world IS NOT NULL AND rows = recipients + rejected_rows))
) STRICT;
CREATE UNIQUE INDEX one_open_run ON run (campaign, world) WHERE state = 'open';

CREATE TABLE batch (
  run_id INTEGER NOT NULL REFERENCES run (id),
  number INTEGER NOT NULL CHECK (number >= 1),
  sender TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('planned', 'submitting', 'accepted', 'processing', 'completed',
    'settled', 'refused', 'in_doubt', 'duplicated', 'abandoned')),
  epoch INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0,
  recipients INTEGER NOT NULL CHECK (recipients >= 1),
  segments INTEGER NOT NULL,
  body_sha256 TEXT,
  first_offered_at INTEGER,
  submitted_at INTEGER,
  doubted_at INTEGER,
  clean_looks INTEGER NOT NULL DEFAULT 0,
  seen TEXT,
  differs INTEGER NOT NULL DEFAULT 0,
  resend_at INTEGER,
  presumed_at INTEGER,
  verified_at INTEGER,
  list_missed_at INTEGER,
  list_seen_at INTEGER,
  messages_missed_at INTEGER,
  messages_seen_at INTEGER,
  batch_id TEXT UNIQUE,
  remote_status TEXT,
  processed INTEGER,
  provider_cost INTEGER,
  completed_at INTEGER,
  settled_at INTEGER,
  looked_at INTEGER,
  idle_looks INTEGER NOT NULL DEFAULT 0,
  problem TEXT,
  PRIMARY KEY (run_id, number),
  CHECK (state NOT IN ('accepted', 'processing', 'completed', 'settled', 'duplicated') OR batch_id IS NOT NULL),
  CHECK (state <> 'in_doubt' OR doubted_at IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX batch_state ON batch (run_id, state, number);
CREATE TRIGGER batch_born_planned BEFORE INSERT ON batch WHEN NEW.state <> 'planned'
BEGIN SELECT RAISE(ABORT, 'a batch begins as planned'); END;
CREATE TRIGGER batch_moves BEFORE UPDATE OF state ON batch
WHEN OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN (
  'planned>submitting', 'planned>abandoned',
  'submitting>accepted', 'submitting>planned', 'submitting>refused', 'submitting>in_doubt',
  'in_doubt>accepted', 'in_doubt>planned', 'in_doubt>duplicated', 'in_doubt>abandoned',
  'accepted>processing', 'accepted>completed', 'accepted>settled', 'accepted>duplicated',
  'processing>completed', 'processing>settled', 'processing>duplicated',
  'completed>settled', 'completed>duplicated', 'settled>duplicated',
  'refused>planned', 'refused>abandoned')
BEGIN SELECT RAISE(ABORT, 'a batch may not move that way'); END;
CREATE TRIGGER batch_withdrawn BEFORE UPDATE OF state ON batch
WHEN NEW.state = 'submitting' AND OLD.state <> 'submitting' AND NOT EXISTS (
  SELECT 1 FROM run WHERE id = NEW.run_id AND state = 'open' AND paused_at IS NULL)
BEGIN SELECT RAISE(ABORT, 'a batch of a run that is paused or over may not be offered'); END;
CREATE TRIGGER batch_stays BEFORE DELETE ON batch BEGIN SELECT RAISE(ABORT, 'a batch is never deleted'); END;

CREATE TABLE recipient (
  run_id INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  position INTEGER NOT NULL CHECK (position >= 1),
  line INTEGER NOT NULL,
  phone INTEGER NOT NULL,
  placeholders TEXT,
  text TEXT,
  segments INTEGER NOT NULL,
  PRIMARY KEY (run_id, batch, position)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX recipient_once ON recipient (run_id, phone);
CREATE TRIGGER recipient_frozen BEFORE UPDATE ON recipient
BEGIN SELECT RAISE(ABORT, 'a recipient is frozen'); END;
CREATE TRIGGER recipient_stays BEFORE DELETE ON recipient
WHEN (SELECT state FROM run WHERE id = OLD.run_id) <> 'draft'
BEGIN SELECT RAISE(ABORT, 'a recipient of a frozen run is never deleted'); END;

CREATE TABLE rejected_row (
  run_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  phone TEXT NOT NULL,
  code TEXT NOT NULL,
  reason TEXT NOT NULL,
  cells TEXT NOT NULL,
  PRIMARY KEY (run_id, line)
) STRICT, WITHOUT ROWID;

CREATE TABLE offer (
  run_id INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  offered_at INTEGER NOT NULL,
  body_sha256 TEXT NOT NULL,
  answered_at INTEGER,
  verdict TEXT,
  status INTEGER,
  error_code TEXT,
  request_id TEXT,
  reason TEXT,
  PRIMARY KEY (run_id, batch, attempt),
  FOREIGN KEY (run_id, batch) REFERENCES batch (run_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE provider_rejection (
  run_id INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  position INTEGER,
  phone TEXT,
  error_code TEXT,
  description TEXT,
  PRIMARY KEY (run_id, batch, ordinal),
  FOREIGN KEY (run_id, batch) REFERENCES batch (run_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE remote_batch (
  batch_id TEXT PRIMARY KEY,
  run_id INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  how TEXT NOT NULL CHECK (how IN ('reply', 'found', 'adopted')),
  at INTEGER NOT NULL,
  FOREIGN KEY (run_id, batch) REFERENCES batch (run_id, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE message (
  run_id INTEGER NOT NULL,
  batch INTEGER NOT NULL,
  message_id TEXT NOT NULL,
  batch_id TEXT,
  position INTEGER NOT NULL,
  phone TEXT NOT NULL,
  status TEXT NOT NULL,
  error_code TEXT,
  segments INTEGER,
  cost INTEGER,
  created_at INTEGER,
  updated_at INTEGER,
  PRIMARY KEY (run_id, batch, message_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE listing (
  run_id INTEGER NOT NULL,
  sender TEXT NOT NULL,
  listed_at INTEGER NOT NULL,
  PRIMARY KEY (run_id, sender)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL,
  at INTEGER NOT NULL,
  epoch INTEGER NOT NULL,
  batch INTEGER,
  who TEXT,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL
) STRICT;
CREATE INDEX journal_run ON journal (run_id, id);
${appendOnly('journal')}
${appendOnly('remote_batch')}
${appendOnly('provider_rejection')}
`,
  LIMITS_AND_OPT_OUTS,
  PURGE,
  STATEMENTS,
  RUN_PHONES,
  CONTACT_GUARD,
  CALLS,
];
