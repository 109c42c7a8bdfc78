import type { Sql } from './sql.ts';

/** Remembers that nobody was left in a batch who may not be texted, for as long as nothing at all was written since. */
export interface Clearance {
  /** Nobody is: as of `at` (epoch milliseconds), asked in this transaction. */
  readonly give: (runId: number, batch: number, at: number) => void;
  /** Whether that still stands at an instant. Must be in the transaction that relies on it. */
  readonly stands: (runId: number, batch: number, at: number) => boolean;
}

interface Given {
  readonly runId: number;
  readonly batch: number;
  readonly at: number;
  readonly version: string;
}

/**
 * Looking through a batch for opt-outs and contacts takes as long as reading it. It is done once for an offer, and as
 * that is committed only where this connection or another one has written anything since, or the clock was set back.
 */
export function openClearance(sql: Sql): Clearance {
  let given: Given | null = null;
  return {
    give: (runId, batch, at) => {
      given = { runId, batch, at, version: readVersion(sql) };
    },
    stands: (runId, batch, at) =>
      given?.runId === runId && given.batch === batch && given.at <= at && given.version === readVersion(sql),
  };
}

/** Another one after each commit of another connection, and each row that this one changes. */
function readVersion(sql: Sql): string {
  const others = sql.get<{ data_version: number }>('PRAGMA data_version')?.data_version ?? 0;
  const own = sql.get<{ n: number }>('SELECT total_changes() AS n')?.n ?? 0;
  return `${others} ${own}`;
}
