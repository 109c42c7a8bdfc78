import { appendOnly } from './append-only.ts';

/** What statements add to the schema, last part of its third version: each that was written, with what it said. */
export const STATEMENTS = `
CREATE TABLE statement (
  id INTEGER PRIMARY KEY,
  month TEXT NOT NULL,
  is_sandbox INTEGER NOT NULL CHECK (is_sandbox IN (0, 1)),
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  is_month_over INTEGER NOT NULL CHECK (is_month_over IN (0, 1)),
  figures TEXT NOT NULL
) STRICT;
CREATE INDEX statement_month ON statement (month, is_sandbox, id);
${appendOnly('statement')}
`;
