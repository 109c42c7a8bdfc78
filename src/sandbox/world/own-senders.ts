import { BUILT_IN_NUMBERS, buildSender, type OwnedNumber, toStandard } from '../owned-numbers.ts';
import type { Sender } from '../parse-senders.ts';
import { type Database, transact } from './database.ts';

/**
 * Makes the world own `senders` from now on, whatever later starts ask for, and gives all its numbers: the built-in
 * ones, then every sender that it ever got, in that order. A number that is given again takes the new kind.
 */
export function ownSenders(db: Database, senders: readonly Sender[]): OwnedNumber[] {
  const rows = transact(db, () => {
    const insert = db.prepare(
      `INSERT INTO senders (digits, is_standard) VALUES (?, ?)
       ON CONFLICT (digits) DO UPDATE SET is_standard = excluded.is_standard`,
    );
    for (const { digits, isStandard } of senders) insert.run(digits, Number(isStandard));
    return db.prepare('SELECT digits, is_standard FROM senders ORDER BY ordinal').all() as SenderRow[];
  });
  const isBuiltIn = ({ digits }: SenderRow): boolean =>
    BUILT_IN_NUMBERS.some((number) => number.digits === digits);
  const builtIn = BUILT_IN_NUMBERS.map((number) =>
    applyKind(
      number,
      rows.find(({ digits }) => digits === number.digits),
    ),
  );
  const added = rows.filter((row) => !isBuiltIn(row)).map((row) => applyKind(buildSender(row.digits), row));
  return [...builtIn, ...added];
}

interface SenderRow {
  readonly digits: number;
  readonly is_standard: number;
}

function applyKind(number: OwnedNumber, row: SenderRow | undefined): OwnedNumber {
  return row?.is_standard === 1 ? toStandard(number) : number;
}
