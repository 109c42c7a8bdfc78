import {
  BUILT_IN_NUMBERS,
  buildSender,
  type NumberKind,
  type OwnedNumber,
  toKind,
} from '../owned-numbers.ts';
import type { Sender } from '../parse-senders.ts';
import { type Database, transact } from './database.ts';

/**
 * Makes the world own `senders` from now on, whatever later starts ask for, and gives all its numbers: the built-in
 * ones, then every sender that it ever got, in that order. A number that is given again takes the new kind.
 */
export function ownSenders(db: Database, senders: readonly Sender[]): OwnedNumber[] {
  const rows = transact(db, () => {
    const insert = db.prepare(
      `INSERT INTO senders (digits, kind) VALUES (?, ?)
       ON CONFLICT (digits) DO UPDATE SET kind = excluded.kind`,
    );
    for (const { digits, kind } of senders) insert.run(digits, kind);
    return db.prepare('SELECT digits, kind FROM senders ORDER BY ordinal').all() as SenderRow[];
  });
  const isBuiltIn = ({ digits }: SenderRow): boolean =>
    BUILT_IN_NUMBERS.some((number) => number.digits === digits);
  const builtIn = BUILT_IN_NUMBERS.map((number) => {
    const row = rows.find(({ digits }) => digits === number.digits);
    return row === undefined ? number : toKind(number, row.kind);
  });
  const added = rows
    .filter((row) => !isBuiltIn(row))
    .map(({ digits, kind }) => toKind(buildSender(digits), kind));
  return [...builtIn, ...added];
}

interface SenderRow {
  readonly digits: number;
  readonly kind: NumberKind;
}
