import { LedgerError } from '../core/error.ts';
import type { Sql } from './sql.ts';

/** Does one write: a transaction of its own. */
export type Write = <T>(work: () => T) => Promise<T>;

/**
 * Binds writes to an epoch: once another process has taken the ledger over, the one that slept writes nothing more.
 * Asked inside the transaction, so nobody can take over between the question and the write.
 */
export function openWrite(sql: Sql, epoch: number): Write {
  return (work) =>
    Promise.resolve().then(() =>
      sql.transaction(() => {
        assertEpoch(sql, epoch);
        return work();
      }),
    );
}

function assertEpoch(sql: Sql, epoch: number): void {
  const last = sql.get<{ number: number | null }>('SELECT max(number) AS number FROM epoch')?.number ?? null;
  if (last === epoch) return;
  const found = `this start has number ${epoch}, the ledger is at ${last ?? 'none'}`;
  throw new LedgerError('locked', `another process has taken over this workspace (${found}): this one stops`);
}
